"""How much of each voxel vessels or airways fill: what a slice's thickness and the scanner's blur leave of thin ones.

A thin vessel that stands upright on the slices fills its voxels from top to bottom and is seen as a dot; one that lies
in their plane fills little of their thickness and fades. Extracted blueprints show vessels so.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import erfc

from ..blueprint.tree_lines import Tube
from .tube import Box, box_around, grid_mm, squared_distance_and_radius

#: Standard deviation of the scanner's point spread; it is drawn to so many of it.
BLUR_MM, BLURS_DRAWN = 0.54, 2.5
#: Slices are parted into layers of at most this thickness.
LAYER_MM = 0.8
#: The share of vessel from which on a label says so. With it and the blur above, vessels are about as long in a slice
#: for their width as in training patients (2.3 times, those 1.8), and voxels of them as bright.
SEEN_SHARE = 0.15


def tube_share(
    shape: Sequence[int], spacing_mm: np.ndarray, tubes: Sequence[Tube], within: Box | None = None
) -> tuple[Box, np.ndarray] | None:
    """The share of voxels that tubes fill.

    Args:
        shape: of the volume (z, y, x).
        spacing_mm: voxel size (3,) as z, y, x.
        tubes: lines (n, 3) in mm from the volume's first voxel, with radii (n,) in mm.
        within: the part of the volume that is looked at; around the tubes when None.

    Returns:
        a box of the volume and shares from 0 to 1, float32 of its shape; None where the tubes lie outside.
    """
    reach_mm = max(float(radii.max()) for _, radii in tubes) + BLURS_DRAWN * BLUR_MM
    points = np.concatenate([points for points, _ in tubes])
    box = within or box_around(shape, spacing_mm, points.min(axis=0) - reach_mm, points.max(axis=0) + reach_mm)
    if box is None:
        return None
    layers = int(np.ceil(spacing_mm[0] / LAYER_MM))
    fine_mm = spacing_mm / (layers, 1, 1)
    size = tuple(side.stop - side.start for side in box)
    # The first layer's centre lies half a slice, less half a layer, below the first slice's.
    origin_mm = np.array([side.start for side in box]) * spacing_mm - ((spacing_mm[0] - fine_mm[0]) / 2, 0, 0)
    share = np.zeros((size[0] * layers, *size[1:]), np.uint8)
    for points, radii in tubes:
        _draw(share, fine_mm, points - origin_mm, radii)
    return box, share.reshape(size[0], layers, *size[1:]).mean(axis=1, dtype=np.float32) / 255


def _draw(share: np.ndarray, spacing_mm: np.ndarray, points_mm: np.ndarray, radii_mm: np.ndarray) -> None:
    """Draw a tube's share of voxels, of 255, into layers (z, y, x), in place; where tubes meet the larger counts."""
    for index in range(len(points_mm) - 1):
        ends, widths = points_mm[index : index + 2], radii_mm[index : index + 2]
        reach_mm = widths.max() + BLURS_DRAWN * BLUR_MM
        box = box_around(share.shape, spacing_mm, ends.min(axis=0) - reach_mm, ends.max(axis=0) + reach_mm)
        if box is None:
            continue
        squared, radius = squared_distance_and_radius(grid_mm(box, spacing_mm), ends, widths)
        part = share[box]
        np.maximum(part, (255 * _profile(np.sqrt(squared), radius)).astype(np.uint8), out=part)


def _profile(distance_mm: np.ndarray, radius_mm: np.ndarray) -> np.ndarray:
    """Share of a blurred tube at distances from its line; on the line that of a disc blurred by a Gaussian."""
    width = np.sqrt(2) * BLUR_MM
    middle = 1 - np.exp(-(radius_mm**2) / width**2)
    return middle * erfc((distance_mm - radius_mm) / width) / erfc(-radius_mm / width)
