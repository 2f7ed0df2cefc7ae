"""The points of a lung that a tree has to reach."""

from __future__ import annotations

import numpy as np
from scipy.spatial import KDTree

from .clearance import Clearance
from .surroundings import SIDE_MM as VOXEL_MM

#: The last branches end this far below the pleura.
BELOW_PLEURA_MM = 1.5
#: Vessels do not cross fissures, and along them only the finest run: a band that looks empty shows a fissure in thick
#: slices (Hayashi et al., Radiographics 21, 2001). Where little of a lung is shown, a share of its height.
FROM_FISSURE_MM, FROM_FISSURE = 3.0, 0.03
#: So near to the pleura as many vessels end as are asked for, deeper a share of them: there run those that lead to the
#: pleura, and patients have as many vessels (6 to 12 in 10 cm2 of a slice) at each depth.
RIM_MM, WITHIN_RIM = 10.6, 0.45


def spread_points(clearance: Clearance, ml_each: float, rng: np.random.Generator) -> np.ndarray:
    """Points (n, 3) in mm of a lung: below the pleura one in each cube of `ml_each`, anywhere in it, deeper fewer."""
    whole = clearance.surface_mm(BELOW_PLEURA_MM - 1, np.inf)
    if len(whole) == 0:
        return whole
    side_mm = (1000 * ml_each) ** (1 / 3)
    low, high = whole.min(axis=0) - VOXEL_MM / 2, whole.max(axis=0) + VOXEL_MM / 2
    axes = [
        np.arange(a + rng.uniform(0, side_mm) - side_mm, b + side_mm, side_mm) for a, b in zip(low, high, strict=True)
    ]
    grid = np.stack(np.meshgrid(*axes, indexing="ij"), -1).reshape(-1, 3)
    points = grid + rng.uniform(-side_mm / 2, side_mm / 2, grid.shape)
    inside = ((points >= low) & (points <= high)).all(axis=1)
    points = points[inside]
    from_fissure_mm = min(FROM_FISSURE_MM, FROM_FISSURE * (high[0] - low[0]))
    points = points[(clearance.at(points) >= BELOW_PLEURA_MM) & (clearance.to_fissure_mm(points) >= from_fissure_mm)]
    return points[rng.uniform(size=len(points)) <= np.where(clearance.at(points) < RIM_MM, 1, WITHIN_RIM)]


def farthest_half(points: np.ndarray, others: np.ndarray) -> np.ndarray:
    """The half of points (n, 3) that lies farther from the other points (m, 3)."""
    distance = KDTree(others).query(points)[0]
    return points[distance >= np.median(distance)]


def upper_and_lower(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Points (n, 3) on both sides of a plane that slopes down to the front as the oblique fissure does."""
    spread = np.maximum(points.std(axis=0), 1.0)
    height = points[:, 0] / spread[0] - 0.7 * points[:, 1] / spread[1]
    upper = height > np.median(height)
    return points[upper], points[~upper]
