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
    # A thin vessel between two slices still shows in one of them, as it does through partial volume.
    reach = np.maximum(wide * np.asarray(flatten, float), spacing_mm / 2)
    low = np.floor((np.minimum(starts_mm, ends_mm) - reach) / spacing_mm).astype(int)
    high = np.ceil((np.maximum(starts_mm, ends_mm) + reach) / spacing_mm).astype(int) + 1
    low, high = np.maximum(low, 0), np.minimum(high, shape)
    weights = wide / reach
    whole = grid_mm(tuple(slice(0, size) for size in shape), spacing_mm)
    for index in np.nonzero((low < high).all(axis=1))[0]:
        z, y, x = box = tuple(map(slice, low[index], high[index]))
        weight, (r0, r1) = weights[index], radii_mm[index]
        grid = [whole[0][z] * weight[0], whole[1][:, y] * weight[1], whole[2][:, :, x] * weight[2]]
        share, distance2 = _to_line(grid, starts_mm[index] * weight, ends_mm[index] * weight)
        yield box, distance2 <= (r0 + share * (r1 - r0)) ** 2


def box_around(shape: Sequence[int], spacing_mm: np.ndarray, low_mm: np.ndarray, high_mm: np.ndarray) -> Box | None:
    """The part of the volume between two corners (3,), None where there is none."""
    low = np.maximum(np.floor(low_mm / spacing_mm).astype(int), 0)
    high = np.minimum(np.ceil(high_mm / spacing_mm).astype(int) + 1, shape)
    return tuple(slice(a, b) for a, b in zip(low, high, strict=True)) if (low < high).all() else None


def grid_mm(box: Box, spacing_mm: np.ndarray) -> list[np.ndarray]:
    """Where the box's voxel centres lie, as three arrays that broadcast to its shape."""
    axes = [np.arange(s.start, s.stop) * side for s, side in zip(box, spacing_mm, strict=True)]
    return [axes[0][:, None, None], axes[1][None, :, None], axes[2][None, None, :]]


def _to_line(grid: list[np.ndarray], start: np.ndarray, end: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For every voxel where along the line (0 to 1) its nearest point lies, and its squared distance."""
    (dz, dy, dx), (az, ay, ax) = (g - s for g, s in zip(grid, start, strict=True)), end - start
    share = (dz * az + dy * ay + dx * ax) / max(az * az + ay * ay + ax * ax, 1e-9)
    share = np.minimum(np.maximum(share, 0), 1)
    return share, (dz - share * az) ** 2 + (dy - share * ay) ** 2 + (dx - share * ax) ** 2
