"""Distances to a mask, told no farther than they matter: many times faster than those of a whole block."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import ndimage

from .mask_box import box_of


def distance_mm(mask: np.ndarray, most_mm: float, spacing_mm: Sequence[float] = (1.0, 1.0, 1.0)) -> np.ndarray:
    """How far each cell is from the nearest of a mask, float32 (z, y, x) in mm; inf where that is over `most_mm`.

    Exact: the least of the squares along one axis after the other (Saito and Toriwaki, Pattern Recognition 27, 1994).

    Args:
        mask: bool (z, y, x).
        spacing_mm: (z, y, x) of its cells.
    """
    squared = np.where(mask, np.float32(0), np.float32(np.inf))
    for axis, side in enumerate(spacing_mm):
        before = np.moveaxis(squared, axis, 0)
        after = before.copy()
        for step in range(1, int(most_mm / side) + 1):
            more = np.float32((step * side) ** 2)
            np.minimum(after[step:], before[:-step] + more, out=after[step:])
            np.minimum(after[:-step], before[step:] + more, out=after[:-step])
        squared = np.moveaxis(after, 0, axis)
    away = np.sqrt(squared)
    return np.where(away <= most_mm, away, np.float32(np.inf))


def depth_mm(mask: np.ndarray) -> np.ndarray:
    """How far each cell of a mask (z, y, x), which has some, is from the nearest beyond it, in cells; 0 elsewhere."""
    depth, box = np.zeros(mask.shape), box_of(mask)
    depth[box] = ndimage.distance_transform_edt(np.pad(mask[box], 1))[1:-1, 1:-1, 1:-1]
    return depth
