"""The tubular brush: which voxels lie in a tube along a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

Box = tuple[slice, slice, slice]


def tube_voxels(
    shape: Sequence[int],
    spacing_mm: np.ndarray,
    starts_mm: np.ndarray,
    ends_mm: np.ndarray,
    radii_mm: np.ndarray,
    flatten: Sequence[float] = (1, 1, 1),
) -> Iterator[tuple[Box, np.ndarray]]:
    """Box by box the voxels of straight pieces of tubes, with round ends.

    Args:
        shape: of the volume (z, y, x).
        spacing_mm: voxel size (3,) as z, y, x.
        starts_mm, ends_mm: the pieces' ends (n, 3) as z, y, x, counted from the centre of the first voxel.
        radii_mm: their radii (n, 2) at both ends.
        flatten: (z, y, x) factors of the radius, for bands.

    Yields:
        a box of the volume and a bool mask of its shape; pieces outside of the volume are left out.
    """
    wide = radii_mm.max(axis=1)[:, None]
    # A thin tube between two slices still shows in one of them, as it does through partial volume.
    reach = np.maximum(wide * np.asarray(flatten, float), spacing_mm / 2)
    low = np.floor((np.minimum(starts_mm, ends_mm) - reach) / spacing_mm).astype(int)
    high = np.ceil((np.maximum(starts_mm, ends_mm) + reach) / spacing_mm).astype(int) + 1
    low, high = np.maximum(low, 0), np.minimum(high, shape)
    weights = wide / reach
    whole = grid_mm(tuple(slice(0, size) for size in shape), spacing_mm)
    for index in np.nonzero((low < high).all(axis=1))[0]:
        z, y, x = box = tuple(map(slice, low[index], high[index]))
        weight = weights[index]
        grid = [whole[0][z] * weight[0], whole[1][:, y] * weight[1], whole[2][:, :, x] * weight[2]]
        ends = np.stack([starts_mm[index], ends_mm[index]]) * weight
        squared, radius = squared_distance_and_radius(grid, ends, radii_mm[index])
        yield box, squared <= radius**2


def box_around(shape: Sequence[int], spacing_mm: np.ndarray, low_mm: np.ndarray, high_mm: np.ndarray) -> Box | None:
    """The part of the volume between two corners (3,), None where there is none."""
    low = np.maximum(np.floor(low_mm / spacing_mm).astype(int), 0)
    high = np.minimum(np.ceil(high_mm / spacing_mm).astype(int) + 1, shape)
    return tuple(slice(a, b) for a, b in zip(low, high, strict=True)) if (low < high).all() else None


def grid_mm(box: Box, spacing_mm: np.ndarray) -> list[np.ndarray]:
    """Where the box's voxel centres lie, as three arrays that broadcast to its shape."""
    axes = [np.arange(s.start, s.stop) * side for s, side in zip(box, spacing_mm, strict=True)]
    return [axes[0][:, None, None], axes[1][None, :, None], axes[2][None, None, :]]


def squared_distance_and_radius(
    grid: list[np.ndarray], ends: np.ndarray, radii: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """For every voxel of a grid the squared distance from a straight piece (2, 3), and the piece's radius there."""
    (dz, dy, dx), (az, ay, ax) = (g - s for g, s in zip(grid, ends[0], strict=True)), ends[1] - ends[0]
    along = (dz * az + dy * ay + dx * ax) / max(az * az + ay * ay + ax * ax, 1e-9)
    along = np.minimum(np.maximum(along, 0), 1)
    squared = (dz - along * az) ** 2 + (dy - along * ay) ** 2 + (dx - along * ax) ** 2
    return squared, radii[0] + along * (radii[1] - radii[0])
