"""The smallest box that holds a mask, or a label."""

from __future__ import annotations

import numpy as np

from ..slabs import rows_of_slabs

Box = tuple[slice, slice, slice]


def box_of(mask: np.ndarray) -> Box:
    """Slices (z, y, x) around the True voxels of a mask (z, y, x), which has some."""
    planes = mask.any(axis=(1, 2))
    first, last = (int(index) for index in np.flatnonzero(planes)[[0, -1]])
    flat = mask[first : last + 1].any(axis=0)
    ends = [np.flatnonzero(flat.any(axis=axis))[[0, -1]] for axis in (1, 0)]
    return (slice(first, last + 1), *(slice(int(a), int(b) + 1) for a, b in ends))


def box_of_label(labels: np.ndarray, value: int) -> Box | None:
    """As `box_of` the voxels of a value in labels (z, y, x), without a mask of them all; None where there is none."""
    ends = []
    for rows in rows_of_slabs(labels.shape):
        mask = labels[rows] == value
        if mask.any():
            z, y, x = box_of(mask)
            ends.append([(rows.start + z.start, rows.start + z.stop), (y.start, y.stop), (x.start, x.stop)])
    if not ends:
        return None
    low, high = np.min(ends, axis=0)[:, 0], np.max(ends, axis=0)[:, 1]
    return tuple(slice(int(a), int(b)) for a, b in zip(low, high, strict=True))
