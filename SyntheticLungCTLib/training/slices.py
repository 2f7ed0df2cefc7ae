"""Real slices of three planes, as the evaluation looks at them: what the slice encoder learns from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from filelock import FileLock

from ..blueprint.extraction.body import body_mask
from ..blueprint.extraction.morphology import bounding_box
from ..evaluation.planes import PIXEL_MM, SLICE_MM
from ..geometry import reoriented
from ..resampling import resampled
from ..volume import AIR_HU, CTVolume, read_ct
from .config import DataConfig

#: Rows and columns of a crop: as many as coronal and sagittal slices of every chest have.
CROP = (80, 128)


@dataclass
class SlicedPatient:
    """A patient's body on pixels of 1 mm; around it air, and no table.

    Attributes:
        axial: int16 (z, y, x), the CT's own slices.
        thick: int16 (z, y, x), slices of 3 mm, to be cut across.
    """

    axial: np.ndarray
    thick: np.ndarray


@dataclass
class SliceCrop:
    """hu float32 CROP of a plane (0 axial, 1 coronal, 2 sagittal); its middle, -1 to 1 along z, y, x of the body."""

    hu: np.ndarray
    plane: int
    middle: np.ndarray


def sliced_patients(data: DataConfig, names: list[str]) -> list[SlicedPatient]:
    """Patients of a configuration, cut now where the cache lacks them.

    Raises:
        InputError: when a CT is missing.
    """
    folder = data.cache / "slices"
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    for name in names:
        with FileLock(folder / f".{name}.lock"):
            path = folder / f"{name}.npz"
            if not path.is_file():
                cut = _sliced(read_ct(data.folder / name))
                temporary = path.with_name(f".{path.name}")
                np.savez(temporary, axial=cut.axial, thick=cut.thick)
                temporary.replace(path)
            with np.load(path) as content:
                found.append(SlicedPatient(content["axial"], content["thick"]))
    return found


def _sliced(ct: CTVolume) -> SlicedPatient:
    ct = CTVolume(*reoriented(ct.hu, ct.geometry))
    spacing = ct.geometry.spacing_zyx_mm
    body = body_mask(ct.hu, spacing)
    box = bounding_box(body, 2)
    within = spacing[0], PIXEL_MM, PIXEL_MM
    fine = resampled(np.where(body, ct.hu, AIR_HU)[box], spacing, within)
    thick = resampled(fine, within, (SLICE_MM, PIXEL_MM, PIXEL_MM))
    return SlicedPatient(*(np.rint(volume).astype(np.int16) for volume in (fine, thick)))


def slice_crop(patients: list[SlicedPatient], rng: np.random.Generator) -> SliceCrop:
    """A crop of a random patient, plane and place that shows at least a third body."""
    while True:
        patient, plane = patients[rng.integers(len(patients))], int(rng.integers(3))
        volume = patient.axial if plane == 0 else patient.thick
        sides = np.insert(CROP, plane, 1)
        if (np.array(volume.shape) < sides).any():
            continue
        first = rng.integers(np.array(volume.shape) - sides + 1)
        hu = volume[tuple(slice(a, a + n) for a, n in zip(first, sides, strict=True))].reshape(CROP)
        if (hu > AIR_HU + 50).mean() > 1 / 3:
            middle = (first + (sides - 1) / 2) / (np.array(volume.shape) - 1) * 2 - 1
            return SliceCrop(hu.astype(np.float32), plane, middle.astype(np.float32))
