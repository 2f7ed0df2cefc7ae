"""The beating heart: without gating, what lies in it is blurred by its motion, its outline less. And its muscle takes
up contrast agent.

A scanner's turn takes a third of a second or longer, and the heart's walls move by some 50 mm in a second (Ritchie et
al., Radiology 185, 1992).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import ndimage

from ..blueprint.labels import BLOODS, CONTRAST_BLOODS, Label

#: Standard deviation of the blur (z, y, x), which is most towards the feet, and over what width it sets in at the
#: heart's outline.
BLUR_MM, EDGE_MM = (0.9, 0.6, 0.6), (4.0, 2.0, 2.0)
#: Contrast agent brightens the heart's muscle to this, told where a square fits in: in training patients 77 to 96 HU.
MUSCLE_HU, DEEP_PIXELS, FEWEST_VOXELS = 87, (1, 7, 7), 200
#: Blood and fat in its grooves; the heart is where a disc of this radius fits into blood, which it does in no vessel.
WITHIN, WIDER_THAN_MM, GROOVE_MM = (*BLOODS, Label.FAT, Label.SOFT_TISSUE), 18.0, 2.0
TRUNCATE = 3


def blur_heart(hu: np.ndarray, labels: np.ndarray, spacing_zyx_mm: Sequence[float]) -> None:
    """Blur the heart as its motion does, in place; lungs, bones and vessels stay.

    Args:
        hu: int16 (z, y, x), without noise.
        labels: `Label` values (z, y, x).
    """
    heart = np.stack([_heart(np.isin(names, BLOODS), spacing_zyx_mm[1:]) for names in labels])
    if not heart.any():
        return
    blur, edge = ([width / side for width, side in zip(mm, spacing_zyx_mm, strict=True)] for mm in (BLUR_MM, EDGE_MM))
    margins = [int(np.ceil(TRUNCATE * (one + other))) for one, other in zip(blur, edge, strict=True)]
    (found,) = ndimage.find_objects(heart.astype(np.uint8))
    box = tuple(slice(max(0, s.start - more), s.stop + more) for s, more in zip(found, margins, strict=True))
    part, within = hu[box], np.isin(labels[box], WITHIN)
    if np.isin(labels[box], CONTRAST_BLOODS).any():
        _brighten(part, heart[box] & (labels[box] == Label.BLOOD))
    share = ndimage.gaussian_filter(within.astype(np.float32), blur, truncate=TRUNCATE)
    blurred = ndimage.gaussian_filter(np.where(within, part, 0).astype(np.float32), blur, truncate=TRUNCATE)
    weight = within * ndimage.gaussian_filter(heart[box].astype(np.float32), edge, truncate=TRUNCATE)
    part += np.rint(weight * (blurred / np.maximum(share, 1e-3) - part)).astype(part.dtype)


def _brighten(hu: np.ndarray, muscle: np.ndarray) -> None:
    """Brighten muscle (bool, z, y, x) beside enhanced blood, in place."""
    deep = ndimage.minimum_filter(muscle, DEEP_PIXELS)
    if deep.sum() >= FEWEST_VOXELS:
        less = max(0, MUSCLE_HU - int(np.median(hu[deep])))
        # Beside enhanced blood it is drawn bright enough.
        hu[muscle] += np.clip(MUSCLE_HU - hu[muscle], 0, less)


def _heart(blood: np.ndarray, spacing_yx_mm: Sequence[float]) -> np.ndarray:
    """The heart in a slice (bool, y, x) of blood, grooves closed."""
    if not blood.any():
        return blood
    near = ndimage.distance_transform_edt(~blood, spacing_yx_mm) <= GROOVE_MM
    closed = ndimage.distance_transform_edt(near, spacing_yx_mm) > GROOVE_MM
    core = ndimage.distance_transform_edt(closed, spacing_yx_mm) > WIDER_THAN_MM
    return closed & (ndimage.distance_transform_edt(~core, spacing_yx_mm) < WIDER_THAN_MM) if core.any() else core
