"""How far places lie from the lungs, which labels do not tell while lungs are given and not drawn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .distance_maps import REACH_MM
from .frame import CELL_MM, Frame
from .organs import Organ


@dataclass(frozen=True)
class LungDistances:
    """Distances to the nearer lung.

    Attributes:
        cells_mm: (*GRID), negative inside, cut at about `REACH_MM`.
    """

    frame: Frame
    cells_mm: np.ndarray

    @classmethod
    def of(cls, organs: np.ndarray, frame: Frame) -> LungDistances:
        """Those of distances (organs, *GRID), see `distance_maps`."""
        scale = REACH_MM * float(np.mean(frame.cell_mm)) / CELL_MM
        return cls(frame, np.minimum(organs[Organ.LUNG_LEFT], organs[Organ.LUNG_RIGHT]) * scale)

    @property
    def volume_l(self) -> float:
        """Of both lungs."""
        return float((self.cells_mm < 0).sum() * np.prod(self.frame.cell_mm) / 1e6)

    def in_slice(self, height_mm: float, y_mm: np.ndarray, x_mm: np.ndarray) -> np.ndarray:
        """Distances (y, x) in mm at a height, of rows (y,) and columns (x,), all from the first voxel's centre."""
        along_z, along_y, along_x = (
            _weights((np.asarray(places) - origin) / cell, length)
            for places, origin, cell, length in zip(
                ([height_mm], y_mm, x_mm), self.frame.origin_mm, self.frame.cell_mm, self.cells_mm.shape, strict=True
            )
        )
        return along_y @ np.tensordot(along_z[0], self.cells_mm, axes=1) @ along_x.T


def _weights(places: np.ndarray, length: int) -> np.ndarray:
    """Weights (places, length) of linear interpolation along a row of cells, which goes on beyond its ends."""
    return np.maximum(0, 1 - np.abs(places.clip(0, length - 1)[:, None] - np.arange(length)))
