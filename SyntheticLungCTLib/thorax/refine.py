"""A coarse thorax at the resolution of a CT: smooth surfaces, bones with a shell, a windpipe with a wall."""

from __future__ import annotations

import numpy as np
from scipy.interpolate import CubicSpline

from ..blueprint.labels import Label
from .distance_maps import REACH_MM
from .frame import CELL_MM, GRID, Frame
from .organs import Organ

#: Thickness of compact bone, of the windpipe's wall and of the skin.
COMPACT_MM, WALL_MM, SKIN_MM = 1.1, 1.6, 1.8
#: What each organ is drawn with.
LABELS = {
    Organ.LUNG_LEFT: Label.LUNG_LEFT,
    Organ.LUNG_RIGHT: Label.LUNG_RIGHT,
    Organ.AIRWAY: Label.AIRWAY_WALL,
    Organ.BLOOD: Label.BLOOD,
    Organ.BONE: Label.CORTICAL_BONE,
    Organ.ABDOMINAL: Label.ORGAN,
    Organ.FAT: Label.FAT,
}
_PAINTED = np.array([LABELS[organ] for organ in Organ if organ != Organ.BODY], np.uint8)


def refined(
    maps: np.ndarray, frame: Frame, shape_zyx: tuple[int, int, int], spacing_zyx_mm: tuple[float, float, float]
) -> np.ndarray:
    """`Label` values, uint8 (z, y, x), of a volume in LPS order, from distance maps (organs, *GRID).

    Distances are interpolated by cubic splines, and each voxel goes to the organ that it lies deepest in.
    """
    weights = [
        _spline_weights(frame.cell_of_voxel(axis, length, spacing), GRID[axis])
        for axis, (length, spacing) in enumerate(zip(shape_zyx, spacing_zyx_mm, strict=True))
    ]
    millimetres = REACH_MM * float(np.mean(frame.cell_mm)) / CELL_MM
    labels = np.empty(shape_zyx, np.uint8)
    for index, along_z in enumerate(weights[0]):
        plane = np.tensordot(along_z, maps, axes=(0, 1))
        labels[index] = _named(millimetres * (weights[1] @ plane @ weights[2].T))
    return labels


def _named(distance_mm: np.ndarray) -> np.ndarray:
    """Labels (y, x) of a slice from its organs' distances (organs, y, x)."""
    organs = distance_mm[1:]
    deepest = organs.argmin(axis=0)
    labels = np.where(organs.min(axis=0) < 0, _PAINTED[deepest], np.uint8(Label.SOFT_TISSUE))
    labels[(labels == Label.CORTICAL_BONE) & (distance_mm[Organ.BONE] < -COMPACT_MM)] = Label.SPONGY_BONE
    labels[(labels == Label.AIRWAY_WALL) & (distance_mm[Organ.AIRWAY] < -WALL_MM)] = Label.AIRWAY_LUMEN
    labels[(labels == Label.FAT) & (distance_mm[Organ.BODY] > -SKIN_MM)] = Label.SOFT_TISSUE
    labels[distance_mm[Organ.BODY] >= 0] = Label.OUTSIDE
    return labels


def _spline_weights(places: np.ndarray, cells: int) -> np.ndarray:
    """Weights (places, cells) of a cubic spline through a row of cells; beyond its ends the last cell goes on."""
    spline = CubicSpline(np.arange(cells), np.eye(cells), bc_type="natural")
    return spline(np.clip(places, 0, cells - 1)).astype(np.float32)
