"""Trees and curves moved out of the way of what they must not touch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from scipy import ndimage
from scipy.spatial import KDTree

from .curves import Curve
from .volume_filling import Branch

GAP_MM = 0.8
NEIGHBOURS, ROUNDS = 6, 4
#: Neighbours on a curve give way together, lest it kinks: so many steps along it.
EVEN_STEPS = 3.0

#: Takes points (n, 3) and radii (n,), returns the points moved.
Push = Callable[[np.ndarray, np.ndarray], np.ndarray]


def moved_nodes(branches: Sequence[Branch], push: Push) -> list[Branch]:
    """The tree with the ends of its branches moved; the root stays."""
    ends = push(np.array([b.end for b in branches]), np.array([b.end_radius_mm for b in branches]))
    starts = [branch.start if branch.parent < 0 else ends[branch.parent] for branch in branches]
    return [replace(branch, start=a, end=b) for branch, a, b in zip(branches, starts, ends, strict=True)]


def moved_curves(curves: Sequence[Curve], push: Push) -> list[Curve]:
    """The curves with their inner points moved; their ends, where other curves join them, stay."""
    points = np.concatenate([curve.points_mm for curve in curves])
    shift = push(points, np.concatenate([curve.radii_mm for curve in curves])) - points
    cuts = np.cumsum([len(curve.points_mm) for curve in curves])[:-1]
    moved = []
    for curve, way in zip(curves, np.split(shift, cuts), strict=True):
        t = np.linspace(0, 1, len(way))[:, None]
        way = ndimage.gaussian_filter1d(np.minimum(1, 4 * t * (1 - t)) * way, EVEN_STEPS, axis=0, mode="constant")
        moved.append(replace(curve, points_mm=curve.points_mm + np.minimum(1, 4 * t * (1 - t)) * way))
    return moved


def away_from(curves: Sequence[Curve], outer_radii_mm: Sequence[np.ndarray]) -> Push:
    """A push that moves points until they are clear of curves with the given radii, or nearly so."""
    taken = np.concatenate([curve.points_mm for curve in curves])
    widths = np.concatenate(list(outer_radii_mm))
    tree = KDTree(taken)

    def push(points: np.ndarray, radii: np.ndarray) -> np.ndarray:
        points = points.copy()
        for _ in range(ROUNDS):
            _, near = tree.query(points, k=min(NEIGHBOURS, len(taken)))
            way = points[:, None] - taken[near]
            distance = np.maximum(np.linalg.norm(way, axis=2), 1e-6)
            lack = np.maximum(radii[:, None] + widths[near] + GAP_MM - distance, 0)
            worst = lack.argmax(axis=1)[:, None]
            step = np.take_along_axis(lack / distance, worst, 1) * np.take_along_axis(way, worst[:, :, None], 1)[:, 0]
            points += step
        return points

    return push
