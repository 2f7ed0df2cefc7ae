"""The chambers of a heart as ellipsoids: a place belongs to the chamber whose ellipsoid it is nearest to, and where
ellipsoids overlap to the left heart, around which the right one is a crescent.

Where they lie is told in radii of the heart, read off CTs of training patients.
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
    AORTIC_ROOT = 4


#: Those that are ellipsoids.
ELLIPSOIDS = tuple(Chamber)[:4]
RIGHT = (Chamber.RIGHT_ATRIUM, Chamber.RIGHT_VENTRICLE)
LEFT = (Chamber.LEFT_ATRIUM, Chamber.LEFT_VENTRICLE, Chamber.AORTIC_ROOT)
#: Middle (z, y, x) of each from the heart's, its half axes, and the direction of the last: along the heart for
#: ventricles, across it for atria.
MIDDLES = np.array([(-0.1, 0.08, -0.72), (-0.36, -0.42, -0.15), (0.26, 0.55, -0.08), (-0.26, 0.05, 0.48)])
HALVES = np.array([(0.76, 0.6, 0.6), (0.88, 0.6, 0.95), (0.5, 0.5, 0.75), (0.8, 0.7, 0.96)])
LONG = np.array([(0.0, 0.0, 1.0), (-0.35, -0.55, 0.75), (0.0, 0.1, 1.0), (-0.4, -0.55, 0.73)])
#: How little of its depth counts where a right chamber overlaps a left one.
GIVES_WAY = 0.15
#: How much more the depth of the aortic root counts.
ROOT_FIRST = 3.0


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
    out = np.sqrt(along[0] ** 2 + along[1] ** 2 + along[2] ** 2) + 1e-6
    slope = np.sqrt(sum((part / half) ** 2 for part, half in zip(along, halves, strict=True))) / out + 1e-6
    return ((out - 1) / slope).astype(np.float32)


def nearest(far: np.ndarray) -> np.ndarray:
    """The `Chamber` of each pixel (y, x), from how far they are from each (chambers, y, x)."""
    far = far.copy()
    far[list(RIGHT)] = np.where(far[list(RIGHT)] < 0, GIVES_WAY * far[list(RIGHT)], far[list(RIGHT)])
    # Nothing lies in the aortic root.
    root = far[Chamber.AORTIC_ROOT]
    root[root < 0] *= ROOT_FIRST
    return far.argmin(axis=0)


def border_mm(parts: np.ndarray, pixel_mm: tuple[float, float]) -> np.ndarray:
    """How far each pixel (y, x) is from one of another part."""
    last = np.ones_like(parts, bool)
    last[:-1] &= parts[:-1] == parts[1:]
    last[:, :-1] &= parts[:, :-1] == parts[:, 1:]
    return ndimage.distance_transform_edt(last, pixel_mm) if not last.all() else np.full(parts.shape, np.inf)


def _axes(chamber: Chamber) -> np.ndarray:
    """The directions (3, 3) of an ellipsoid's half axes, as rows."""
    long = LONG[chamber] / np.linalg.norm(LONG[chamber])
    deep = np.cross(long, (1.0, 0.0, 0.0))
    deep /= np.linalg.norm(deep)
    return np.stack([np.cross(deep, long), deep, long])
