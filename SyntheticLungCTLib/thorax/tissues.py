"""The tissues of a fine thorax: one-hot channels on cells of half the coarse grid's size, each a share of the cell."""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from ..blueprint.labels import BONES, Label
from .frame import GRID, Frame
from .organs import Organ, central_airway, whole_lungs

#: Cells of the fine grid along each axis of a coarse cell, and its size.
PARTS = 2
FINE_GRID = tuple(PARTS * cells for cells in GRID)
#: What a cell sees of its surroundings: a Gaussian of this deviation, in cells.
SIGHT_CELLS = 0.6


class Tissue(IntEnum):
    """Channels of the fine thorax; each voxel belongs to one."""

    OUTSIDE = 0
    LUNG_LEFT = 1
    LUNG_RIGHT = 2
    AIRWAY = 3
    FAT = 4
    SOFT_TISSUE = 5
    BONE = 6
    BLOOD = 7
    FAINT_CONTRAST_BLOOD = 8
    CONTRAST_BLOOD = 9
    DENSE_CONTRAST_BLOOD = 10
    FAINT_ORGAN = 11
    ORGAN = 12
    DENSE_ORGAN = 13
    GAS = 14


#: The tissues that an organ parts into; of the body, what is not body; a canal has none that is only its own.
PARTED: dict[Organ, tuple[Tissue, ...]] = {
    Organ.BODY: (Tissue.OUTSIDE,),
    Organ.LUNG_LEFT: (Tissue.LUNG_LEFT,),
    Organ.LUNG_RIGHT: (Tissue.LUNG_RIGHT,),
    Organ.AIRWAY: (Tissue.AIRWAY,),
    Organ.BLOOD: (
        Tissue.BLOOD,
        Tissue.FAINT_CONTRAST_BLOOD,
        Tissue.CONTRAST_BLOOD,
        Tissue.DENSE_CONTRAST_BLOOD,
    ),
    Organ.BONE: (Tissue.BONE,),
    Organ.ABDOMINAL: (Tissue.FAINT_ORGAN, Tissue.ORGAN, Tissue.DENSE_ORGAN, Tissue.GAS),
    Organ.FAT: (Tissue.FAT,),
    Organ.CANAL: (),
}
#: The labels that name a tissue alone; what lies in lungs and airways needs a look at the whole.
_NAMED = {Tissue[label.name]: label for label in Label if label.name in Tissue.__members__}


def tissue_shares(labels: np.ndarray, spacing_zyx_mm: tuple[float, float, float], frame: Frame) -> np.ndarray:
    """How much of each fine cell is each tissue: uint8 (tissues, *FINE_GRID), 255 is all of it.

    Args:
        labels: `Label` values (z, y, x) in LPS order.
    """
    tissues = tissues_of(labels, spacing_zyx_mm)
    return np.stack([np.rint(255 * cell_share(tissues == t, spacing_zyx_mm, frame)).astype(np.uint8) for t in Tissue])


def cell_share(mask: np.ndarray, spacing_zyx_mm: tuple[float, float, float], frame: Frame) -> np.ndarray:
    """How much of each fine cell a mask (z, y, x) in LPS order fills: float32 (*FINE_GRID), 0 to 1.

    The volume's edge is continued outwards.
    """
    along_z, along_y, along_x = (
        _sight(frame.voxel_of_cell(axis, spacing, PARTS), length).astype(np.float32)
        for axis, (spacing, length) in enumerate(zip(spacing_zyx_mm, mask.shape, strict=True))
    )
    planes = np.zeros((len(mask), *FINE_GRID[1:]), np.float32)
    for index, plane in enumerate(mask):
        if plane.any():
            planes[index] = along_y @ plane.astype(np.float32) @ along_x.T
    return np.tensordot(along_z, planes, axes=(1, 0)).clip(0, 1)


def tissues_of(labels: np.ndarray, spacing_zyx_mm: tuple[float, float, float]) -> np.ndarray:
    """`Tissue` values, uint8 (z, y, x): vessels, nodules and small airways within a lung are lung, metal is soft."""
    tissues = np.full(labels.shape, Tissue.SOFT_TISSUE, np.uint8)
    for tissue, label in _NAMED.items():
        tissues[labels == label] = tissue
    tissues[np.isin(labels, BONES)] = Tissue.BONE
    central = central_airway(np.isin(labels, (Label.AIRWAY_LUMEN, Label.AIRWAY_WALL)), spacing_zyx_mm)
    for tissue, lung in zip((Tissue.LUNG_LEFT, Tissue.LUNG_RIGHT), whole_lungs(labels, central), strict=True):
        tissues[lung] = tissue
    tissues[central] = Tissue.AIRWAY
    return tissues


def _sight(places: np.ndarray, length: int) -> np.ndarray:
    """Weights (places, length) by which each place sees the voxels of an axis; beyond its ends it sees the end."""
    step = float(places[1] - places[0])
    places = np.clip(places, 0, length - 1)
    deviation = max(SIGHT_CELLS * step, 0.4)
    weights = np.exp(-0.5 * ((places[:, None] - np.arange(length)) / deviation) ** 2)
    return weights / weights.sum(axis=1, keepdims=True)
