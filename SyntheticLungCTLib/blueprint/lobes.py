"""Lobes and fissures where a blueprint does not show them: planes in each lung's own box.

The oblique fissure runs from the back, at four fifths of the lung's height, down to its lower front; the horizontal one
of the right lung lies at a little over half its height (Standring, Gray's Anatomy, chapter Pleura and lungs). Heights
were set so that lobes have the shares of the lung volume that are known of adults: 20, 9 and 24 % right, 25 and 22 %
left.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from .labels import Label
from .span import inner_span

#: Height of the oblique fissure at the lung's front and back, and of the horizontal one, as shares of the lung's box.
OBLIQUE_FRONT, OBLIQUE_BACK, HORIZONTAL = 0.10, 0.80, 0.55


class Lobe(IntEnum):
    """The five lobes."""

    RIGHT_UPPER = 1
    RIGHT_MIDDLE = 2
    RIGHT_LOWER = 3
    LEFT_UPPER = 4
    LEFT_LOWER = 5

    @property
    def words(self) -> str:
        return f"{self.name.replace('_', ' ').lower()} lobe"


@dataclass(frozen=True)
class LungBox:
    """The box around one lung, in voxels (z, y, x) of a volume in LPS order."""

    side: Label
    low: np.ndarray
    high: np.ndarray

    @classmethod
    def of(cls, labels: np.ndarray, side: Label) -> LungBox | None:
        """From `Label` values (z, y, x); None where there is no such lung."""
        mask = labels == side
        if not mask.any():
            return None
        low, high = np.transpose([inner_span(mask, axis) for axis in range(3)]).astype(float)
        return cls(side, low, np.maximum(high, low + 1))

    def lobes(self, points: np.ndarray) -> np.ndarray:
        """The `Lobe` of voxel indices (n, 3) of this lung."""
        z, oblique = self._heights(points)
        if self.side == Label.LUNG_LEFT:
            return np.where(z < oblique, Lobe.LEFT_LOWER, Lobe.LEFT_UPPER)
        upper = np.where(z < HORIZONTAL, Lobe.RIGHT_MIDDLE, Lobe.RIGHT_UPPER)
        return np.where(z < oblique, Lobe.RIGHT_LOWER, upper)

    def fissure_mm(self, points: np.ndarray, spacing_zyx_mm: tuple[float, float, float]) -> np.ndarray:
        """Distance of voxel indices (n, 3) of this lung to the nearest fissure."""
        z, oblique = self._heights(points)
        height_mm, depth_mm = ((self.high - self.low) * spacing_zyx_mm)[:2]
        steepness = (OBLIQUE_BACK - OBLIQUE_FRONT) * height_mm / depth_mm
        distance_mm = np.abs(z - oblique) * height_mm / np.hypot(1, steepness)
        if self.side == Label.LUNG_LEFT:
            return distance_mm
        to_horizontal_mm = np.where(z >= oblique, np.abs(z - HORIZONTAL) * height_mm, np.inf)
        return np.minimum(distance_mm, to_horizontal_mm)

    def _heights(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Height of points, and of the oblique fissure there, as shares of the box."""
        z, y, _ = ((points - self.low) / (self.high - self.low)).T
        return z, OBLIQUE_FRONT + (OBLIQUE_BACK - OBLIQUE_FRONT) * y
