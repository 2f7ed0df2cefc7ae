"""The walls of a heart's chambers as contrast agent shows them, and the fat in the grooves between them.

The left ventricle's wall is 8 to 12 mm thick (Lang et al., J Am Soc Echocardiogr 28, 2015).
"""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from .chambers import RIGHT, Chamber

#: Wall of the left ventricle and of the others, and half of what parts the right chambers from the left; valves are too
#: thin to be seen.
MUSCLE_MM, WALL_MM, SEPTUM_MM = 11.3, 3.0, 1.5
#: How much the left ventricle's wall is thicker where a field is higher by 1: papillary muscles and trabeculae.
UNEVEN_MM = 1.3
#: Radii of the roundest corners of what the left ventricle and the right heart hold.
CORNER_MM, RIGHT_CORNER_MM = 7.0, 3.0
#: At the heart's base muscle is only so near to where the left ventricle is at least twice so wide.
ROUND_MM, HOLLOW_MM = 16.0, 9.0
#: Grooves at the heart's surface where two chambers meet: how deep and, at the surface, how wide to each side; coronary
#: arteries run so deep in them, and are half so wide.
GROOVE_MM, GROOVE_WIDTH_MM = 10.0, 2.8
CORONARY_MM, CORONARY_WIDTH_MM = (1.5, 4.0), 1.2


def muscle(
    heart: np.ndarray,
    chambers: np.ndarray,
    sides_mm: np.ndarray,
    pixel_mm: tuple[float, float],
    base: bool,
    uneven: np.ndarray | float = 0.0,
) -> np.ndarray:
    """Walls (bool, y, x) that contrast agent shows in a slice of the heart (bool, y, x), the left ventricle's but
    towards its atrium.

    Args:
        chambers: `Chamber` of each pixel.
        sides_mm: how far each is from the other side.
        base: whether the slice is at the heart's base.
        uneven: by which the left ventricle's wall is thicker here than there.
    """
    # An atrium's far wall is not the ventricle's.
    left, atrium = heart & (chambers == Chamber.LEFT_VENTRICLE), chambers == Chamber.LEFT_ATRIUM
    deep = ndimage.distance_transform_edt(left | atrium, pixel_mm) > MUSCLE_MM + UNEVEN_MM * uneven
    thick = left & ~_rounded((left & deep) | atrium, CORNER_MM, pixel_mm)
    if base:
        # Beside the valves the ventricle is a sliver, and not of muscle.
        round_hollow = ndimage.distance_transform_edt(left, pixel_mm) > HOLLOW_MM
        thick &= ndimage.distance_transform_edt(~round_hollow, pixel_mm) < ROUND_MM if round_hollow.any() else False
    thin = heart & ((ndimage.distance_transform_edt(heart, pixel_mm) < WALL_MM) | (sides_mm < SEPTUM_MM))
    right = heart & np.isin(chambers, RIGHT)
    return thick | thin | (right & ~_rounded(right & ~thin, RIGHT_CORNER_MM, pixel_mm))


def grooves(heart: np.ndarray, between_mm: np.ndarray, pixel_mm: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
    """Fat, and arteries in it (bool, y, x), in the grooves at the surface of a slice of the heart (bool, y, x)."""
    deep_mm = ndimage.distance_transform_edt(heart, pixel_mm)
    fat = heart & (between_mm < GROOVE_WIDTH_MM * (1 - deep_mm / GROOVE_MM))
    low_mm, high_mm = CORONARY_MM
    return fat, fat & (deep_mm > low_mm) & (deep_mm < high_mm) & (between_mm < CORONARY_WIDTH_MM)


def _rounded(mask: np.ndarray, radius_mm: float, pixel_mm: tuple[float, float]) -> np.ndarray:
    """A mask (bool, y, x) without what a disc does not reach."""
    core = ndimage.distance_transform_edt(mask, pixel_mm) > radius_mm
    return ndimage.distance_transform_edt(~core, pixel_mm) < radius_mm if core.any() else core
