"""From where to where a mask reaches along an axis, specks left out."""

from __future__ import annotations

import numpy as np

#: Share of a mask at either end that may be a speck.
SPECKS = 0.0005


def inner_span(mask: np.ndarray, axis: int) -> tuple[int, int]:
    """First and last voxel along an axis of a mask (z, y, x), which is not empty, but for its outermost voxels."""
    share = np.cumsum(mask.sum(axis=tuple({0, 1, 2} - {axis}), dtype=np.int64))
    first, last = np.searchsorted(share, np.array([SPECKS, 1 - SPECKS]) * share[-1], side="right")
    return int(first), min(int(last), len(share) - 1)
