"""Lobes and fissures where a blueprint does not show them: bent planes in each lung's own box.

The oblique fissure runs from the back, at four fifths of the lung's height, down to its lower front; the horizontal one
of the right lung lies at a little over half its height (Standring, Gray's Anatomy, chapter Pleura and lungs). Heights
were set so that lobes have the shares of the lung volume that are known of adults: 20, 9 and 24 % right, 25 and 22 %
left. Fissures are bent, highest in the middle (Hayashi et al., Radiographics 21, 2001).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from .labels import Label
from .span import inner_span

#: Height of the oblique fissure at the lung's front and back, and of the horizontal one, as shares of the lung's box.
OBLIQUE_FRONT, OBLIQUE_BACK, HORIZONTAL = 0.10, 0.80, 0.55
#: How far the middle of a fissure is raised, and its sides lowered by up to twice as much: its mean height stays.
BEND = 0.025


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
        z, oblique, horizontal = self._heights(points)
        if self.side == Label.LUNG_LEFT:
            return np.where(z < oblique, Lobe.LEFT_LOWER, Lobe.LEFT_UPPER)
        upper = np.where(z < horizontal, Lobe.RIGHT_MIDDLE, Lobe.RIGHT_UPPER)
        return np.where(z < oblique, Lobe.RIGHT_LOWER, upper)

    def fissure_mm(self, points: np.ndarray, spacing_zyx_mm: tuple[float, float, float]) -> np.ndarray:
        """Distance of voxel indices (n, 3) of this lung to the nearest fissure."""
        z, oblique, horizontal = self._heights(points)
        height_mm, depth_mm, width_mm = (self.high - self.low) * spacing_zyx_mm
        y_bend, x_bend = (_slope(share) * height_mm for share in self._shares(points)[1:])
        steepness = (OBLIQUE_BACK - OBLIQUE_FRONT) * height_mm / depth_mm
        distance_mm = np.abs(z - oblique) * height_mm / np.sqrt(1 + steepness**2 + (x_bend / width_mm) ** 2)
        if self.side == Label.LUNG_LEFT:
            return distance_mm
        to_horizontal_mm = np.abs(z - horizontal) * height_mm
        to_horizontal_mm /= np.sqrt(1 + (y_bend / depth_mm) ** 2 + (x_bend / width_mm) ** 2)
        return np.minimum(distance_mm, np.where(z >= oblique, to_horizontal_mm, np.inf))

    def _heights(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Height of points, and of the oblique and the horizontal fissure there, as shares of the box."""
        z, y, x = self._shares(points)
        oblique = OBLIQUE_FRONT + (OBLIQUE_BACK - OBLIQUE_FRONT) * y + _bend(x)
        return z, oblique, HORIZONTAL + _bend(x) + _bend(y)

    def _shares(self, points: np.ndarray) -> np.ndarray:
        """Where points lie in the box (3, n), as shares of its sides."""
        return ((points - self.low) / (self.high - self.low)).T


def _bend(share: np.ndarray) -> np.ndarray:
    """How far a fissure is raised at a share of the box's side; 0 on the mean over the side."""
    return BEND * (1 - 12 * (share - 0.5) ** 2)


def _slope(share: np.ndarray) -> np.ndarray:
    """What `_bend` rises by per side of the box."""
    return -24 * BEND * (share - 0.5)
