"""Patients' coarse thoraxes and how to morph each into each other, made once and kept in the cache folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import SimpleITK as sitk
from filelock import FileLock

from ..blueprint.labels import Label
from ..thorax.distance_maps import distance_maps, on_grid
from ..thorax.frame import GRID, Frame
from ..thorax.organs import Organ, organ_masks
from .config import DataConfig
from .preparation import PreparedPatient, prepared_patients

#: Grey values by which one thorax is laid on another, as distinct as the organs are in CT.
GREY = {
    Organ.BODY: 120,
    Organ.FAT: 90,
    Organ.ABDOMINAL: 140,
    Organ.BLOOD: 170,
    Organ.BONE: 220,
    Organ.LUNG_LEFT: 40,
    Organ.LUNG_RIGHT: 40,
    Organ.AIRWAY: 0,
}
#: Demons run coarse to fine; displacements are smoothed by so many cells, lest ribs be pulled onto other ribs.
SHRINK_ITERATIONS = ((4, 60), (2, 60), (1, 30))
SMOOTHING_CELLS = 2.0
#: Displacements are kept on every second cell.
STRIDE = 2


@dataclass
class CoarseThorax:
    """A patient on the frame's grid.

    Attributes:
        maps: float16 (organs, *GRID), see `distance_maps`.
        seen: bool (*GRID), false where the scan did not reach.
        size_mm: (z, y, x) of the lungs' box.
        towards: float16 (others, 3, *GRID / STRIDE): the displacement in cells (z, y, x) at which this patient's maps
            are to be read so that they take on the shape of each other patient.
    """

    maps: np.ndarray
    seen: np.ndarray
    size_mm: tuple[float, float, float]
    towards: np.ndarray


def coarse_thoraxes(data: DataConfig) -> list[CoarseThorax]:
    """The training patients' thoraxes, prepared now where the cache lacks them."""
    folder = data.cache / "thoraxes"
    folder.mkdir(parents=True, exist_ok=True)
    patients = prepared_patients(data, data.train)
    with FileLock(folder / ".lock"):
        for patient in patients:
            if not (folder / f"{patient.name}.npz").is_file():
                _save(folder / f"{patient.name}.npz", **_on_frame(patient))
        for name in data.train:
            for other in data.train:
                path = folder / f"{name}-{other}.npz"
                if name != other and not path.is_file():
                    _save(path, displacement=_displacement(*(_maps(folder, n) for n in (other, name))))
    return [_load(folder, name, [other for other in data.train if other != name]) for name in data.train]


def _on_frame(patient: PreparedPatient) -> dict[str, np.ndarray]:
    labels, spacing = np.asarray(patient.labels), patient.spacing_zyx_mm
    masks = organ_masks(labels, spacing)
    frame = Frame.of_lungs(masks[Organ.LUNG_LEFT] | masks[Organ.LUNG_RIGHT], spacing)
    beyond = np.zeros(GRID, bool)
    for axis, length in enumerate(labels.shape):
        voxel = frame.voxel_of_cell(axis, spacing[axis])
        beyond |= np.expand_dims((voxel < -1) | (voxel > length), tuple({0, 1, 2} - {axis}))
    # What is air at the volume's edge is air beyond it, but of a body that the field of view cuts nothing is known.
    seen = ~beyond | (on_grid(labels, spacing, frame) == Label.OUTSIDE)
    return {"maps": distance_maps(masks, spacing, frame).astype(np.float16), "seen": seen, "size_mm": frame.size_mm}


def _displacement(shape: np.ndarray, content: np.ndarray) -> np.ndarray:
    """Displacement (3, *GRID / STRIDE) in cells that lays `content` on `shape`: diffeomorphic demons (Vercauteren et
    al., NeuroImage 45, 2009) on grey pictures of both."""
    fixed, moving = (sitk.GetImageFromArray(_grey(maps)) for maps in (shape, content))
    field = sitk.Image(fixed.GetSize(), sitk.sitkVectorFloat64)
    for shrink, iterations in SHRINK_ITERATIONS:
        small = [
            sitk.Shrink(sitk.SmoothingRecursiveGaussian(image, 0.5 * shrink), [shrink] * 3) for image in (fixed, moving)
        ]
        demons = sitk.DiffeomorphicDemonsRegistrationFilter()
        demons.SetNumberOfIterations(iterations)
        demons.SetSmoothDisplacementField(True)
        demons.SetStandardDeviations(SMOOTHING_CELLS)
        field = demons.Execute(*small, sitk.Resample(field, small[0]))
    field = sitk.Resample(field, fixed)
    zyx = sitk.GetArrayFromImage(field)[..., ::-1].transpose(3, 0, 1, 2)
    return zyx[:, ::STRIDE, ::STRIDE, ::STRIDE].astype(np.float16)


def _grey(maps: np.ndarray) -> np.ndarray:
    grey = np.zeros(GRID, np.float32)
    for organ, value in GREY.items():
        inside = np.clip(0.5 - maps[organ].astype(np.float32) * 2, 0, 1)
        grey += inside * (value - grey)
    return grey


def _save(path: Path, **arrays: np.ndarray) -> None:
    temporary = path.with_name(f".{path.name}")
    np.savez_compressed(temporary, **arrays)
    temporary.replace(path)


def _maps(folder: Path, name: str) -> np.ndarray:
    return np.load(folder / f"{name}.npz")["maps"]


def _load(folder: Path, name: str, others: list[str]) -> CoarseThorax:
    own = np.load(folder / f"{name}.npz")
    towards = [np.load(folder / f"{name}-{other}.npz")["displacement"] for other in others]
    empty = np.zeros((0, 3, *(cells // STRIDE for cells in GRID)), np.float16)
    return CoarseThorax(own["maps"], own["seen"], tuple(own["size_mm"]), np.stack(towards) if towards else empty)
