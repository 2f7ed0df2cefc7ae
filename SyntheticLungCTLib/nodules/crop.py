"""A block of cells of 1 mm around a place in a CT: read from the CT's voxels, and its changes written back to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .mask_box import Box, box_of

#: The network halves a crop three times.
MULTIPLE = 8
#: Points per mm that a thick voxel is averaged over.
POINTS_PER_MM = 2


@dataclass(frozen=True)
class Crop:
    """Cells of 1 mm, axes as the volume's.

    Attributes:
        low_mm: centre (z, y, x) of the first cell, in mm from the centre of the volume's first voxel.
        shape: (z, y, x).
        spacing_mm: (z, y, x) of the volume's voxels.
    """

    low_mm: tuple[float, float, float]
    shape: tuple[int, int, int]
    spacing_mm: tuple[float, float, float]

    @classmethod
    def around(cls, mask: np.ndarray, spacing_mm: Sequence[float], margin_mm: float, least_cells: int = 0) -> Crop:
        """The crop that shows a mask (z, y, x), which is not empty, and at least a margin of its surroundings.

        Args: least_cells: along each axis, however small the mask is.
        """
        low_mm, shape = [], []
        for side_of_box, spacing in zip(box_of(mask), spacing_mm, strict=True):
            shown = np.array([side_of_box.start, side_of_box.stop - 1]) * spacing
            needed = max(int(np.ceil(shown[1] - shown[0] + spacing + 2 * margin_mm)), least_cells)
            side = -(-needed // MULTIPLE) * MULTIPLE
            low_mm.append(float(shown.mean() - (side - 1) / 2))
            shape.append(side)
        return cls(tuple(low_mm), tuple(shape), tuple(float(side) for side in spacing_mm))

    def read(self, volume: np.ndarray) -> np.ndarray:
        """The volume (z, y, x) between its voxels, float32 (*shape); beyond its ends it goes on."""
        box, weights = self._reading(volume.shape)
        return _resampled(volume[box], weights)

    def share(self, mask: np.ndarray) -> np.ndarray:
        """How much of each cell a mask (z, y, x) of the volume fills, float32 (*shape); beyond its ends none."""
        return self.read(mask) * self._inside(mask.shape)

    def spread(self, change: np.ndarray, shape: Sequence[int]) -> tuple[Box, np.ndarray]:
        """What a change (*self.shape) is for the voxels of a volume of `shape`: a box and float32 of its extent.

        A voxel that is thicker than a cell takes the mean over its thickness. Beyond the crop there is no change.
        """
        box, weights = [], []
        for low, cells, spacing, length in zip(self.low_mm, self.shape, self.spacing_mm, shape, strict=True):
            reach = 1 + spacing / 2
            first = max(0, int(np.ceil((low - reach) / spacing)))
            last = min(length - 1, int((low + cells - 1 + reach) / spacing))
            points = max(1, round(POINTS_PER_MM * spacing)) if spacing > 1 else 1
            within = ((np.arange(points) + 0.5) / points - 0.5) * spacing
            at = (np.arange(first, last + 1)[:, None] * spacing + within - low).ravel()
            hats = np.maximum(0, 1 - np.abs(at[:, None] - np.arange(cells)))
            weights.append(hats.reshape(-1, points, cells).mean(axis=1).astype(np.float32))
            box.append(slice(first, last + 1))
        return tuple(box), _resampled(change, weights)

    def _inside(self, shape: Sequence[int]) -> np.ndarray:
        """1 for cells whose centres the volume's voxels hold, else 0, as float32 (*self.shape)."""
        z, y, x = (
            (np.abs(self._voxels(axis) - (length - 1) / 2) <= length / 2).astype(np.float32)
            for axis, length in enumerate(shape)
        )
        return z[:, None, None] * y[None, :, None] * x[None, None, :]

    def _voxels(self, axis: int) -> np.ndarray:
        """Fractional voxel index of each cell along an axis."""
        return (self.low_mm[axis] + np.arange(self.shape[axis])) / self.spacing_mm[axis]

    def _reading(self, shape: Sequence[int]) -> tuple[Box, list[np.ndarray]]:
        box, weights = [], []
        for axis, length in enumerate(shape):
            at = np.clip(self._voxels(axis), 0, length - 1)
            first, last = int(at[0]), min(int(np.ceil(at[-1])), length - 1)
            hats = np.maximum(0, 1 - np.abs(at[:, None] - np.arange(first, last + 1)))
            weights.append(hats.astype(np.float32))
            box.append(slice(first, last + 1))
        return tuple(box), weights


def _resampled(block: np.ndarray, weights: Sequence[np.ndarray]) -> np.ndarray:
    """A block (z, y, x) as seen through weights (places, voxels) along each axis."""
    along_z, along_y, along_x = weights
    planes = np.tensordot(along_z, block.astype(np.float32), axes=(1, 0))
    return along_y @ planes @ along_x.T
