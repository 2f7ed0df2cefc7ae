"""What a coarse segmentation gives: which organs, which tissues of them, and which voxels stand for themselves."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from ..blueprint.labels import LUNGS, Label
from ..errors import InputError
from .frame import Frame
from .organs import Organ, organ_masks
from .tissues import PARTED, Tissue, cell_share

#: A hole in a slice of a lung, larger than this share of it, is not a vessel.
LARGEST_HOLE_SHARE = 0.05


def given_organs(labels: np.ndarray, spacing_zyx_mm: tuple[float, float, float]) -> dict[Organ, np.ndarray]:
    """The masks of the organs that are given; the body is when there is more soft tissue than lung.

    Raises:
        InputError: when there is none.
    """
    masks = {organ: mask for organ, mask in organ_masks(labels, spacing_zyx_mm).items() if mask.any()}
    if np.isin(labels, (Label.SOFT_TISSUE, Label.FAT)).sum() <= np.isin(labels, LUNGS).sum():
        masks.pop(Organ.BODY, None)
    if not masks:
        raise InputError(
            "No segment is given that a thorax could be completed from. Paint at least the lungs, and name the "
            "segments 'left lung', 'right lung', 'heart' ..."
        )
    return masks


def given_tissues(
    labels: np.ndarray, masks: dict[Organ, np.ndarray], spacing_zyx_mm: tuple[float, float, float], frame: Frame
) -> dict[Tissue, np.ndarray]:
    """Shares (*FINE_GRID) of the tissues that the given organs part into."""
    given = {}
    for organ, mask in masks.items():
        for tissue in PARTED[organ]:
            own = mask if len(PARTED[organ]) == 1 else labels == Label[tissue.name]
            given[tissue] = cell_share(~own if organ == Organ.BODY else own, spacing_zyx_mm, frame)
    return given


def kept_voxels(labels: np.ndarray, has_body: bool) -> np.ndarray:
    """Where given labels (z, y, x) stand for themselves: soft tissue without fat stands for the whole body."""
    kept = labels != Label.OUTSIDE
    if has_body and not (labels == Label.FAT).any():
        kept &= labels != Label.SOFT_TISSUE
    return kept


def lung_holes(labels: np.ndarray) -> np.ndarray:
    """What lung encloses in a slice, as a mask that leaves the vessels out does; nothing as large as a heart."""
    holes = np.zeros(labels.shape, bool)
    for lung in LUNGS:
        for index, mask in enumerate(labels == lung):
            if mask.any():
                enclosed, _ = ndimage.label(ndimage.binary_fill_holes(mask) & ~mask)
                sizes = np.bincount(enclosed.ravel())
                holes[index] |= (enclosed > 0) & (sizes[enclosed] < LARGEST_HOLE_SHARE * mask.sum())
    return holes
