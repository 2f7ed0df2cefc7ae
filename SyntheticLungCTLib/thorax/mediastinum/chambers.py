"""The chambers of a heart as ellipsoids: a place belongs to the chamber whose ellipsoid it is nearest to.

Where they lie is told in radii of the heart, read off CTs of training patients. The left ventricle's wall is 8 to 12 mm
thick (Lang et al., J Am Soc Echocardiogr 28, 2015).
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from scipy import ndimage


class Chamber(IntEnum):
    RIGHT_ATRIUM = 0
    RIGHT_VENTRICLE = 1
    LEFT_ATRIUM = 2
    LEFT_VENTRICLE = 3


RIGHT = (Chamber.RIGHT_ATRIUM, Chamber.RIGHT_VENTRICLE)
LEFT = (Chamber.LEFT_ATRIUM, Chamber.LEFT_VENTRICLE)
#: Middle (z, y, x) of each from the heart's, its half axes, and the direction of the last: along the heart for
#: ventricles, across it for atria.
MIDDLES = np.array([(0.1, 0.05, -0.72), (-0.1, -0.5, -0.15), (0.38, 0.55, -0.15), (-0.2, 0.0, 0.5)])
HALVES = np.array([(0.62, 0.5, 0.4), (0.5, 0.36, 0.62), (0.38, 0.32, 0.55), (0.5, 0.5, 0.8)])
LONG = np.array([(0.0, 0.0, 1.0), (-0.35, -0.55, 0.75), (0.0, 0.1, 1.0), (-0.4, -0.55, 0.73)])
#: Wall of the left ventricle and of the others, and half of what parts the right chambers from the left; valves are too
#: thin to be seen.
MUSCLE_MM, WALL_MM, SEPTUM_MM = 11.0, 3.5, 2.0
#: At the heart's base muscle is only so near to where the left ventricle is at least twice so wide.
ROUND_MM, HOLLOW_MM = 16.0, 9.0
#: Grooves at the heart's surface where two chambers meet: how deep and, at the surface, how wide.
GROOVE_MM, GROOVE_WIDTH_MM = 10.0, 7.0


def far_from(chamber: Chamber, height: float, y: np.ndarray, x: np.ndarray, turn: np.ndarray) -> np.ndarray:
    """About how far pixels (y, x) of a slice are from a chamber's ellipsoid, negative inside; all in radii.

    Args:
        height, y, x: from the heart's middle; one, rows (y,) and columns (x,).
        turn: (3, 3) by which this heart is turned from the usual.
    """
    halves, usual = HALVES[chamber], _axes(chamber)
    middles, axes = usual @ MIDDLES[chamber], usual @ turn.T
    along = [
        ((axis[0] * height - middle + axis[1] * y)[:, None] + axis[2] * x) / half
        for axis, middle, half in zip(axes, middles, halves, strict=True)
    ]
    return ((np.sqrt(along[0] ** 2 + along[1] ** 2 + along[2] ** 2) - 1) * halves.mean()).astype(np.float32)


def muscle(
    heart: np.ndarray, chambers: np.ndarray, sides_mm: np.ndarray, pixel_mm: tuple[float, float], base: bool
) -> np.ndarray:
    """Walls (bool, y, x) that contrast agent shows in a slice of the heart (bool, y, x), the left ventricle's but
    towards its atrium.

    Args:
        chambers: `Chamber` of each pixel.
        sides_mm: how far each is from the other side.
        base: whether the slice is at the heart's base.
    """
    left = heart & (chambers == Chamber.LEFT_VENTRICLE)
    open_to = left | (heart & (chambers == Chamber.LEFT_ATRIUM))
    thick = left & (ndimage.distance_transform_edt(open_to, pixel_mm) < MUSCLE_MM)
    if base:
        # Beside the valves the ventricle is a sliver, and not of muscle.
        round_hollow = ndimage.distance_transform_edt(left, pixel_mm) > HOLLOW_MM
        thick &= ndimage.distance_transform_edt(~round_hollow, pixel_mm) < ROUND_MM if round_hollow.any() else False
    thin = heart & ((ndimage.distance_transform_edt(heart, pixel_mm) < WALL_MM) | (sides_mm < SEPTUM_MM))
    return thick | thin


def grooves(heart: np.ndarray, between_mm: np.ndarray, pixel_mm: tuple[float, float]) -> np.ndarray:
    """Fat (bool, y, x) in the grooves at the surface of a slice of the heart (bool, y, x)."""
    deep_mm = ndimage.distance_transform_edt(heart, pixel_mm)
    return heart & (between_mm < GROOVE_WIDTH_MM * (1 - deep_mm / GROOVE_MM))


def _axes(chamber: Chamber) -> np.ndarray:
    """The directions (3, 3) of an ellipsoid's half axes, as rows."""
    long = LONG[chamber] / np.linalg.norm(LONG[chamber])
    deep = np.cross(long, (1.0, 0.0, 0.0))
    deep /= np.linalg.norm(deep)
    return np.stack([np.cross(deep, long), deep, long])
