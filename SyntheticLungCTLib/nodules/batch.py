"""Nodules put into every CT of a folder; what the gate turned away is counted by kind and size, because a gate selects.

An output folder holds a folder for each CT with `ct.nrrd`, `nodules.seg.nrrd` and `nodules.json`, which is written
last: a CT that has it is not drawn again. `rejections.csv` counts over all of them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from ..blueprint.blueprint import Blueprint
from ..blueprint.extract import extract_blueprint
from ..blueprint.file import write_blueprint
from ..blueprint.nodule import Nodule
from ..errors import InputError, QualityError
from ..population.specification import RATINGS, NoduleSpecification
from ..volume import SUFFIXES, CTVolume, read_ct, write_ct
from ..weights import NoduleNetworks
from .gate import TRIES
from .insert import insert_nodule
from .rejections import rejections, write_rejections
from .shipped_networks import shipped_networks
from .sites import propose_sites

DONE = "nodules.json"


@dataclass(frozen=True)
class Batch:
    """What is put into each CT: so many nodules as wished, from a seed; failed ones kept or left out."""

    count: int
    wish: NoduleSpecification
    seed: int
    keep_failed: bool


def insert_into_all(
    cts: Sequence[Path], output: Path, batch: Batch, report: Callable[[float, str], None]
) -> dict[str, Counter]:
    """Draw into all CTs that are not done yet; the counts by stratum, over all that are done.

    Raises:
        InputError: when a CT cannot be read; those before it are done.
    """
    networks = shipped_networks()
    for number, path in enumerate(cts):
        report(number / len(cts), f"{path.name} ({number + 1} of {len(cts)})")
        folder = output / _name(path)
        if not (folder / DONE).is_file():
            _insert_into_one(path, folder, batch, number, networks)
    counts = rejections([json.loads(file.read_text()) for file in sorted(output.glob(f"*/{DONE}"))])
    write_rejections(counts, output / "rejections.csv")
    return counts


def _insert_into_one(path: Path, folder: Path, batch: Batch, number: int, networks: NoduleNetworks) -> None:
    ct = read_ct(path)
    seed = int(np.random.default_rng((batch.seed, number)).integers(2**31))
    labels, nodules, records = np.zeros(ct.hu.shape, np.uint8), [], []
    for site in propose_sites(extract_blueprint(ct), batch.count, batch.wish, seed):
        rated = batch.wish.model_copy(update={name: getattr(site.nodule, name) for name in RATINGS})
        try:
            found = insert_nodule(ct, site.mask, rated, seed, networks=networks, keep_failed=batch.keep_failed)
        except QualityError as error:
            records.append(_record(site.nodule, False, TRIES, [str(error)], {}))
            continue
        ct, labels[found.mask] = found.ct, found.nodule.label
        nodules.append(found.nodule)
        scores = asdict(found.quality)
        records.append(_record(found.nodule, True, found.draws, list(scores.pop("failures")), scores))
    _write(ct, Blueprint(labels, ct.geometry, nodules), records, folder)


def _record(nodule: Nodule, kept: bool, draws: int, failures: list[str], scores: dict[str, float]) -> dict:
    return {"nodule": nodule.model_dump(), "kept": kept, "draws": draws, "failures": failures, "scores": scores}


def _write(ct: CTVolume, segments: Blueprint, records: list[dict], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    write_ct(ct, folder / "ct.nrrd")
    write_blueprint(segments, folder / "nodules.seg.nrrd")
    _replace(folder / DONE, json.dumps(records, indent=1))


def _replace(path: Path, text: str) -> None:
    temporary = path.with_name(f".{path.name}")
    temporary.write_text(text)
    temporary.replace(path)


def cts_in(folder: Path) -> list[Path]:
    """The CTs of a folder: image files, and folders of DICOM files.

    Raises:
        InputError: when there are none, or two of one name.
    """
    found = (
        [path for path in sorted(folder.iterdir()) if path.is_dir() or path.name.endswith(SUFFIXES)]
        if folder.is_dir()
        else []
    )
    inside = sorted(folder.iterdir()) if folder.is_dir() else []
    images = [path for path in inside if path.name.endswith(SUFFIXES) and not path.name.endswith(".seg.nrrd")]
    found = [path for path in inside if path.is_dir()] + images
    if not found:
        raise InputError(f"{folder} holds no CT: neither {', '.join(SUFFIXES)} files nor folders of DICOM files.")
    twice = [name for name, times in Counter(_name(path) for path in found).items() if times > 1]
    if twice:
        raise InputError(
            f"{folder} holds more than one CT called {twice[0]}; rename one, each gets a folder by its name."
        )
    return found


def _name(path: Path) -> str:
    """A folder's name for what comes of a file."""
    return path.name if path.is_dir() else path.name.split(".")[0]
