"""Trachea and main bronchi: a tube along the airway that was drawn, which parts at the carina.

On cells of 5 mm the two bronchi run into one hollow. A trachea is 13 to 25 mm wide (Breatnach et al., AJR 142, 1984), a
main bronchus 10 to 16 mm.
"""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from ..frame import CELL_MM, Frame
from .course import Course
from .standard_chest import CARINA_MM

STEP_MM = 1.5
TRACHEA_MM, WALL_MM = 8.0, 1.3
#: Within these it is as wide as it was drawn, so far above the carina.
WIDTHS_MM, MEASURED_MM = (6.5, 10.5), (8.0, 60.0)
#: Half of what a main bronchus measures at most.
WIDEST_BRONCHUS_MM = 7.2
#: Points (z, y, x) of each main bronchus from the carina, in an average chest, and its radius; right, then left.
BRONCHI = (
    ((5, 0, -2, 8.0), (-9, 0, -13, 7.2), (-20, -1, -25, 6.6), (-38, -3, -33, 5.4)),
    ((5, 0, 2, 8.0), (-11, 0, 15, 6.8), (-23, 2, 31, 6.2), (-36, 4, 43, 5.2)),
)
#: How smooth the trachea's course is, in cells of the coarse grid.
SMOOTH_CELLS = 1.5


def windpipe_course(airway: np.ndarray, carina_mm: float, canal_mm: np.ndarray, frame: Frame) -> Course:
    """Trachea and main bronchi of an airway given as distances (*GRID), negative inside; or where they usually are.

    Args:
        carina_mm: height at which the trachea parts.
        canal_mm: (GRID[0], 2) where the middle of the spinal canal is (y, x).
    """
    heights_mm = frame.cells_mm(0)
    above = np.flatnonzero(heights_mm > carina_mm)
    middles = canal_mm[above] + (CARINA_MM, 0.0)
    shown = [index for index, cell in enumerate(above) if (airway[cell] < 0).any()]
    if shown:
        found = [ndimage.center_of_mass(airway[above[index]] < 0) for index in shown]
        found = frame.origin_mm[1:] + np.array(found) * frame.cell_mm[1:]
        middles = np.stack([np.interp(np.arange(len(above)), shown, column) for column in found.T], axis=1)
    middles = ndimage.gaussian_filter1d(middles, SMOOTH_CELLS, axis=0, mode="nearest")
    low_mm, high_mm = MEASURED_MM
    radius_mm = _radius_mm(airway[(heights_mm > carina_mm + low_mm) & (heights_mm < carina_mm + high_mm)], frame)
    trachea = np.column_stack([heights_mm[above], middles, np.full(len(above), radius_mm)])[::-1]
    lines = [trachea]
    for points in BRONCHI:
        own = np.array(points, float)
        own[:, :3] = (carina_mm, *middles[0]) + own[:, :3] * frame.cell_mm / CELL_MM
        own[1:, 3] = np.minimum(own[1:, 3] * radius_mm / TRACHEA_MM, WIDEST_BRONCHUS_MM)
        own[0, 3] = radius_mm
        lines.append(np.concatenate([trachea[-1:], own]))
    dense = np.concatenate([_dense(line) for line in lines])
    return dense[:, :3], dense[:, 3]


def _radius_mm(airway: np.ndarray, frame: Frame) -> float:
    """Of the trachea's lumen, from distances (z, y, x) that were drawn of it with its wall."""
    areas_mm2 = (airway < 0).sum(axis=(1, 2)) * np.prod(frame.cell_mm[1:])
    if not areas_mm2.any():
        return TRACHEA_MM
    return float(np.clip(np.sqrt(np.median(areas_mm2[areas_mm2 > 0]) / np.pi) - WALL_MM, *WIDTHS_MM))


def _dense(line: np.ndarray) -> np.ndarray:
    """Points (n, 4) along a line (m, 4), so near to each other that balls on them are a tube."""
    length = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(line[:, :3], axis=0), axis=1))])
    along = np.arange(0, length[-1], STEP_MM)
    return np.stack([np.interp(along, length, column) for column in line.T], axis=1)
