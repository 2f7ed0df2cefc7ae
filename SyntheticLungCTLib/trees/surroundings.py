"""A coarse view of a label volume, on which lungs are told apart, hila found and ways planned."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from ..blueprint.labels import LUNGS, WITHIN_LUNGS, Label

SIDE_MM = 3.0


@dataclass
class Surroundings:
    """A label volume, thinned out to voxels of about 3 mm.

    Attributes:
        labels: uint8 (z, y, x), every n-th voxel.
        lungs: uint8 (z, y, x): which lung a voxel within the lungs belongs to, as `Label`, 0 outside of them.
        spacing_mm: (3,) as z, y, x.
        first_mm: (3,) where the first coarse voxel lies, counted from the first voxel of the volume.
    """

    labels: np.ndarray
    lungs: np.ndarray
    spacing_mm: np.ndarray
    first_mm: np.ndarray

    @classmethod
    def of(cls, labels: np.ndarray, spacing_mm: np.ndarray) -> Surroundings:
        """The view of a label volume (z, y, x)."""
        steps = np.minimum(np.maximum(1, np.rint(SIDE_MM / spacing_mm)).astype(int), labels.shape)
        thin = labels[tuple(slice(step // 2, None, step) for step in steps)]
        return cls(thin, _sides(thin, spacing_mm * steps), spacing_mm * steps, steps // 2 * spacing_mm)

    @property
    def voxel_ml(self) -> float:
        return float(np.prod(self.spacing_mm)) / 1000

    def points_mm(self, index: np.ndarray) -> np.ndarray:
        """Where coarse voxels (n, 3) lie, in mm from the volume's first voxel."""
        return index * self.spacing_mm + self.first_mm

    def index_of(self, points_mm: np.ndarray) -> np.ndarray:
        """The coarse voxels (n, 3) that points (n, 3) lie in; those outside are moved to the border."""
        index = np.rint((points_mm - self.first_mm) / self.spacing_mm).astype(int)
        return np.clip(index, 0, np.array(self.labels.shape) - 1)


def _sides(labels: np.ndarray, spacing_mm: np.ndarray) -> np.ndarray:
    """Opacities, nodules and emphysema belong to the lung that is nearest."""
    lung, within = np.isin(labels, LUNGS), np.isin(labels, WITHIN_LUNGS)
    if not lung.any() or (lung == within).all():
        return np.where(lung, labels, Label.OUTSIDE).astype(np.uint8)
    nearest = ndimage.distance_transform_edt(~lung, spacing_mm, return_distances=False, return_indices=True)
    return np.where(within, labels[tuple(nearest)], Label.OUTSIDE).astype(np.uint8)
