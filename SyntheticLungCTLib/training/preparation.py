"""A patient's CT made ready for training, once, and kept in a cache folder."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from filelock import FileLock

from ..blueprint.extract import extract_blueprint
from ..blueprint.labels import Label
from ..errors import InputError
from ..generation.position import positions
from ..geometry import reoriented
from ..scanner.denoise import denoise_slice
from ..scanner.look import Look
from ..volume import AIR_HU, CTVolume, read_ct
from .config import DataConfig
from .outlines import outlined_nodules


@dataclass
class PreparedPatient:
    """One patient as the training reads it; arrays are memory-mapped.

    Attributes:
        hu: int16 (z, y, x) without scanner noise, air outside the body.
        labels: uint8 (z, y, x) of `Label` values.
        position: float16 (3, z, y / 4, x / 4), see `generation.position`.
        spacing_zyx_mm: voxel spacing.
    """

    name: str
    hu: np.ndarray
    labels: np.ndarray
    position: np.ndarray
    look: Look
    spacing_zyx_mm: tuple[float, float, float]


def prepared_patients(data: DataConfig, names: list[str]) -> list[PreparedPatient]:
    """The patients of a configuration, prepared now where the cache lacks them.

    Raises:
        InputError: when the configuration names no patient or one whose CT is missing.
    """
    if not names:
        raise InputError("The configuration names no patients under [data] train; list the folders of your CTs there.")
    return [_prepared(data, name) for name in names]


def _prepared(data: DataConfig, name: str) -> PreparedPatient:
    """One patient; of several processes that want it, one prepares it and the others wait."""
    data.cache.mkdir(parents=True, exist_ok=True)
    with FileLock(data.cache / f".{name}.lock"):
        folder = data.cache / name
        return _load(folder) if folder.is_dir() else _prepare(data, name)


def _prepare(data: DataConfig, name: str) -> PreparedPatient:
    ct = read_ct(data.folder / name)
    ct = CTVolume(*reoriented(ct.hu, ct.geometry))
    nodules = outlined_nodules(data.outlines, name, ct) if data.outlines else None
    blueprint = extract_blueprint(ct, nodule_mask=nodules)
    body = blueprint.labels != Label.OUTSIDE
    rows, columns = (_span(body.any(axis=axes)) for axes in ((0, 2), (0, 1)))
    crop = (slice(None), rows, columns)
    hu = np.stack([denoise_slice(slice_hu) for slice_hu in ct.hu[crop]])
    hu = np.where(body[crop], np.rint(hu), AIR_HU).astype(np.int16)
    labels = blueprint.labels[crop]
    temporary = data.cache / f".{name}.tmp"
    temporary.mkdir(parents=True, exist_ok=True)
    np.save(temporary / "hu.npy", hu)
    np.save(temporary / "labels.npy", labels)
    np.save(temporary / "position.npy", positions(labels))
    facts = {"look": (blueprint.look or Look()).model_dump(), "spacing_zyx_mm": ct.geometry.spacing_zyx_mm}
    (temporary / "facts.json").write_text(json.dumps(facts))
    temporary.rename(data.cache / name)
    return _load(data.cache / name)


def _span(occupied: np.ndarray, margin: int = 8, multiple: int = 4) -> slice:
    """The occupied part of an axis with a margin, of a length that is a multiple of 4."""
    where = np.flatnonzero(occupied)
    low = max(0, (int(where[0]) - margin) // multiple * multiple)
    high = min(len(occupied) // multiple * multiple, -(-(int(where[-1]) + margin) // multiple) * multiple)
    return slice(low, high)


def _load(folder: Path) -> PreparedPatient:
    facts = json.loads((folder / "facts.json").read_text())
    hu, labels, position = (np.load(folder / f"{name}.npy", mmap_mode="r") for name in ("hu", "labels", "position"))
    return PreparedPatient(folder.name, hu, labels, position, Look(**facts["look"]), tuple(facts["spacing_zyx_mm"]))
