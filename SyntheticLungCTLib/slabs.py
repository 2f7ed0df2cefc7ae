"""Large arrays taken slab by slab, as pieces of work that are short whatever the array's size."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

#: Of a slab; memory that is touched for the first time takes ten times as long as other.
SLAB_BYTES = 1 << 21


def slabs_of(array: np.ndarray) -> Iterator[np.ndarray]:
    """Views of some rows of the first axis after the other, of a CT (z, y, x) some slices."""
    rows = max(SLAB_BYTES // max(array[:1].nbytes, 1), 1)
    for first in range(0, len(array), rows):
        yield array[first : first + rows]


def copy_slabs(source: np.ndarray, target: np.ndarray) -> Iterator[None]:
    """Copy a slab before each `yield`."""
    for given, taken in zip(slabs_of(source), slabs_of(target), strict=True):
        taken[...] = given
        yield
