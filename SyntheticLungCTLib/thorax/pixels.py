"""Where the pixels of a part of a slice are, in mm from the centre of a volume's first voxel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Pixels:
    """A slice's height, and where its rows (y,) and columns (x,) are."""

    height_mm: float
    y_mm: np.ndarray
    x_mm: np.ndarray

    def part(self, box: tuple[slice, slice]) -> Pixels:
        """Some rows and columns of them."""
        return Pixels(self.height_mm, self.y_mm[box[0]], self.x_mm[box[1]])

    @property
    def size_mm(self) -> tuple[float, float]:
        """Of a pixel, (y, x)."""
        return _step_mm(self.y_mm), _step_mm(self.x_mm)


def _step_mm(places_mm: np.ndarray) -> float:
    """From one to the next; where there is but one at a volume's edge, it does not matter."""
    return float(places_mm[1] - places_mm[0]) if len(places_mm) > 1 else 1.0
