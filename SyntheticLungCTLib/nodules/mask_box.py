"""The smallest box that holds a mask."""

from __future__ import annotations

import numpy as np

from .crop import Box


def box_of(mask: np.ndarray) -> Box:
    """Slices (z, y, x) around the True voxels of a mask (z, y, x), which has some."""
    planes = mask.any(axis=(1, 2))
    first, last = (int(index) for index in np.flatnonzero(planes)[[0, -1]])
    flat = mask[first : last + 1].any(axis=0)
    ends = [np.flatnonzero(flat.any(axis=axis))[[0, -1]] for axis in (1, 0)]
    return (slice(first, last + 1), *(slice(int(a), int(b) + 1) for a, b in ends))
