"""The size of a nodule by its mask."""

from __future__ import annotations

import numpy as np
from scipy.spatial import ConvexHull, QhullError

from .region import VOXEL_MM, Region


def equivalent_diameter_mm(region: Region) -> float:
    """Of the sphere of equal volume: what `NoduleSpecification` means by diameter.

    It depends least on who draws and how the nodule is turned, so follow-up goes by it (British Thoracic Society,
    Callister et al., Thorax 70, 2015).
    """
    return float((6 * region.volume_mm3 / np.pi) ** (1 / 3))


def axial_diameter_mm(region: Region) -> float:
    """Mean of the longest diameter of an axial slice and the widest across it, on the slice where it is largest.

    The Fleischner Society's way (Bankier et al., Radiology 285, 2017).
    """
    return max(_mean_of_axes(mask) for mask in region.mask if mask.any()) * VOXEL_MM


def _mean_of_axes(mask: np.ndarray) -> float:
    """In voxels, of a slice (y, x), each voxel taken as a square."""
    corners = (np.argwhere(mask)[:, None] + [[-0.5, -0.5], [-0.5, 0.5], [0.5, -0.5], [0.5, 0.5]]).reshape(-1, 2)
    try:
        corners = corners[ConvexHull(corners).vertices]
    except QhullError:
        return 0.0
    between = corners[:, None] - corners[None]
    length = np.linalg.norm(between, axis=-1)
    longest = between[np.unravel_index(length.argmax(), length.shape)] / length.max()
    across = corners @ np.array([-longest[1], longest[0]])
    # The corners of voxels stand out by up to half a voxel; a diagonal runs from corner to corner.
    return float((length.max() + np.ptp(across)) / 2 - (np.abs(longest).sum() - 1))
