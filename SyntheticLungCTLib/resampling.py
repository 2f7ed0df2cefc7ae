"""An array on a grid of another spacing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import ndimage


def resampled(values: np.ndarray, spacing_mm: Sequence[float], target_mm: float | Sequence[float] = 1.0) -> np.ndarray:
    """Values on a grid of the target spacing with the same first voxel centre, linearly, as float.

    Finer voxels are averaged first, so that the noise of a fine grid does not become that of a coarse one.

    Args:
        values: of any number of axes.
        spacing_mm: of the voxels along each axis.
        target_mm: the same for the result; one number for all axes.
    """
    spacing, target = np.array(spacing_mm, float), np.broadcast_to(np.array(target_mm, float), values.ndim)
    values = values.astype(float)
    if np.allclose(spacing, target, atol=0.01):
        return values
    shape = np.maximum(np.floor((np.array(values.shape) - 1) * spacing / target).astype(int) + 1, 1)
    smooth = ndimage.gaussian_filter(values, antialiasing_sigma(spacing, target), mode="nearest")
    return ndimage.affine_transform(smooth, target / spacing, output_shape=tuple(shape), order=1, mode="nearest")


def antialiasing_sigma(spacing_mm: np.ndarray, target_mm: np.ndarray | float) -> np.ndarray:
    """In voxels along each axis: the Gaussian that averages over what a coarser voxel takes in; 0 for a finer one."""
    return 0.4 * np.sqrt(np.maximum((target_mm / spacing_mm) ** 2 - 1, 0))
