"""Is the uncertainty of a drawn CT as large as its error? Written to UNCERTAINTY.md beside this file.

The task: give a validation patient's CT back from its blueprint. The mean of an ensemble of draws is held against the
real CT without scanner noise, voxel by voxel. Needs the CTs: `python -m Testing.benchmarks.calibrate_uncertainty --data
FOLDER`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from SyntheticLungCTLib.blueprint.blueprint import Blueprint
from SyntheticLungCTLib.checking.tissues import TISSUES
from SyntheticLungCTLib.evaluation.calibration import Calibration, calibration
from SyntheticLungCTLib.generation.uncertainty import draw_uncertainty
from SyntheticLungCTLib.geometry import Geometry
from SyntheticLungCTLib.training.config import load_config
from SyntheticLungCTLib.training.preparation import PreparedPatient, prepared_patients

RESULTS = Path(__file__).with_name("UNCERTAINTY.md")


def measured(patient: PreparedPatient, slices: int, seeds: int) -> tuple[dict[str, Calibration], bool]:
    """Calibration of the total by tissue, in slices from the middle of the lungs; whether models could disagree."""
    first = (len(patient.hu) - slices) // 2
    place = slice(first, first + slices)
    hu, labels = np.asarray(patient.hu[place], np.float32), np.array(patient.labels[place])
    geometry = Geometry(tuple(patient.spacing_zyx_mm[::-1]))
    split = draw_uncertainty(Blueprint(labels, geometry, [], patient.look), range(seeds))
    # The real CT is one more draw, and the mean of so few draws is off as well.
    announced, error = split.total * np.sqrt(1 + 1 / seeds), hu - split.mean
    regions = {"body": labels != 0} | {name: np.isin(labels, members) for name, members in TISSUES.items()}
    found = {name: calibration(announced[where], error[where]) for name, where in regions.items() if where.any()}
    return found, split.epistemic is not None


def plot(found: dict[str, Calibration], path: Path) -> None:
    figure = Figure(figsize=(6, 5), layout="constrained")
    axes = figure.subplots()
    for name in ("body", "lung", "soft tissue", "bone", "vessel"):
        if name in found:
            axes.loglog(found[name].announced, found[name].found, "o-", markersize=3, label=name)
    axes.plot((1, 1000), (1, 1000), color="grey", linestyle="--", label="calibrated")
    axes.set(xlabel="announced standard deviation, HU", ylabel="error found, HU (root mean square)")
    axes.legend()
    figure.savefig(path, dpi=80)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="holds a DICOM folder for each patient")
    parser.add_argument("--cache", type=Path, help="of prepared patients")
    parser.add_argument("--slices", type=int, default=12)
    parser.add_argument("--seeds", type=int, default=4)
    arguments = parser.parse_args()
    data = load_config("cpu-small").data
    data.folder, data.cache, data.outlines = arguments.data, arguments.cache or data.cache, None
    (patient,) = prepared_patients(data, data.val)
    found, disagreeing = measured(patient, arguments.slices, arguments.seeds)
    plot(found, RESULTS.with_suffix(".png"))
    scope = "what is random and what the generators disagree on" if disagreeing else (
        "what is random alone: one generator is shipped, which cannot tell what others would draw"
    )  # fmt: skip
    rows = [
        f"| {name} | {c.announced.mean():.0f} | {c.found.mean():.0f} | {c.factor:.2f} | {c.rank_correlation:.2f} |"
        for name, c in found.items()
    ]
    RESULTS.write_text(
        f"# Is the uncertainty as large as the error?\n\n{patient.name}, {arguments.slices} slices drawn from the real "
        f"CT's blueprint with {arguments.seeds} seeds; {scope}. Voxels in {len(found['body'].announced)} bins by what "
        "is announced; the factor is what it would have to be multiplied by, 1 is calibrated, above 1 too confident; "
        "the rank is 1 where more announced always means more error. One patient, so no interval. Written by "
        "`calibrate_uncertainty.py`.\n\n| tissue | announced, HU | found, HU | factor | rank |\n|---|---|---|---|---|\n"
        + "\n".join(rows)
        + "\n\n![Announced against found](UNCERTAINTY.png)\n"
    )


if __name__ == "__main__":
    main()
