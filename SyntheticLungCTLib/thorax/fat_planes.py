"""Fat between the muscles of the trunk: planes thinner than the cells that tissues are drawn on.

Muscles of the chest wall lie over the ribs in sheets (intercostals, serratus, latissimus, pectorals), so the planes
follow the cage, bent and with gaps; septa across them part each sheet into bellies.
"""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from .bones.cage import Cage
from .frame import Frame
from .tissues import FINE_GRID, PARTS

#: Distance of the first plane from the cage, beyond the ribs, and from plane to plane.
FIRST_MM, APART_MM = 9.0, 10.0
#: How far planes leave the cage's shape, and over what length; the latter holds for their width, too.
BEND_MM, LENGTH_MM = 3.5, 14.0
#: Width of planes and its spread along them; where the sum is below 0, muscles touch.
WIDTH_MM, SPREAD_MM = 0.35, 0.9
#: What parts a sheet into bellies: the spread, in mm, of a field whose zeros are septa; the greater, the thinner.
SEPTUM_MM, BELLY_MM = 14.0, 16.0


def fat_plane_fields(organs: np.ndarray, frame: Frame, rng: np.random.Generator) -> np.ndarray:
    """Three smooth fields (3, *FINE_GRID) in mm that can be interpolated: depth over the cage, septa, width of planes.

    Args:
        organs: distances (organs, *GRID), see `distance_maps`.
    """
    bend, septum, width = (
        _smooth(PARTS * length_mm / frame.cell_mm, rng) for length_mm in (LENGTH_MM, BELLY_MM, LENGTH_MM)
    )
    depth_mm = _beyond_cage_mm(organs, frame)
    return np.stack([depth_mm + BEND_MM * bend, SEPTUM_MM * septum, WIDTH_MM + SPREAD_MM * width]).astype(np.float32)


def in_fat_plane(fields: np.ndarray) -> np.ndarray:
    """Where planes of fat run (bool, y, x), from a slice of the fields (3, y, x)."""
    layer, septum, width = fields
    plane = np.abs(np.mod(layer - FIRST_MM + APART_MM / 2, APART_MM) - APART_MM / 2)
    return (2 * np.minimum(plane, np.abs(septum)) < width) & (layer > FIRST_MM / 2)


def _beyond_cage_mm(organs: np.ndarray, frame: Frame) -> np.ndarray:
    """Distance (*FINE_GRID) from the cage, in the slice, negative inside; 0 where there is none."""
    depth_mm = np.zeros(FINE_GRID, np.float32)
    cage = Cage.around(organs, frame)
    if cage is not None:
        z_mm, y_mm, x_mm = (frame.cells_mm(axis, PARTS) for axis in range(3))
        places = cage.polar(y_mm, x_mm)
        for plane, height_mm in zip(depth_mm, z_mm, strict=True):
            plane[:] = cage.depth_mm(height_mm, *places)
    return depth_mm


def _smooth(length_cells: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A smooth field (*FINE_GRID) of standard normal values."""
    field = ndimage.gaussian_filter(rng.standard_normal(FINE_GRID, dtype=np.float32), length_cells / 2)
    return field / field.std()
