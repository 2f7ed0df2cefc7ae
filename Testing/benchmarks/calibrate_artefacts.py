"""Bounds of the artefact finder: a fifth above the highest score of the real training CTs, written to bounds.csv.

Needs the CTs: `python -m Testing.benchmarks.calibrate_artefacts --data FOLDER`. The scores of the validation patient,
who has no part in the bounds, are printed.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

from SyntheticLungCTLib.artefacts.kinds import BOUNDS, KINDS
from SyntheticLungCTLib.artefacts.scan import Scan
from SyntheticLungCTLib.blueprint.extract import extract_labels
from SyntheticLungCTLib.geometry import reoriented
from SyntheticLungCTLib.training.config import load_config
from SyntheticLungCTLib.volume import CTVolume, read_ct

HEADROOM = 1.2


def scores(folder: Path) -> dict[str, float]:
    """The score of each kind in a real CT, by tissues extracted from it."""
    read = read_ct(folder)
    ct = CTVolume(*reoriented(read.hu, read.geometry))
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
    data, patients = parser.parse_args().data, load_config("cpu-small").data
    found = {}
    for name in patients.train:
        found[name] = scores(data / name)
        print(name, {kind: round(score, 4) for kind, score in found[name].items()}, flush=True)
    with BOUNDS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ("kind", "bound", "highest_real", "source"), lineterminator="\n")
        writer.writeheader()
        writer.writerows(bounds(found))
    for name in patients.val:
        print(f"validation {name}", scores(data / name))


if __name__ == "__main__":
    main()
