"""The thin bones of the chest wall, laid where lumps of bone were drawn: ribs, then shoulder blades."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .cage import Cage
from .ribs import Ribs
from .shoulder_blades import ShoulderBlades


@dataclass(frozen=True)
class ChestWall:
    """Bones on a cage, and where the pixels of a volume's slices lie around it, see `Cage.polar`."""

    cage: Cage
    bones: tuple[Ribs, ShoulderBlades]
    angles: np.ndarray
    radii_mm: np.ndarray

    @classmethod
    def on(
        cls,
        cage: Cage,
        borders_mm: np.ndarray,
        shape_zyx: tuple[int, int, int],
        spacing_zyx_mm: tuple[float, float, float],
        rng: np.random.Generator,
    ) -> ChestWall:
        """The bones of one person, for a volume in LPS order; ribs begin at `borders_mm`, where vertebrae end."""
        y_mm, x_mm = (np.arange(n) * mm for n, mm in zip(shape_zyx[1:], spacing_zyx_mm[1:], strict=True))
        return cls(cage, (Ribs.on(cage, borders_mm, rng), ShoulderBlades.on(cage, rng)), *cage.polar(y_mm, x_mm))

    def lay(self, labels: np.ndarray, height_mm: float) -> None:
        """The bones laid into a slice of labels (y, x), in place, as spongy bone."""
        depth_mm = self.cage.depth_mm(height_mm, self.angles, self.radii_mm)
        for bones in self.bones:
            bones.lay(labels, height_mm, self.angles, depth_mm)
