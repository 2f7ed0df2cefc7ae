"""Where in the body a voxel lies: what tells liver from muscle when a window shows only a part."""

from __future__ import annotations

import numpy as np

from ..blueprint.labels import WITHIN_LUNGS, Label

#: CT voxels along y and x per position.
STRIDE = 4


def positions(labels: np.ndarray) -> np.ndarray:
    """Body coordinates (3, z, y / 4, x / 4) as float16.

    Order z, y, x. In plane -1 to 1 over the body's box in the whole volume; along z -1 to 1 over the lungs' extent,
    beyond it where the scan goes further.

    Args:
        labels: uint8 array (z, y, x) of `Label` values; y and x are multiples of 4.
    """
    body = labels != Label.OUTSIDE
    lungs = np.isin(labels, WITHIN_LUNGS)
    axes = [
        _normalised((lungs if lungs.any() else body).any(axis=(1, 2)), 1),
        _normalised(body.any(axis=(0, 2)), STRIDE),
        _normalised(body.any(axis=(0, 1)), STRIDE),
    ]
    return np.stack(np.meshgrid(*axes, indexing="ij")).astype(np.float16)


def _normalised(occupied: np.ndarray, stride: int) -> np.ndarray:
    where = np.flatnonzero(occupied)
    low, high = (where[0], where[-1]) if where.size else (0, len(occupied) - 1)
    centres = np.arange(len(occupied) // stride) * stride + (stride - 1) / 2
    return np.clip((centres - low) / max(high - low, 1) * 2 - 1, -2, 2)
