"""How far points of a lung are from what a vessel must not run into, and how they are moved away from it."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from ..blueprint.labels import NODULES, Label
from ..blueprint.lobes import LungBox
from .surroundings import Surroundings

ROUNDS = 4


class Clearance:
    """Distance to the lung's surface and to nodules, as a field with a gradient.

    Attributes:
        root_mm: (3,) the hilum, where vessels pass through the surface: near it less distance is asked for.
    """

    def __init__(self, around: Surroundings, lung: Label) -> None:
        free = (around.lungs == lung) & ~np.isin(around.labels, NODULES)
        box = ndimage.find_objects(free.astype(np.uint8))[0]
        self.low = np.maximum([side.start - 4 for side in box], 0)
        box = tuple(slice(low, side.stop + 4) for low, side in zip(self.low, box, strict=True))
        self.free = free[box]
        inside = ndimage.distance_transform_edt(self.free, around.spacing_mm)
        outside = ndimage.distance_transform_edt(~self.free, around.spacing_mm)
        half = float(around.spacing_mm.mean()) / 2
        self.distance_mm = inside - outside + np.where(self.free, -half, half)
        smooth = ndimage.gaussian_filter(self.distance_mm, 1.0)
        slopes = [
            np.gradient(smooth, side, axis=axis) if smooth.shape[axis] > 1 else np.zeros_like(smooth)
            for axis, side in enumerate(around.spacing_mm)
        ]
        self._slope = np.stack(slopes)
        self._around = around
        self._lobes = LungBox.of(around.lungs, lung)
        self.root_mm = np.full(3, np.inf)

    @property
    def volume_ml(self) -> float:
        return float(self.free.sum()) * self._around.voxel_ml

    def at(self, points_mm: np.ndarray) -> np.ndarray:
        """The clearance (n,) in mm of points (n, 3); negative outside of the lung and in nodules."""
        return ndimage.map_coordinates(self.distance_mm, self._index(points_mm), order=1, mode="nearest")

    def to_fissure_mm(self, points_mm: np.ndarray) -> np.ndarray:
        """Distance (n,) in mm of points (n, 3) to the nearest fissure."""
        index = (points_mm - self._around.first_mm) / self._around.spacing_mm
        return self._lobes.fissure_mm(index, tuple(self._around.spacing_mm))

    def surface_mm(self, low_mm: float, high_mm: float) -> np.ndarray:
        """Voxel centres (n, 3) whose clearance lies between two distances."""
        found = np.argwhere(self.free & (self.distance_mm >= low_mm) & (self.distance_mm <= high_mm))
        return self._around.points_mm(found + self.low)

    def pushed(self, points_mm: np.ndarray, wanted_mm: np.ndarray) -> np.ndarray:
        """Points (n, 3) moved up the slope until they have the wanted clearance (n,), or nearly so."""
        points = points_mm.copy()
        wanted = np.minimum(wanted_mm, 0.4 * np.linalg.norm(points - self.root_mm, axis=1))
        for _ in range(ROUNDS):
            lack = np.maximum(wanted - self.at(points), 0)
            if not lack.any():
                break
            index = self._index(points)
            slope = np.stack([ndimage.map_coordinates(s, index, order=1, mode="nearest") for s in self._slope], 1)
            points += lack[:, None] * slope / np.maximum(np.linalg.norm(slope, axis=1), 0.3)[:, None]
        return points

    def _index(self, points_mm: np.ndarray) -> np.ndarray:
        return ((points_mm - self._around.first_mm) / self._around.spacing_mm - self.low).T
