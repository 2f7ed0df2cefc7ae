"""Which part of bone is compact: a shell right below the surface's partial volume, here thicker and there thinner."""

from __future__ import annotations

import numpy as np
from scipy import ndimage
from scipy.stats import norm

#: How much of the bone at each depth below the surface, in a slice, is compact. In all it is a third, as in the
#: training patients (16 to 45 % is above 320 HU). In those it reaches deeper; but what is put there at random does not
#: look like struts.
DEPTHS_MM = (0.25, 0.75, 1.25, 1.75, 2.25, 2.75, 3.5, 4.5, 5.5, 7.0, 9.5, 13.0, 22.0)
COMPACT_SHARES = (0.02, 0.16, 0.58, 0.74, 0.54, 0.22, 0.07, 0.02, 0.01, 0.005, 0.003, 0.002, 0.001)
#: Of that there is this share where a bone is so thick from its middle to the surface, looked for so far around, as
#: bodies of vertebrae and the breastbone are (in training patients 0.5 to 0.9).
THICK_MM, AROUND_MM, THICK_SHARE = 4.9, 11.0, 0.65
_CHANCES, _CHANCES_OF_THICK = norm.ppf(COMPACT_SHARES), norm.ppf(THICK_SHARE * np.array(COMPACT_SHARES))


def compact_bone(bone: np.ndarray, chance: np.ndarray, pixel_yx_mm: tuple[float, float]) -> np.ndarray:
    """The compact part of a slice of bone, both bool (y, x).

    Args:
        chance: a smooth field (y, x) of standard normal values, which decides where as much as is usual lies.
    """
    compact = np.zeros_like(bone)
    for box in ndimage.find_objects(bone.astype(np.uint8)):
        depth_mm = ndimage.distance_transform_edt(np.pad(bone[box], 1), pixel_yx_mm)[1:-1, 1:-1] - pixel_yx_mm[1] / 2
        size = [2 * round(AROUND_MM / side) + 1 for side in pixel_yx_mm]
        thick = ndimage.maximum_filter(depth_mm, size) > THICK_MM
        thin, of_thick = (np.interp(depth_mm, DEPTHS_MM, chances) for chances in (_CHANCES, _CHANCES_OF_THICK))
        compact[box] = bone[box] & (chance[box] < np.where(thick, of_thick, thin))
    return compact
