"""The frame of a coarse thorax: a grid laid by the box around both lungs, so that lungs of every size fill it alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..blueprint.span import inner_span
from ..errors import InputError

#: Cells along z (to the head), y (to the back) and x (to the left); a cell has 5 mm in an average adult.
GRID = (64, 72, 80)
CELL_MM = 5.0
#: Cells below, before and to the right of the lungs' box, and its own extent in cells.
BEFORE = np.array([8.0, 20.0, 14.0])
LUNGS_CELLS = np.array([50.0, 38.0, 52.0])
#: Lungs' box of the average adult, by which a frame's size is told to the network.
AVERAGE_MM = LUNGS_CELLS * CELL_MM


@dataclass(frozen=True)
class Frame:
    """Where the grid lies in a volume, axes in LPS order, both (z, y, x).

    Attributes:
        low_mm: corner of the lungs' box, in mm from the centre of the volume's first voxel.
        size_mm: extent of the lungs' box.
    """

    low_mm: tuple[float, float, float]
    size_mm: tuple[float, float, float]

    @classmethod
    def of_lungs(cls, lungs: np.ndarray, spacing_zyx_mm: tuple[float, float, float]) -> Frame:
        """The frame of a lung mask (z, y, x).

        Raises:
            InputError: when the mask is empty or flat.
        """
        bounds = []
        for axis, spacing in enumerate(spacing_zyx_mm):
            first, last = inner_span(lungs, axis) if lungs.any() else (0, -1)
            bounds.append(((first - 0.5) * spacing, (last + 0.5) * spacing))
        low, high = np.transpose(bounds)
        if min(high - low) < 2 * CELL_MM:
            raise InputError(
                f"The lungs span {' x '.join(f'{side:.0f}' for side in (high - low)[::-1])} mm (x, y, z): too little "
                "for a thorax. Paint both lungs, and check that the spacing is in mm."
            )
        return cls(tuple(low.tolist()), tuple((high - low).tolist()))

    @property
    def cell_mm(self) -> np.ndarray:
        """Extent of a cell, (z, y, x)."""
        return np.asarray(self.size_mm) / LUNGS_CELLS

    @property
    def origin_mm(self) -> np.ndarray:
        """Centre of the first cell, (z, y, x)."""
        return np.asarray(self.low_mm) + (0.5 - BEFORE) * self.cell_mm

    def cell_of_voxel(self, axis: int, length: int, spacing_mm: float) -> np.ndarray:
        """Fractional cell index of each voxel of a volume's axis."""
        return (np.arange(length) * spacing_mm - self.origin_mm[axis]) / self.cell_mm[axis]

    def voxel_of_cell(self, axis: int, spacing_mm: float, parts: int = 1) -> np.ndarray:
        """Fractional voxel index, along a volume's axis, of each cell, or of each cell's `parts` equal parts."""
        return self.cells_mm(axis, parts) / spacing_mm

    def cells_mm(self, axis: int, parts: int = 1) -> np.ndarray:
        """Where along an axis the middle of each cell is, or of each cell's `parts` equal parts."""
        cells = (np.arange(GRID[axis] * parts) + 0.5) / parts - 0.5
        return self.origin_mm[axis] + cells * self.cell_mm[axis]
