"""How sharply a nodule ends, by the image around its surface."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from ...population.shape import even_directions
from .region import Region

RAYS, STEP_MM = 600, 0.25
#: How far from the mask's surface the true edge is looked for, and over what length its fall is taken.
SEARCH_MM, FALL_MM = 3.0, 1.0
#: Enough smoothing to see an edge through the noise of one voxel.
SIGMA_MM = 0.6
#: Rays that end nearer to a wall see the wall, not the nodule's margin.
WALL_CLEARANCE_MM, FEWEST_RAYS = 3.0, 30


def edge_descriptors(region: Region) -> dict[str, float]:
    """How sharp the edge is.

    `edge_hu_per_mm`: median over rays from the middle of the steepest fall near the surface, in HU/mm.
    `lower_edge_hu_per_mm`: its lower quartile: where it is least sharp. `edge_per_mm`: the first as a share of the
    contrast between core and lung, which density does not change. `edge_constancy_mm`: minus the spread of the
    distance between that edge and the mask's surface, in mm.

    The fall of a profile normal to the boundary is the acutance of Rangayyan et al., IEEE TMI 16, 1997.
    """
    middle = np.argwhere(region.mask).mean(axis=0)
    radii = np.arange(0, np.linalg.norm(region.mask.shape), STEP_MM)
    points = middle + even_directions(RAYS)[:, None] * radii[None, :, None]
    inside = _along(region.mask.astype(float), points) > 0.5
    surface = inside.shape[1] - 1 - np.argmax(inside[:, ::-1], axis=1)
    ends = points[np.arange(RAYS), surface]
    seen = _clear_of_walls(region, ends) & inside.any(axis=1)
    seen = seen if seen.sum() >= FEWEST_RAYS else inside.any(axis=1)
    reach, apart = round(SEARCH_MM / STEP_MM), round(FALL_MM / STEP_MM)
    window = surface[:, None] + np.arange(-reach, reach + 1)
    profiles = np.take_along_axis(
        _along(ndimage.gaussian_filter(region.hu, SIGMA_MM), points), np.clip(window, 0, len(radii) - 1), axis=1
    )
    fall = (profiles[:, :-apart] - profiles[:, apart:])[seen] / FALL_MM
    offset_mm = fall.argmax(axis=1) * STEP_MM
    steepest = fall.max(axis=1)
    return {
        "edge_hu_per_mm": float(np.median(steepest)),
        "lower_edge_hu_per_mm": float(np.percentile(steepest, 25)),
        "edge_per_mm": float(np.median(steepest)) / region.contrast_hu,
        "edge_constancy_mm": -float(offset_mm.std()),
    }


def _along(values: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Values (z, y, x) at points (rays, steps, 3)."""
    found = ndimage.map_coordinates(values, points.reshape(-1, 3).T, order=1, mode="nearest")
    return found.reshape(points.shape[:2])


def _clear_of_walls(region: Region, ends: np.ndarray) -> np.ndarray:
    if not region.wall.any():
        return np.ones(len(ends), bool)
    distance_mm = ndimage.distance_transform_edt(~region.wall)
    return ndimage.map_coordinates(distance_mm, ends.T, order=1, mode="nearest") > WALL_CLEARANCE_MM
