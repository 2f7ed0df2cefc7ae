"""Vessels as tubes: how far the pixels of a slice are from the surfaces of vessels that run along settled courses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..pixels import Pixels
from .course import Course

#: How far around a vessel its distance is told.
REACH_MM = 8.0


@dataclass(frozen=True)
class Tubes:
    """Vessels of one kind, as balls in a row: middles (n, 3) in mm from the volume's first voxel, and radii (n,)."""

    middles_mm: np.ndarray
    radii_mm: np.ndarray
    #: How much wider than a ball each is from side to side, and thinner from front to back.
    flat: float = 1.0

    @classmethod
    def along(cls, courses: list[Course], flat: float = 1.0) -> Tubes:
        middles, radii = zip(*courses, strict=True)
        return cls(np.concatenate(middles), np.concatenate(radii), flat)

    def reaches(self, height_mm: float) -> bool:
        """Whether a slice at this height is near."""
        return bool(self._near(height_mm).any())

    def _near(self, height_mm: float) -> np.ndarray:
        return np.abs(height_mm - self.middles_mm[:, 0]) < self.radii_mm + REACH_MM

    def box(self, pixels: Pixels) -> tuple[slice, slice]:
        """The rows and columns of a slice that may be so near that their distance is told."""
        near = self._near(pixels.height_mm)
        reach = (self.radii_mm[near] + REACH_MM)[:, None] * (1 / self.flat, self.flat)
        ends = (self.middles_mm[near, 1:] - reach).min(axis=0), (self.middles_mm[near, 1:] + reach).max(axis=0)
        places = zip((pixels.y_mm, pixels.x_mm), *ends, strict=True)
        return tuple(slice(*np.searchsorted(own, (first, last))) for own, first, last in places)

    def distance_mm(self, pixels: Pixels, reach_mm: float = REACH_MM) -> np.ndarray:
        """How far pixels (y, x) are from the surface, negative inside; `reach_mm` where that is farther."""
        far = np.full((len(pixels.y_mm), len(pixels.x_mm)), reach_mm, np.float32)
        up_mm = pixels.height_mm - self.middles_mm[:, 0]
        for index in np.flatnonzero(np.abs(up_mm) < self.radii_mm + reach_mm):
            radius, (y, x) = self.radii_mm[index], self.middles_mm[index, 1:]
            reach = np.sqrt((radius + reach_mm) ** 2 - up_mm[index] ** 2)
            rows = slice(*np.searchsorted(pixels.y_mm, (y - reach / self.flat, y + reach / self.flat)))
            columns = slice(*np.searchsorted(pixels.x_mm, (x - reach * self.flat, x + reach * self.flat)))
            deep, wide = (pixels.y_mm[rows] - y) * self.flat, (pixels.x_mm[columns] - x) / self.flat
            across = (deep**2 + up_mm[index] ** 2)[:, None] + wide**2
            near = far[rows, columns]
            np.minimum(near, np.sqrt(across) - radius, out=near, casting="same_kind")
        return far

    def inside(self, pixels: Pixels) -> np.ndarray:
        """Which pixels (bool, y, x) are in it."""
        return self.distance_mm(pixels, 0.0) < 0
