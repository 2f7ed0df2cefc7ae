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

    @property
    def size_mm(self) -> tuple[float, float]:
        """Of a pixel, (y, x)."""
        return float(self.y_mm[1] - self.y_mm[0]), float(self.x_mm[1] - self.x_mm[0])
