"""What the nodule networks learn from: real nodules with their ratings, and healthy lungs, at 1 mm."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from filelock import FileLock
from scipy import ndimage

from ..blueprint.extract import extract_blueprint
from ..blueprint.labels import NODULES, WITHIN_LUNGS
from ..errors import InputError
from ..geometry import reoriented
from ..nodules.crop import Crop
from ..population.specification import RATINGS
from ..volume import CTVolume, read_ct
from .config import DataConfig, LoopConfig, TrainingConfig
from .outlines import outlined_nodules

#: Of the scans, every so manieth is kept from training, to measure on.
HELD_OUT_EVERY = 5
#: Lung is healthy so far from an outlined nodule, in cells; of its cells so many are noted.
CLEAR_CELLS, PLACES = 8, 20_000
MARGIN_MM = 12.0


@dataclass
class RealNodule:
    """A nodule in its surroundings.

    Attributes:
        hu: int16 (z, y, x) at 1 mm; mask: one reader's, bool.
        ratings: (5,), 1 to 5 in the order of `RATINGS`.
    """

    hu: np.ndarray
    mask: np.ndarray
    ratings: np.ndarray


@dataclass
class Host:
    """Lungs that nodules can be put into: hu int16 (z, y, x) at 1 mm, and healthy cells (n, 3) of them."""

    hu: np.ndarray
    places: np.ndarray


def nodule_settings(config: TrainingConfig, network: str) -> LoopConfig:
    """The section of a nodule network.

    Raises:
        InputError: when there is none, or no file of nodules is named.
    """
    settings = getattr(config, network)
    if settings is None or config.data.nodules is None:
        raise InputError(f"The configuration needs a section [{network}], and a file of nodules as [data] nodules.")
    return settings


def is_held_out(name: str) -> bool:
    """Whether a nodule, `scan_nodule_reader`, is kept from training; the scan decides."""
    return int(name.split("_")[0]) % HELD_OUT_EVERY == 0


def real_nodules(file: Path, held_out: bool = False) -> list[RealNodule]:
    """The nodules of a file with `image_hu`, `mask`, `ratings`, `rating_names` and `name`, of one side of the split."""
    with np.load(file) as data:
        columns = [list(data["rating_names"]).index(name) for name in RATINGS]
        kept = np.array([is_held_out(str(name)) == held_out for name in data["name"]])
        parts = (data["image_hu"][kept], data["mask"][kept].astype(bool), data["ratings"][kept][:, columns])
        return [RealNodule(*one) for one in zip(*parts, strict=True)]


def hosts(data: DataConfig) -> list[Host]:
    """The training patients' lungs, made now where the cache lacks them."""
    folder = data.cache / "hosts"
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / ".lock"):
        return [_host(data, folder / f"{name}.npz", name) for name in data.train]


def _host(data: DataConfig, path: Path, name: str) -> Host:
    if not path.is_file():
        ct = read_ct(data.folder / name)
        ct = CTVolume(*reoriented(ct.hu, ct.geometry))
        outlined = outlined_nodules(data.outlines, name, ct) if data.outlines else None
        labels = extract_blueprint(ct, nodule_mask=outlined).labels
        lung, nodules = np.isin(labels, WITHIN_LUNGS), np.isin(labels, NODULES)
        crop = Crop.around(lung, ct.geometry.spacing_zyx_mm, MARGIN_MM)
        near = ndimage.maximum_filter(crop.share(nodules) > 0, size=2 * CLEAR_CELLS + 1)
        places = np.argwhere((crop.share(lung) > 0.9) & ~near)
        places = places[:: max(1, len(places) // PLACES)].astype(np.int16)
        temporary = path.with_name(f".{path.name}")
        np.savez(temporary, hu=np.rint(crop.read(ct.hu)).astype(np.int16), places=places)
        temporary.replace(path)
    with np.load(path) as content:
        return Host(content["hu"], content["places"])
