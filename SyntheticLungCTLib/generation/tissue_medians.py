"""Tissues brought to the median HU that the look names: in shapes unlike any patient's, networks miss it."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from ..blueprint.labels import BLOODS, ORGANS, Label
from ..scanner.look import Look

#: Tissues that are thick enough to have a median of their own; of others, much is partial volume.
THICK = (Label.FAT, Label.SOFT_TISSUE, Label.SPONGY_BONE, *BLOODS, *ORGANS)
#: Of a look that does not name it: the mean of the training patients.
USUAL_HU = {Label.SPONGY_BONE: 170.0}
FEWEST_VOXELS = 500
#: No tissue is shifted by more: beyond, the look and the labels do not fit each other.
MOST_HU = 80.0
#: The shift fades over a border as the tissues themselves do, in pixels.
FADE_PIXELS = 1.0


def fit_medians(hu: np.ndarray, labels: np.ndarray, look: Look) -> None:
    """Shift each thick tissue as a whole to its median in the look; in place.

    Args:
        hu: int16 (z, y, x).
        labels: `Label` values (z, y, x).
    """
    shifts = np.zeros(max(Label) + 1, np.float32)
    for label in THICK:
        wanted = look.tissue_hu.get(label.name, USUAL_HU.get(label))
        own = hu[labels == label]
        if wanted is not None and own.size >= FEWEST_VOXELS:
            shifts[label] = np.clip(wanted - np.median(own), -MOST_HU, MOST_HU)
    for plane, names in zip(hu, labels, strict=True):
        shift = ndimage.gaussian_filter(shifts[names], FADE_PIXELS, truncate=3)
        plane += np.where(names != Label.OUTSIDE, np.rint(shift), 0).astype(plane.dtype)
