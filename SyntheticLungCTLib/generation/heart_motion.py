"""The beating heart: without gating, what lies in it is blurred by its motion, its outline less.

A scanner's turn takes a third of a second or longer, and the heart's walls move by some 50 mm in a second (Ritchie et
al., Radiology 185, 1992).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import ndimage

from ..blueprint.labels import BLOODS, Label

#: Standard deviation of the blur within a slice, and over what width it sets in at the heart's outline.
BLUR_MM, EDGE_MM = 1.8, 2.0
#: Blood and fat in its grooves; the heart is where a disc of this radius fits into blood, which it does in no vessel.
WITHIN, WIDER_THAN_MM, GROOVE_MM = (*BLOODS, Label.FAT, Label.SOFT_TISSUE), 18.0, 2.0


def blur_heart(hu: np.ndarray, labels: np.ndarray, spacing_yx_mm: Sequence[float]) -> None:
    """Blur the heart as its motion does, in place; lungs, bones and vessels stay.

    Args:
        hu: int16 (z, y, x), without noise.
        labels: `Label` values (z, y, x).
    """
    for plane, names in zip(hu, labels, strict=True):
        heart = _heart(np.isin(names, BLOODS), spacing_yx_mm)
        if heart is None:
            continue
        within = np.isin(names, WITHIN)
        blur, edge = ([width / side for side in spacing_yx_mm] for width in (BLUR_MM, EDGE_MM))
        share = ndimage.gaussian_filter(within.astype(np.float32), blur, truncate=3)
        blurred = ndimage.gaussian_filter(np.where(within, plane, 0).astype(np.float32), blur, truncate=3)
        weight = within * ndimage.gaussian_filter(heart.astype(np.float32), edge, truncate=3)
        plane += np.rint(weight * (blurred / np.maximum(share, 1e-3) - plane)).astype(plane.dtype)


def _heart(blood: np.ndarray, spacing_yx_mm: Sequence[float]) -> np.ndarray | None:
    """The heart in a slice (bool, y, x) of blood, grooves closed; None where there is none."""
    if not blood.any():
        return None
    near = ndimage.distance_transform_edt(~blood, spacing_yx_mm) <= GROOVE_MM
    closed = ndimage.distance_transform_edt(near, spacing_yx_mm) > GROOVE_MM
    core = ndimage.distance_transform_edt(closed, spacing_yx_mm) > WIDER_THAN_MM
    return closed & (ndimage.distance_transform_edt(~core, spacing_yx_mm) < WIDER_THAN_MM) if core.any() else None
