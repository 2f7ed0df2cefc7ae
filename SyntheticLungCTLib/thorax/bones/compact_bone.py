"""Which part of bone is compact: a thin shell right below the surface's partial volume, and struts within."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

#: The shell begins so deep below the surface, and ends there; how far it is off, at either side, from place to place.
#: In training patients bone is densest 1.5 to 2 mm below its surface.
FROM_MM, TO_MM, VARIES_MM = 0.5, 1.95, 0.6
#: It is thinner where a bone is so thick from its middle to the surface, looked for so far around, as bodies of
#: vertebrae and the breastbone are.
THICK_MM, AROUND_MM, THIN_TO_MM = 4.9, 11.0, 1.2
#: Deeper than this, struts are where a field of this fineness is so many deviations high, in 12 % of it (in training
#: patients 12 to 43 % is denser than 320 HU there, in larger pieces).
WITHIN_MM, STRUTS, STRUT_PIXELS = 2.5, 1.2, 0.45


def compact_bone(
    bone: np.ndarray, chance: np.ndarray, pixel_yx_mm: tuple[float, float], rng: np.random.Generator
) -> np.ndarray:
    """The compact part of a slice of bone, both bool (y, x).

    Args:
        chance: a smooth field (y, x) of standard normal values, which decides where the shell is thicker.
        rng: gives the struts.
    """
    compact = np.zeros_like(bone)
    size = [2 * round(AROUND_MM / side) + 1 for side in pixel_yx_mm]
    for box in ndimage.find_objects(bone.astype(np.uint8)):
        depth_mm = ndimage.distance_transform_edt(np.pad(bone[box], 1), pixel_yx_mm)[1:-1, 1:-1] - pixel_yx_mm[1] / 2
        thick = ndimage.maximum_filter(depth_mm, size) > THICK_MM
        varied_mm = np.maximum(TO_MM + VARIES_MM * chance[box], FROM_MM + max(pixel_yx_mm))
        to_mm = np.where(thick, THIN_TO_MM, varied_mm)
        struts = ndimage.gaussian_filter(rng.standard_normal(depth_mm.shape, np.float32), STRUT_PIXELS)
        within = (depth_mm > WITHIN_MM) & (struts > STRUTS * struts.std())
        compact[box] = bone[box] & (((depth_mm > FROM_MM) & (depth_mm < to_mm)) | within)
    return compact
