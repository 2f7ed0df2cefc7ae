"""What the generator is evaluated with: real CTs, CTs drawn from their blueprints, and CTs of sampled blueprints.

Needs the CTs: `python -m Testing.benchmarks.draw_evaluated --data FOLDER --outlines FOLDER --output FOLDER`. What is
there is not made again, so it goes on where it was stopped. Of every CT 90 mm are taken, because on two cores a slice
takes about a second: its middle, moved so far that the largest outlined nodule is within.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from SyntheticLungCTLib.blueprint.extract import extract_blueprint
from SyntheticLungCTLib.blueprint.file import read_blueprint, write_blueprint
from SyntheticLungCTLib.generation.pipeline import generate_ct
from SyntheticLungCTLib.geometry import reoriented
from SyntheticLungCTLib.thorax.request import ThoraxRequest
from SyntheticLungCTLib.thorax.sample import sample_blueprint
from SyntheticLungCTLib.training.config import load_config
from SyntheticLungCTLib.training.outlines import outlined_nodules
from SyntheticLungCTLib.volume import CTVolume, read_ct, write_ct

LENGTH_MM = 90.0
#: As many sampled chests as there are patients; every other one with contrast agent, as five of the patients.
SAMPLED = 11
REAL, DRAWN, SAMPLES = "real", "drawn", "sampled"


def take_patient(name: str, data: Path, outlines: Path, output: Path) -> None:
    """Write the middle of a patient's CT, and its blueprint with the nodules that readers outlined."""
    ct_file, mask_file = output / REAL / f"{name}.nrrd", output / f"{REAL}_masks" / f"{name}.seg.nrrd"
    if mask_file.is_file():
        return
    ct = read_ct(data / name)
    ct = CTVolume(*reoriented(ct.hu, ct.geometry))
    nodules = outlined_nodules(outlines, name, ct)
    count = min(round(LENGTH_MM / ct.geometry.spacing_mm[2]), len(ct.hu))
    first = first_slice(len(ct.hu), count, nodules)
    box = (slice(first, first + count), slice(0, ct.hu.shape[1]), slice(0, ct.hu.shape[2]))
    middle = CTVolume(np.ascontiguousarray(ct.hu[box]), ct.geometry.of_box(box))
    write_ct(middle, ct_file)
    write_blueprint(extract_blueprint(middle, nodule_mask=None if nodules is None else nodules[box]), mask_file)
    print("taken", name, middle.hu.shape, flush=True)


def first_slice(length: int, count: int, nodules: np.ndarray | None) -> int:
    """Of so many slices in the middle, moved so far that the slice with most nodule is within their inner half."""
    middle = (length - count) // 2
    if nodules is None or not nodules.any():
        return middle
    most = int((nodules > 0).sum(axis=(1, 2)).argmax())
    moved = int(np.clip(middle, most - 3 * count // 4, most - count // 4))
    return int(np.clip(moved, 0, length - count))


def sample(index: int, output: Path) -> None:
    """Write a sampled blueprint."""
    file = output / f"{SAMPLES}_masks" / f"sampled-{index:02d}.seg.nrrd"
    if not file.is_file():
        request = ThoraxRequest(slices=round(LENGTH_MM / 3), contrast=index % 2 == 0)
        write_blueprint(sample_blueprint(index, request), file)
        print("sampled", index, flush=True)


def draw(masks: Path, folder: Path, threads: int) -> None:
    """Draw a CT from every blueprint of a folder."""
    for seed, mask in enumerate(sorted(masks.glob("*.seg.nrrd")), start=1):
        file = folder / f"{mask.name.removesuffix('.seg.nrrd')}.nrrd"
        if not file.is_file():
            write_ct(generate_ct(read_blueprint(mask), seed=seed, threads=threads), file)
            print("drawn", file.stem, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="holds a DICOM folder for each patient")
    parser.add_argument("--outlines", type=Path, required=True, help="holds readers' outlines of nodules")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--sampled", type=int, default=SAMPLED, help="chests that no patient is behind")
    told = parser.parse_args()
    patients = load_config("cpu-small").data
    for name in (*patients.val, *patients.train):
        take_patient(name, told.data, told.outlines, told.output)
    draw(told.output / f"{REAL}_masks", told.output / DRAWN, told.threads)
    for index in range(1, told.sampled + 1):
        sample(index, told.output)
        draw(told.output / f"{SAMPLES}_masks", told.output / SAMPLES, told.threads)


if __name__ == "__main__":
    main()
