"""The easiest way from one place to another through given tissues."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy import ndimage
from skimage.graph import MCP_Geometric

from .surroundings import Surroundings

SMOOTH_MM = 9.0
STEP_MM = 3.0


class Passage:
    """All easiest ways that start at a point.

    The cost of a way is its length times that of the tissues it crosses (minimal paths, Cohen and Kimmel, IJCV 24,
    1997; here on the graph of neighbouring voxels).
    """

    def __init__(
        self, around: Surroundings, start_mm: np.ndarray, costs: Mapping[int, float], lung: int, reach_mm: float
    ) -> None:
        """
        Args:
            costs: per mm, for every label that may be crossed.
            lung: the other lung is not crossed.
            reach_mm: how far ways may lead from the start, along each axis.
        """
        table = np.full(256, -1.0)
        table[list(costs)] = list(costs.values())
        start = around.index_of(start_mm)
        reach = np.ceil(reach_mm / around.spacing_mm).astype(int)
        self._low = np.maximum(start - reach, 0)
        box = tuple(slice(a, b + 1) for a, b in zip(self._low, start + reach, strict=True))
        cost = table[around.labels[box]]
        cost[(around.lungs[box] != 0) & (around.lungs[box] != lung)] = -1
        cost[tuple(start - self._low)] = 1
        self._around, self._start_mm = around, start_mm
        self._search = MCP_Geometric(cost, sampling=tuple(around.spacing_mm))
        self.cost = self._search.find_costs([tuple(start - self._low)])[0]

    def cost_to(self, points_mm: np.ndarray) -> np.ndarray:
        """The cost (n,) of the way to points (n, 3); infinite where there is none."""
        index = self._around.index_of(points_mm) - self._low
        inside = ((index >= 0) & (index < self.cost.shape)).all(axis=1)
        found = np.full(len(points_mm), np.inf)
        found[inside] = self.cost[tuple(index[inside].T)]
        return found

    def nearest(self, mask: np.ndarray) -> np.ndarray | None:
        """The point (3,) that is easiest to reach of a coarse mask (z, y, x), None where no way leads there."""
        box = tuple(slice(a, a + n) for a, n in zip(self._low, self.cost.shape, strict=True))
        cost = np.where(mask[box], self.cost, np.inf)
        best = np.unravel_index(np.argmin(cost), cost.shape)
        return self._around.points_mm(np.array(best) + self._low) if np.isfinite(cost[best]) else None

    def way_to(self, end_mm: np.ndarray) -> np.ndarray:
        """The way to a point that can be reached: (n, 3), every 3 mm or so, smooth, with both ends as asked."""
        steps = self._search.traceback(tuple(self._around.index_of(end_mm) - self._low))
        way = self._around.points_mm(np.array(steps, float) + self._low)
        way = np.concatenate([self._start_mm[None], way[1:-1], end_mm[None]])
        length = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(way, axis=0), axis=1))])
        even = np.linspace(0, length[-1], max(2, round(length[-1] / STEP_MM) + 1))
        line = np.stack([np.interp(even, length, axis) for axis in way.T], 1)
        # The difference to the straight line between the ends is smoothed, so that the ends stay.
        chord = line[0] + np.linspace(0, 1, len(line))[:, None] * (line[-1] - line[0])
        bend = np.concatenate([-(line - chord)[:0:-1], line - chord, -(line - chord)[-2::-1]])
        smooth = ndimage.gaussian_filter1d(bend, SMOOTH_MM / STEP_MM, axis=0)
        return chord + smooth[len(line) - 1 : 2 * len(line) - 1]
