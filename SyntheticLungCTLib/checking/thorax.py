"""A blueprint as the rules of anatomy look at it."""

from __future__ import annotations

import numpy as np

from ..blueprint.blueprint import Blueprint
from ..blueprint.labels import LUNGS, Label


class Thorax:
    """A blueprint's labels on every second pixel of a fine grid, with what several rules need."""

    def __init__(self, blueprint: Blueprint) -> None:
        z_mm, y_mm, x_mm = blueprint.geometry.spacing_zyx_mm
        self.step = 2 if max(y_mm, x_mm) < 1.0 else 1
        self.fine, self.fine_mm = blueprint.labels, (z_mm, y_mm, x_mm)
        self.labels = blueprint.labels[:, :: self.step, :: self.step]
        self.voxel_ml = z_mm * y_mm * x_mm * self.step**2 / 1000
        self.body = self.labels != Label.OUTSIDE
        areas = self.mask(*LUNGS).sum(axis=(1, 2))
        # An end of the volume that shows more than a tenth of the lungs' largest slice cuts them.
        self.is_whole = bool(max(areas[0], areas[-1]) <= 0.1 * areas.max())

    def mask(self, *labels: Label) -> np.ndarray:
        return np.isin(self.labels, [int(label) for label in labels])

    def ml(self, *labels: Label) -> float:
        return float(self.mask(*labels).sum()) * self.voxel_ml
