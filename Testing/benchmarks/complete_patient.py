"""A patient's lungs completed to a chest and drawn. Writes COMPLETION.md beside this file, and the README's picture.

Needs a patient that was not trained on: `python -m Testing.benchmarks.complete_patient --ct FOLDER [--seed N]`.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy import ndimage

from SyntheticLungCTLib.blueprint.blueprint import Blueprint
from SyntheticLungCTLib.blueprint.extract import extract_blueprint
from SyntheticLungCTLib.blueprint.labels import BLOODS, BONES, CONTRAST_BLOODS, LUNGS, Label
from SyntheticLungCTLib.checking.anatomy import check_anatomy
from SyntheticLungCTLib.checking.check import CheckReport, check
from SyntheticLungCTLib.checking.pictures import write_comparison
from SyntheticLungCTLib.generation.pipeline import generate_ct
from SyntheticLungCTLib.geometry import reoriented
from SyntheticLungCTLib.thorax.complete import complete_blueprint
from SyntheticLungCTLib.thorax.organs import Organ, organ_masks
from SyntheticLungCTLib.volume import AIR_HU, read_ct

HERE = Path(__file__).parent
PICTURE = HERE.parents[1] / "Resources" / "Pictures" / "completed_from_lungs.webp"
#: What the invented volumes are compared of, and by what share they may differ.
PARTS = {
    "body": tuple(label for label in Label if label != Label.OUTSIDE),
    "bone": BONES,
    "heart and great vessels": BLOODS,
    "airways": (Label.AIRWAY_LUMEN, Label.AIRWAY_WALL),
}
MOST_DIFFERENCE = 0.25


def lungs_of(whole: Blueprint) -> Blueprint:
    """Nothing but the outlines of both lungs, and the look."""
    labels, geometry = reoriented(whole.labels, whole.geometry)
    masks = organ_masks(labels, geometry.spacing_zyx_mm)
    lungs = np.zeros_like(labels)
    for organ, lung in zip((Organ.LUNG_LEFT, Organ.LUNG_RIGHT), LUNGS, strict=True):
        lungs[masks[organ]] = lung
    return replace(whole, labels=lungs, geometry=geometry, nodules=[])


def volume_rows(real: Blueprint, invented: Blueprint) -> list[str]:
    rows = []
    for name, labels in PARTS.items():
        volumes_ml = [b.mask(*labels).sum() * b.geometry.voxel_volume_ml for b in (real, invented)]
        ratio = volumes_ml[1] / volumes_ml[0]
        kept = "yes" if abs(ratio - 1) <= MOST_DIFFERENCE else "**no**"
        rows.append(f"| {name} | {volumes_ml[0]:.0f} | {volumes_ml[1]:.0f} | {ratio:.2f} | {kept} |")
    return rows


def bound_rows(report: CheckReport) -> list[str]:
    judged = [row for row in report.rows() if row[5] is not None]
    return [
        f"| {measure} | {tissue} | {'' if real is None else f'{real:.3g}'} | {synthetic:.3g} | {bound} | "
        f"{'yes' if kept else '**no**'} |"
        for measure, tissue, real, synthetic, bound, kept in judged
    ]


def keeps_the_lungs(given: Blueprint, invented: Blueprint) -> bool:
    """Whether lung is where it was given and nowhere else; airways and vessels that grow in it belong to it."""
    within = invented.mask(Label.PULMONARY_VESSEL, *PARTS["airways"]) | (invented.labels == given.labels)
    lungs = given.labels > 0
    return bool(within[lungs].all()) and not invented.mask(*LUNGS)[~lungs].any()


def without_table(hu: np.ndarray, real: Blueprint) -> np.ndarray:
    """HU (z, y, x) with air around the body: the picture compares bodies, and a table tells at once which is real."""
    body = ndimage.binary_dilation(real.labels != Label.OUTSIDE, np.ones((1, 3, 3), bool), iterations=3)
    return np.where(body, hu, AIR_HU).astype(hu.dtype)


def text_of(title: str, real: Blueprint, lungs: Blueprint, invented: Blueprint, report: CheckReport) -> str:
    broken = [found.rule for found in check_anatomy(invented) if not found.kept]
    rows = bound_rows(report)
    lines = [
        "# A chest invented around a patient's lungs",
        "",
        "Written by `Testing/benchmarks/complete_patient.py`. Given: the outlines of the two lungs, and the look.",
        title,
        "",
        f"Rules of anatomy broken: {', '.join(broken) or 'none'}. "
        f"Lungs voxel-exact: {'yes' if keeps_the_lungs(lungs, invented) else '**no**'}.",
        "",
        "| volume of | real, ml | invented, ml | ratio | within 25 % |",
        "|---|---|---|---|---|",
        *volume_rows(real, invented),
        "",
        f"The CT drawn from it keeps {sum('**no**' not in row for row in rows)} of {len(rows)} bounds "
        "(`check --other-anatomy`).",
        "",
        "| measure | tissue | real | synthetic | bound | kept |",
        "|---|---|---|---|---|---|",
        *rows,
        "",
        "![Above the real CT, below the one of the invented chest](../../Resources/Pictures/completed_from_lungs.webp)",
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ct", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    ct = read_ct(arguments.ct)
    real = extract_blueprint(ct)
    lungs = lungs_of(real)
    started = time.monotonic()
    invented = complete_blueprint(lungs, arguments.seed, contrast=bool(real.mask(*CONTRAST_BLOODS).any()))
    seconds = time.monotonic() - started
    drawn = generate_ct(invented, arguments.seed)
    write_comparison(replace(ct, hu=without_table(ct.hu, real)), drawn, PICTURE)
    slices, rows, columns = ct.hu.shape
    title = (
        f"Patient {arguments.ct.name}, seed {arguments.seed}; completing {slices} slices of {rows} x {columns} took "
        f"{seconds:.0f} s."
    )
    text = text_of(title, real, lungs, invented, check(ct, drawn, same_anatomy=False))
    (HERE / "COMPLETION.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
