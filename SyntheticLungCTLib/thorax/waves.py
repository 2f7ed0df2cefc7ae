"""A smooth random field that can be asked anywhere, as a sum of waves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .pixels import Pixels

COUNT = 12


@dataclass(frozen=True)
class Waves:
    """Wave vectors (n, 3) in radians per mm and phases (n,)."""

    vectors: np.ndarray
    phases: np.ndarray

    @classmethod
    def of(cls, size_mm: float, rng: np.random.Generator) -> Waves:
        """A field of mean 0 and deviation 1 that keeps its sign over places of about this size."""
        return cls(rng.normal(0, 1.5 / size_mm, (COUNT, 3)), rng.uniform(0, 2 * np.pi, COUNT))

    def at(self, pixels: Pixels) -> np.ndarray:
        """Values (y, x), float32."""
        total = np.zeros((len(pixels.y_mm), len(pixels.x_mm)), np.float32)
        for (z, y, x), phase in zip(self.vectors, self.phases, strict=True):
            along_y, along_x = z * pixels.height_mm + phase + y * pixels.y_mm, x * pixels.x_mm
            # sin(a + b) by its parts: waves are asked for a hundred thousand pixels at a time.
            total += np.outer(np.sin(along_y), np.cos(along_x)) + np.outer(np.cos(along_y), np.sin(along_x))
        return total * np.float32(np.sqrt(2 / COUNT))
