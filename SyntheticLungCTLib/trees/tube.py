"""The tubular brush: which voxels lie in a tube along a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

Box = tuple[slice, slice, slice]


def tube_voxels(
    shape: Sequence[int],
    spacing_mm: np.ndarray,
    points_mm: np.ndarray,
    radii_mm: np.ndarray,
    flatten: Sequence[float] = (1, 1, 1),
) -> Iterator[tuple[Box, np.ndarray]]:
    """Box by box the voxels of a tube, one box for each straight piece.

    Args:
        shape: of the volume (z, y, x).
        spacing_mm: voxel size (3,) as z, y, x.
        points_mm: the line (n, 3) as z, y, x, counted from the centre of the first voxel.
        radii_mm: its radius (n,) at each point.
        flatten: (z, y, x) factors of the radius, for bands.

    Yields:
        a box of the volume and a bool mask of its shape; pieces outside of the volume are left out.
    """
    stretch = np.asarray(flatten, float)
    for start, end, r0, r1 in zip(points_mm, points_mm[1:], radii_mm, radii_mm[1:], strict=False):
        # A thin vessel between two slices still shows in one of them, as it does through partial volume.
        reach = np.maximum(max(r0, r1) * stretch, spacing_mm / 2)
        box = box_around(shape, spacing_mm, np.minimum(start, end) - reach, np.maximum(start, end) + reach)
        if box is None:
            continue
        weight = max(r0, r1) / reach
        grid = [g * w for g, w in zip(grid_mm(box, spacing_mm), weight, strict=True)]
        share, distance2 = _to_line(grid, start * weight, end * weight)
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
    along = end - start
    length2 = max(float(along @ along), 1e-9)
    share = sum((g - s) * a for g, s, a in zip(grid, start, along, strict=True)) / length2
    share = np.clip(share, 0, 1)
    return share, sum((g - s - share * a) ** 2 for g, s, a in zip(grid, start, along, strict=True))
