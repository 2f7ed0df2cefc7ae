"""Bounds of the artefact finder: a fifth above the highest score of the real training CTs, written to bounds.csv.

Needs the CTs: `python -m Testing.benchmarks.calibrate_artefacts --data FOLDER`. The scores of the validation patient,
who has no part in the bounds, are printed. With `--coarse-mm 5 2.4` nothing is written: what the same CTs score on a
coarser grid is printed, which tells whether a bound holds there.
"""

from __future__ import annotations

import argparse
import csv
from dataclasses import replace
from pathlib import Path

import numpy as np

from SyntheticLungCTLib.artefacts.kinds import BOUNDS, KINDS
from SyntheticLungCTLib.artefacts.scan import Scan
from SyntheticLungCTLib.blueprint.extract import extract_labels
from SyntheticLungCTLib.geometry import reoriented
from SyntheticLungCTLib.resampling import resampled
from SyntheticLungCTLib.training.config import load_config
from SyntheticLungCTLib.volume import CTVolume, read_ct

HEADROOM = 1.2


def scores(folder: Path, coarse_mm: tuple[float, float] | None = None) -> dict[str, float]:
    """The score of each kind in a real CT, by tissues extracted from it; on slices and pixels of `coarse_mm`."""
    read = read_ct(folder)
    ct = CTVolume(*reoriented(read.hu, read.geometry))
    if coarse_mm is not None:
        slice_mm, pixel_mm = coarse_mm
        hu = resampled(ct.hu, ct.geometry.spacing_zyx_mm, (slice_mm, pixel_mm, pixel_mm))
        ct = CTVolume(np.rint(hu).astype(np.int16), replace(ct.geometry, spacing_mm=(pixel_mm, pixel_mm, slice_mm)))
    scan = Scan(ct.hu, extract_labels(ct), ct.geometry.spacing_zyx_mm)
    return {kind.name: kind.trace(scan).score for kind in KINDS}


def bounds(found: dict[str, dict[str, float]]) -> list[dict[str, str]]:
    """The rows of bounds.csv from the scores by patient."""
    rows = []
    for kind in KINDS:
        patient = max(found, key=lambda name: found[name][kind.name])
        highest = found[patient][kind.name]
        bound = max(HEADROOM * highest, kind.least)
        source = (
            f"{len(found)} real training CTs, the highest {patient}"
            if highest > 0
            else f"{len(found)} real training CTs"
        )
        how = f"{HEADROOM} times the highest" if HEADROOM * highest > kind.least else "least bound that makes sense"
        rows.append(
            {
                "kind": kind.name,
                "bound": f"{bound:.3g}",
                "highest_real": f"{highest:.3g}",
                "source": f"{source}; {how}",
            }
        )
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="holds a DICOM folder for each patient")
    parser.add_argument("--coarse-mm", type=float, nargs=2, help="distance of slices and of pixels")
    told, patients = parser.parse_args(), load_config("cpu-small").data
    data, found = told.data, {}
    for name in patients.train:
        found[name] = scores(data / name, told.coarse_mm)
        print(name, {kind: round(score, 4) for kind, score in found[name].items()}, flush=True)
    if told.coarse_mm is not None:
        print("highest", {kind.name: round(max(one[kind.name] for one in found.values()), 2) for kind in KINDS})
        return
    with BOUNDS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ("kind", "bound", "highest_real", "source"), lineterminator="\n")
        writer.writeheader()
        writer.writerows(bounds(found))
    for name in patients.val:
        print(f"validation {name}", scores(data / name))


if __name__ == "__main__":
    main()
