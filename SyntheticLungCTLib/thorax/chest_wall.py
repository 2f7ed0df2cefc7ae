"""What is laid around the lungs' cage: muscles of the trunk, then ribs, then shoulder blades."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from ..blueprint.labels import Label
from .bones.ribs import Ribs
from .bones.shoulder_blades import ShoulderBlades
from .cage import Cage
from .muscles.muscles import Muscles
from .pixels import Pixels


@dataclass(frozen=True)
class ChestWall:
    """Muscles and bones on a cage.

    Attributes:
        muscles: None where the fat between them is given.
        bones: none where bones are given.
        angles, radii_mm: of the pixels (y, x) of a volume's slices, see `Cage.polar`.
        pixels_mm: their rows (y,) and columns (x,), from the first.
    """

    cage: Cage
    muscles: Muscles | None
    bones: tuple[Ribs | ShoulderBlades, ...]
    angles: np.ndarray
    radii_mm: np.ndarray
    pixels_mm: tuple[np.ndarray, np.ndarray]

    @classmethod
    def on(
        cls,
        cage: Cage,
        borders_mm: np.ndarray,
        shape_zyx: tuple[int, int, int],
        spacing_zyx_mm: tuple[float, float, float],
        rng: np.random.Generator,
        with_muscles: bool = True,
        with_bones: bool = True,
    ) -> ChestWall:
        """One person's, for a volume in LPS order; ribs begin at `borders_mm`, where vertebrae end."""
        y_mm, x_mm = (np.arange(n) * mm for n, mm in zip(shape_zyx[1:], spacing_zyx_mm[1:], strict=True))
        bones, muscles = (Ribs.on(cage, borders_mm, rng), ShoulderBlades.on(cage, rng)), Muscles.on(cage, rng)
        laid = muscles if with_muscles else None, bones if with_bones else ()
        return cls(cage, *laid, *cage.polar(y_mm, x_mm), (y_mm, x_mm))

    def lay(self, labels: np.ndarray, height_mm: float) -> None:
        """All of it laid into a slice of labels (y, x), in place; bones as spongy bone."""
        pixels = Pixels(height_mm, *self.pixels_mm)
        depth_mm = self.cage.depth_mm(height_mm, self.angles, self.radii_mm)
        if self.muscles is not None:
            inside_mm = ndimage.distance_transform_edt(labels != Label.OUTSIDE, pixels.size_mm)
            self.muscles.lay(labels, pixels, self.angles, depth_mm, inside_mm)
        for bones in self.bones:
            bones.lay(labels, height_mm, self.angles, depth_mm)
