"""Organs as signed distances to their surfaces on the coarse grid: finer than its cells, and smooth to enlarge."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from .frame import CELL_MM, GRID, Frame
from .organs import Organ

#: Distances beyond are cut: far from a surface they say nothing.
REACH_MM = 12.0
#: Parts of a cell, along each axis, that distances are measured between.
PARTS = 2


def distance_maps(
    masks: dict[Organ, np.ndarray], spacing_zyx_mm: tuple[float, float, float], frame: Frame
) -> np.ndarray:
    """Signed distances (organs, *GRID) as float32, negative inside, in units of `REACH_MM` and cut at -1 and 1.

    A volume's edge is continued outwards. Millimetres are those of the average adult whom the frame makes of everyone.

    Args:
        masks: bool arrays (z, y, x) in LPS order; an organ that is missing stays at 1, nowhere.
    """
    maps = np.ones((len(Organ), *GRID), np.float32)
    for organ, mask in masks.items():
        maps[organ] = _distances(on_grid(mask, spacing_zyx_mm, frame, PARTS))
    return maps


def on_grid(volume: np.ndarray, spacing_zyx_mm: tuple[float, float, float], frame: Frame, parts: int = 1) -> np.ndarray:
    """A volume's nearest values on the grid, each cell in `parts` parts along each axis."""
    places = [
        np.clip(np.rint(frame.voxel_of_cell(axis, spacing, parts)).astype(int), 0, length - 1)
        for axis, (spacing, length) in enumerate(zip(spacing_zyx_mm, volume.shape, strict=True))
    ]
    return volume[np.ix_(*places)]


def _distances(fine: np.ndarray) -> np.ndarray:
    part_mm = CELL_MM / PARTS
    if not fine.any():
        return np.ones(GRID, np.float32)
    signed_mm = ndimage.distance_transform_edt(~fine) - ndimage.distance_transform_edt(fine)
    signed_mm = (signed_mm - 0.5 * np.sign(signed_mm)) * part_mm
    shape = [n for cells in GRID for n in (cells, PARTS)]
    return np.clip(signed_mm.reshape(shape).mean(axis=(1, 3, 5)) / REACH_MM, -1, 1).astype(np.float32)
