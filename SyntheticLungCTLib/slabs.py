"""A CT's voxels copied slab by slab, as pieces of work that are short whatever the CT's size."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

#: Of a slab; memory that is touched for the first time takes ten times as long as other.
SLAB_BYTES = 1 << 21


def copy_slabs(source: np.ndarray, target: np.ndarray) -> Iterator[None]:
    """Copy some slices (z, y, x) before each `yield`."""
    slices = max(SLAB_BYTES // source[0].nbytes, 1)
    for first in range(0, len(source), slices):
        target[first : first + slices] = source[first : first + slices]
        yield
