"""The tissues that a check measures: groups of labels that a reader would name as one."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from ..blueprint.labels import BLOODS, BONES, LUNGS, ORGANS, Label

TISSUES: dict[str, tuple[Label, ...]] = {
    "lung": LUNGS,
    "fat": (Label.FAT,),
    "soft tissue": (Label.SOFT_TISSUE,),
    "blood": BLOODS,
    "organ": ORGANS,
    "bone": BONES,
    "vessel": (Label.PULMONARY_VESSEL,),
}
#: Too few voxels (about 2 ml) to measure a tissue by.
FEWEST_VOXELS = 1500


def interior(labels: np.ndarray, tissue: str) -> np.ndarray | None:
    """Voxels (z, y, x) of a tissue away from its in-plane border, where partial volume does not reach.

    Vessels and bone are too thin for that and are taken whole. None where there is too little of the tissue.
    """
    mask = np.isin(labels, TISSUES[tissue])
    if tissue not in ("vessel", "bone"):
        mask = ndimage.binary_erosion(mask, np.ones((1, 3, 3), bool))
    return mask if mask.sum() >= FEWEST_VOXELS else None
