"""What a single seam does to a real CT's seam energy and to its score of tiling: printed, for the slice encoder's card.

Needs the CTs: `python -m Testing.benchmarks.measure_seams --data FOLDER`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from SyntheticLungCTLib.artefacts.kinds import bounds
from SyntheticLungCTLib.artefacts.scan import Scan
from SyntheticLungCTLib.artefacts.tiling import tiling
from SyntheticLungCTLib.blueprint.extract import extract_labels
from SyntheticLungCTLib.evaluation.measures.seam_energy import seam_energy_hu
from SyntheticLungCTLib.geometry import reoriented
from SyntheticLungCTLib.training.config import load_config
from SyntheticLungCTLib.volume import CTVolume, read_ct

STEPS_HU = (0, 5, 10, 20, 40, 80)
PLANES = ("slices", "rows", "columns")


def with_seam(hu: np.ndarray, labels: np.ndarray, step_hu: float, axis: int) -> np.ndarray:
    """HU int16 (z, y, x), the body behind the middle of an axis denser by a step."""
    behind = np.indices(hu.shape, sparse=True)[axis] >= hu.shape[axis] // 2
    return (hu + step_hu * (behind & (labels > 0))).astype(np.int16)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="holds a DICOM folder for each patient")
    (patient,) = load_config("cpu-small").data.val
    read = read_ct(parser.parse_args().data / patient)
    ct = CTVolume(*reoriented(read.hu, read.geometry))
    labels, spacing = extract_labels(ct), ct.geometry.spacing_zyx_mm
    print(f"{patient}; tiling is told from {bounds()['tiling'].bound:g} HU on")
    for axis, planes in enumerate(PLANES):
        for step_hu in STEPS_HU:
            chest = with_seam(ct.hu, labels, step_hu, axis), labels, spacing
            energy, score = seam_energy_hu(*chest), tiling(Scan(*chest)).score
            print(f"{step_hu} HU between {planes}: seam energy {energy:.2f} HU, tiling {score:.1f} HU", flush=True)


if __name__ == "__main__":
    main()
