"""Large arrays taken slab by slab, as pieces of work that are short whatever the array's size."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

#: Of a slab, 2 MB of a CT; memory that is touched for the first time takes ten times as long as other.
SLAB_VOXELS = 1 << 20


def rows_of_slabs(shape: tuple[int, ...]) -> Iterator[slice]:
    """Some rows of the first axis after the other, of a CT (z, y, x) some slices."""
    rows = max(SLAB_VOXELS // max(math.prod(shape[1:]), 1), 1)
    return (slice(first, min(first + rows, shape[0])) for first in range(0, shape[0], rows))


def slabs_of(array: np.ndarray) -> Iterator[np.ndarray]:
    """Views of the slabs."""
    return (array[rows] for rows in rows_of_slabs(array.shape))


def copy_slabs(source: np.ndarray, target: np.ndarray) -> Iterator[None]:
    """Copy a slab before each `yield`."""
    for given, taken in zip(slabs_of(source), slabs_of(target), strict=True):
        taken[...] = given
        yield
