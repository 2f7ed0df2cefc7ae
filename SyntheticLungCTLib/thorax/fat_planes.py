"""Fat between the muscles of the trunk: planes thinner than the cells that tissues are drawn on.

Muscles of the chest wall lie over the ribs in sheets (intercostals, serratus, latissimus, pectorals), so the planes
follow the cage, bent and with gaps; septa across them part each sheet into bellies.
"""

from __future__ import annotations

import numpy as np
from scipy import ndimage
from skimage.morphology import convex_hull_image

from .frame import Frame
from .organs import Organ
from .tissues import FINE_GRID, PARTS

#: Distance of the first plane from the lungs' hull, beyond the ribs, and from plane to plane.
FIRST_MM, APART_MM = 9.0, 10.0
#: How far planes leave the cage's shape, and over what length; the latter holds for their width, too.
BEND_MM, LENGTH_MM = 3.5, 14.0
#: Width of planes and its spread along them; where the sum is below 0, muscles touch.
WIDTH_MM, SPREAD_MM = 0.5, 0.9
#: What parts a sheet into bellies: the spread, in mm, of a field whose zeros are septa; the greater, the thinner.
SEPTUM_MM, BELLY_MM = 14.0, 16.0
#: Cells of lung in a slice that tell of a cage.
FEWEST_CELLS = 20


def fat_plane_fields(organs: np.ndarray, frame: Frame, rng: np.random.Generator) -> np.ndarray:
    """Three smooth fields (3, *FINE_GRID) in mm that can be interpolated: depth over the cage, septa, width of planes.

    Args:
        organs: distances (organs, *GRID), see `distance_maps`.
    """
    cage_mm = _beyond_cage_mm(np.minimum(organs[Organ.LUNG_LEFT], organs[Organ.LUNG_RIGHT]) < 0, frame.cell_mm)
    cage_mm = ndimage.zoom(cage_mm.astype(np.float32), PARTS, order=1, mode="nearest", grid_mode=True)
    bend, septum, width = (
        _smooth(PARTS * length_mm / frame.cell_mm, rng) for length_mm in (LENGTH_MM, BELLY_MM, LENGTH_MM)
    )
    return np.stack([cage_mm + BEND_MM * bend, SEPTUM_MM * septum, WIDTH_MM + SPREAD_MM * width]).astype(np.float32)


def in_fat_plane(fields: np.ndarray) -> np.ndarray:
    """Where planes of fat run (bool, y, x), from a slice of the fields (3, y, x)."""
    layer, septum, width = fields
    plane = np.abs(np.mod(layer - FIRST_MM + APART_MM / 2, APART_MM) - APART_MM / 2)
    return (2 * np.minimum(plane, np.abs(septum)) < width) & (layer > FIRST_MM / 2)


def _beyond_cage_mm(lungs: np.ndarray, cell_mm: np.ndarray) -> np.ndarray:
    """Distance (z, y, x) in the slice from the hull of both lungs, in it or above; negative inside, and
    beyond the ends as at the ends."""
    shown = np.flatnonzero(lungs.sum(axis=(1, 2)) > FEWEST_CELLS)
    if not len(shown):
        return np.zeros(lungs.shape, np.float32)
    hulls = np.stack([convex_hull_image(lungs[index]) for index in shown])
    distances = np.stack([_signed_mm(hull, cell_mm[1:]) for hull in hulls])
    distances = np.minimum.accumulate(distances[::-1])[::-1]
    return distances[np.clip(np.arange(len(lungs)) - shown[0], 0, len(shown) - 1)]


def _signed_mm(inside: np.ndarray, cell_yx_mm: np.ndarray) -> np.ndarray:
    """Distance (y, x) to the border of a region, negative inside."""
    return ndimage.distance_transform_edt(~inside, cell_yx_mm) - ndimage.distance_transform_edt(inside, cell_yx_mm)


def _smooth(length_cells: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A smooth field (*FINE_GRID) of standard normal values."""
    field = ndimage.gaussian_filter(rng.standard_normal(FINE_GRID, dtype=np.float32), length_cells / 2)
    return field / field.std()
