"""Slices that are thicker than what networks draw: where lung or gas ends between two, each shows some of the other.

A slice's sensitivity profile is about as wide as slices are apart, or wider (Kalender, Computed Tomography, 2011).
"""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from ..blueprint.labels import LUNGS, Label

#: Deviation of the blur, in slices and in pixels. Above the diaphragm, the last solid slice of a completed chest is at
#: -150 HU with it, at -100 HU without; in seven training patients at -150 to -220 HU.
BLUR = (0.47, 1.0, 1.0)
#: What holds air, and what may end at it.
AIRY = (*LUNGS, Label.GAS)
SOLID = (Label.SOFT_TISSUE, Label.FAT, Label.ORGAN, Label.FAINT_ORGAN, Label.DENSE_ORGAN)


def blur_between_slices(hu: np.ndarray, labels: np.ndarray) -> None:
    """Blur what lies above or below another of air and solid tissue; in place.

    Args:
        hu: int16 (z, y, x), without noise.
        labels: `Label` values (z, y, x).
    """
    airy, solid = np.isin(labels, AIRY), np.isin(labels, SOLID)
    meets = (airy[1:] & solid[:-1]) | (solid[1:] & airy[:-1])
    border = np.zeros(labels.shape, bool)
    border[1:] |= meets
    border[:-1] |= meets
    blurred = ndimage.gaussian_filter(hu.astype(np.float32), BLUR, truncate=3)
    hu[border] = np.rint(blurred[border]).astype(hu.dtype)
