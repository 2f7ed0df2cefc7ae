"""A segment that is a closed surface, and the voxels that lie inside of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..geometry import Geometry
from .shapes import Box

if TYPE_CHECKING:
    from .layers import LayerSegment

#: How many pairs of a triangle and a row of voxels are looked at together.
MOST_PAIRS = 1 << 21


@dataclass(frozen=True)
class Surface:
    """A closed surface of triangles; to be read as a `Layer` of one segment, of value 1.

    Attributes:
        points: (n, 3), x, y and z in coordinates of its own.
        triangles: integers (m, 3), the points of each.
        points_to_lps: the 4 x 4 matrix that takes a point to LPS mm.
        segments: the one that it shows.
    """

    points: np.ndarray
    triangles: np.ndarray
    points_to_lps: np.ndarray
    segments: tuple[LayerSegment]

    #: Of what `on_grid` finds.
    dtype = np.dtype(np.uint8)

    def on_grid(self, shape: tuple[int, ...], geometry: Geometry) -> tuple[Box, np.ndarray]:
        """The box of a grid that the surface fills, slices (z, y, x), and 1 in 0 where a voxel's middle is inside."""
        to_index = np.linalg.inv(geometry.index_to_lps_matrix()) @ self.points_to_lps
        xyz = self.points @ to_index[:3, :3].T + to_index[:3, 3]
        box = _filled_box(xyz, shape)
        size = tuple(side.stop - side.start for side in box)
        if 0 in size:
            return box, np.zeros(size, np.uint8)
        return box, _inside(xyz - [side.start for side in reversed(box)], self.triangles, size)


def _filled_box(xyz: np.ndarray, shape: tuple[int, ...]) -> Box:
    """The box of a grid, slices (z, y, x), that holds all voxels between points (x, y, z)."""
    if not len(xyz):
        return (slice(0, 0),) * 3
    low = np.clip(np.ceil(xyz.min(axis=0)[::-1]), 0, shape).astype(int)
    high = np.clip(np.floor(xyz.max(axis=0)[::-1]) + 1, low, shape).astype(int)
    return tuple(slice(int(a), int(b)) for a, b in zip(low, high, strict=True))


def _inside(xyz: np.ndarray, triangles: np.ndarray, size: tuple[int, int, int]) -> np.ndarray:
    """1 in 0, uint8 (z, y, x): where a row of voxels has crossed the surface an odd number of times."""
    crossings = np.zeros((size[0], size[1], size[2] + 1), np.uint8)
    corners = xyz[triangles]
    low = np.maximum(np.ceil(corners[..., 1:].min(axis=1)), 0).astype(np.int64)
    high = np.minimum(np.floor(corners[..., 1:].max(axis=1)) + 1, size[1::-1]).astype(np.int64)
    rows = np.maximum(high - low, 0)
    ends = np.cumsum(rows.prod(axis=1))
    first = 0
    while first < len(triangles):
        done = ends[first - 1] if first else 0
        last = max(int(np.searchsorted(ends, done + MOST_PAIRS, side="right")), first + 1)
        _cross(crossings, corners[first:last], low[first:last], rows[first:last])
        first = last
    return np.bitwise_and(np.add.accumulate(crossings, axis=2, dtype=np.uint8), 1)[..., :-1]


def _cross(crossings: np.ndarray, corners: np.ndarray, low: np.ndarray, rows: np.ndarray) -> None:
    """Count where rows of voxels cross triangles, at the first voxel behind each.

    Args:
        corners: of the triangles, (n, 3, 3), x, y and z.
        low, rows: the first y and z of the rows that each triangle may meet, and how many of both, (n, 2).
    """
    count = rows.prod(axis=1)
    which = np.repeat(np.arange(len(corners)), count)
    number = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count)
    y, z = low[which, 0] + number % rows[which, 0], low[which, 1] + number // rows[which, 0]
    is_met = np.zeros(len(which), bool)
    for start, end in ((0, 1), (1, 2), (2, 0)):
        is_met ^= _passes(corners[:, start, 1:], corners[:, end, 1:], which, y, z)
    which, y, z = which[is_met], y[is_met], z[is_met]
    x = np.ceil(_x_of(corners, which, y, z)).clip(0, crossings.shape[2] - 1).astype(np.int64)
    np.add.at(crossings, (z, y, x), 1)


def _passes(start: np.ndarray, end: np.ndarray, which: np.ndarray, y: np.ndarray, z: np.ndarray) -> np.ndarray:
    """Whether an edge passes a row of voxels on the side of higher y.

    Both triangles of an edge get the very same answer, so that no row slips through between them.
    """
    is_turned = (start[:, 1] > end[:, 1]) | ((start[:, 1] == end[:, 1]) & (start[:, 0] > end[:, 0]))
    first, second = np.where(is_turned[:, None], end, start), np.where(is_turned[:, None], start, end)
    rise = second - first
    slope = np.divide(rise[:, 0], rise[:, 1], out=np.zeros(len(rise)), where=rise[:, 1] != 0)
    spans = (first[which, 1] <= z) & (z < second[which, 1])
    return spans & (y < first[which, 0] + (z - first[which, 1]) * slope[which])


def _x_of(corners: np.ndarray, which: np.ndarray, y: np.ndarray, z: np.ndarray) -> np.ndarray:
    """Where rows of voxels cross the planes of triangles, no farther than the triangles reach."""
    first, second, third = (corners[:, number] for number in range(3))
    normal = np.cross(second - first, third - first)
    away = (y - first[which, 1]) * normal[which, 1] + (z - first[which, 2]) * normal[which, 2]
    x = first[which, 0] - np.divide(away, normal[which, 0], out=np.zeros(len(which)), where=normal[which, 0] != 0)
    return np.clip(x, corners[which, :, 0].min(axis=1), corners[which, :, 0].max(axis=1))
