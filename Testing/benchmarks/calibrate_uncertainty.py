"""Is the uncertainty of a drawn CT as large as its error? Written to UNCERTAINTY.md beside this file.

The task: give a validation patient's CT back from its blueprint. The mean of an ensemble of draws is held against the
real CT without scanner noise, voxel by voxel. Needs the CTs: `python -m Testing.benchmarks.calibrate_uncertainty --data
FOLDER`.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Tissue:
    """Of the voxels of a tissue: HU of chance and of disagreement, and how chance alone and both together announce."""

    random_hu: float
    disagreed_hu: float
    chance: Calibration
    both: Calibration


def measured(patient: PreparedPatient, slices: int, seeds: int) -> tuple[dict[str, Tissue], int]:
    """What is announced and found by tissue, in slices from the middle of the lungs; the number of generators."""
    first = (len(patient.hu) - slices) // 2
    place = slice(first, first + slices)
    hu, labels = np.asarray(patient.hu[place], np.float32), np.array(patient.labels[place])
    geometry = Geometry(tuple(patient.spacing_zyx_mm[::-1]))
    split = draw_uncertainty(Blueprint(labels, geometry, [], patient.look), range(seeds))
    # The real CT is one more draw, and the mean of so few draws, by so few generators, is off as well.
    random = split.aleatoric * np.sqrt(1 + 1 / seeds)
    disagreed = split.epistemic * np.sqrt(1 + 1 / split.models)
    both, error = np.hypot(random, disagreed), hu - split.mean
    regions = {"body": labels != 0} | {name: np.isin(labels, members) for name, members in TISSUES.items()}
    found = {
        name: Tissue(
            _level(split.aleatoric[where]),
            _level(split.epistemic[where]),
            calibration(random[where], error[where]),
            calibration(both[where], error[where]),
        )
        for name, where in regions.items()
        if where.any()
    }
    return found, split.models


def _level(deviation: np.ndarray) -> float:
    return float(np.sqrt(np.square(deviation, dtype=float).mean()))


def plot(found: dict[str, Tissue], path: Path) -> None:
    figure = Figure(figsize=(6, 5), layout="constrained")
    axes = figure.subplots()
    for name in ("body", "lung", "soft tissue", "bone", "vessel"):
        if name in found:
            both = found[name].both
            axes.loglog(both.announced, both.found, "o-", markersize=3, label=name)
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
    found, models = measured(patient, arguments.slices, arguments.seeds)
    plot(found, RESULTS.with_suffix(".png"))
    scope = f"{patient.name}, {arguments.slices} slices drawn from the real CT's blueprint"
    RESULTS.write_text(page(found, f"{scope} by {models} generators with {arguments.seeds} seeds each."))


INTRODUCTION = """Random is what the seeds make of it, disagreed what the generators do (root mean square, \
HU). Announced are both, with what the mean of so few draws is off; found is the error of the mean. The factor is what \
the announced would have to be multiplied by: 1 is calibrated, above 1 too confident; beside it the factor of what is \
random alone. Voxels in 12 bins by what is announced; the rank is 1 where more announced always means more error. One \
patient, so no interval. Written by `calibrate_uncertainty.py`.

| tissue | random | disagreed | announced | found | factor | of random alone | rank |
|---|---|---|---|---|---|---|---|"""


def page(found: dict[str, Tissue], scope: str) -> str:
    """The page in Markdown."""
    rows = [
        f"| {name} | {t.random_hu:.0f} | {t.disagreed_hu:.0f} | {_level(t.both.announced):.0f} | "
        f"{_level(t.both.found):.0f} | {t.both.factor:.2f} | {t.chance.factor:.2f} | {t.both.rank_correlation:.2f} |"
        for name, t in found.items()
    ]
    title = "# Is the uncertainty as large as the error?"
    plot = "![Announced against found](UNCERTAINTY.png)"
    return f"{title}\n\n{scope} {INTRODUCTION}\n" + "\n".join(rows) + f"\n\n{plot}\n"


if __name__ == "__main__":
    main()
