"""Which part of bone is compact: a shell that the surface's partial volume hides, and struts that thin out inwards."""

from __future__ import annotations

import numpy as np
from scipy import ndimage
from scipy.stats import norm

#: In the ten training patients, how much of the bone at each depth below the surface, in a slice, is above 320 HU.
DEPTHS_MM = (0.25, 0.75, 1.25, 1.75, 2.25, 2.75, 3.5, 4.5, 5.5, 7.0, 9.5, 13.0, 22.0)
COMPACT_SHARES = (0.04, 0.27, 0.46, 0.57, 0.53, 0.46, 0.38, 0.32, 0.25, 0.17, 0.10, 0.05, 0.02)


def compact_bone(bone: np.ndarray, chance: np.ndarray, pixel_yx_mm: tuple[float, float]) -> np.ndarray:
    """The compact part of a slice of bone, both bool (y, x).

    Args:
        chance: a smooth field (y, x) of standard normal values, which decides where as much as is usual lies.
    """
    compact = np.zeros_like(bone)
    for box in ndimage.find_objects(bone.astype(np.uint8)):
        depth_mm = ndimage.distance_transform_edt(np.pad(bone[box], 1), pixel_yx_mm)[1:-1, 1:-1] - pixel_yx_mm[1] / 2
        usual = norm.ppf(COMPACT_SHARES)
        compact[box] = bone[box] & (chance[box] < np.interp(depth_mm, DEPTHS_MM, usual))
    return compact
