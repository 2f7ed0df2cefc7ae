"""Two small pictures of a CT, by which whole patients are compared."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from ...blueprint.labels import WITHIN_LUNGS, Label
from ...resampling import antialiasing_sigma

PIXELS, PIXEL_MM = 192, 2.0
DARKEST_HU, BRIGHTEST_HU = -1024.0, 400.0


def pictures(hu: np.ndarray, labels: np.ndarray, spacing_zyx_mm: tuple[float, float, float]) -> np.ndarray:
    """An axial and a coronal slice through the middle of the lungs, uint8 (2, 192, 192) at 2 mm, head up.

    Args:
        hu: (z, y, x) in LPS order.
        labels: uint8 (z, y, x) of `Label` values.
    """
    lungs = np.isin(labels, WITHIN_LUNGS)
    if not lungs.any():
        lungs = labels != Label.OUTSIDE
    middle = np.array(ndimage.center_of_mass(lungs))
    z_mm, y_mm, x_mm = spacing_zyx_mm
    axial = _picture(hu[round(middle[0])], middle[1:], (y_mm, x_mm))
    coronal = _picture(hu[:, round(middle[1])], middle[[0, 2]], (z_mm, x_mm))
    return np.stack([axial, coronal[::-1]])


def _picture(slice_hu: np.ndarray, center: np.ndarray, spacing_mm: tuple[float, float]) -> np.ndarray:
    spacing = np.array(spacing_mm)
    smooth = ndimage.gaussian_filter(slice_hu.astype(np.float32), antialiasing_sigma(spacing, PIXEL_MM))
    offset = center - (PIXELS - 1) / 2 * PIXEL_MM / spacing
    found = ndimage.affine_transform(
        smooth, PIXEL_MM / spacing, offset, (PIXELS, PIXELS), order=1, mode="constant", cval=DARKEST_HU
    )
    grey = (found - DARKEST_HU) / (BRIGHTEST_HU - DARKEST_HU)
    return np.rint(255 * np.clip(grey, 0, 1)).astype(np.uint8)
