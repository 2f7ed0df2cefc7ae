"""What is laid around the lungs' cage: muscles of the trunk, then ribs, then shoulder blades."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from ..blueprint.labels import Label
from .bones.costal_cartilage import CostalCartilage
from .bones.ribs import Ribs
from .bones.shoulder_blades import ShoulderBlades
from .bones.sternum import Sternum
from .cage import Cage
from .lung_distances import LungDistances
from .muscles.muscles import Muscles
from .pixels import Pixels

#: Between these angles from the back, bones come from following the nearest lung to following the cage, which passes
#: far behind the spine; they follow what is lung as near as this, behind this depth.
LUNG_ANGLES, NEAR_MM, DEEPEST_MM = (40.0, 60.0), 10.5, -12.0
#: Nearer to the spine than there, or than this in a slice without lungs, there are none where no lung is near.
SPINE_ANGLE = 24.0


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
    lungs: LungDistances
    muscles: Muscles | None
    bones: tuple[Ribs, ShoulderBlades] | tuple[()]
    angles: np.ndarray
    radii_mm: np.ndarray
    pixels_mm: tuple[np.ndarray, np.ndarray]

    @classmethod
    def on(
        cls,
        cage: Cage,
        lungs: LungDistances,
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
        return cls(cage, lungs, *laid, *cage.polar(y_mm, x_mm), (y_mm, x_mm))

    def cartilage(self, sternum: Sternum, drawn: Label, rng: np.random.Generator) -> CostalCartilage | None:
        """What joins ribs and a sternum, drawn as this label; None where bones are given."""
        return CostalCartilage.between(self.bones[0], sternum, drawn, self.pixels_mm, rng) if self.bones else None

    def lay(self, labels: np.ndarray, height_mm: float) -> None:
        """All of it laid into a slice of labels (y, x), in place; bones as spongy bone."""
        pixels = Pixels(height_mm, *self.pixels_mm)
        depth_mm = self.cage.depth_mm(height_mm, self.angles, self.radii_mm)
        if self.muscles is not None:
            inside_mm = ndimage.distance_transform_edt(labels != Label.OUTSIDE, pixels.size_mm)
            self.muscles.lay(labels, pixels, self.angles, depth_mm, inside_mm)
        depth_mm = self._along_lungs_mm(pixels, depth_mm) if self.bones else depth_mm
        for bones in self.bones:
            bones.lay(labels, height_mm, self.angles, depth_mm)

    def _along_lungs_mm(self, pixels: Pixels, depth_mm: np.ndarray) -> np.ndarray:
        """Depths (y, x) beyond the cage or, near the spine, beyond the lungs."""
        off = np.abs(self.angles)
        apart_mm = self.lungs.in_slice(pixels.height_mm, *self.pixels_mm)
        near = (apart_mm < NEAR_MM) & (depth_mm > DEEPEST_MM)
        weight = np.interp(off, LUNG_ANGLES, (1.0, 0.0))
        bare = off < (LUNG_ANGLES[0] if apart_mm.min() < 0 else SPINE_ANGLE)
        return np.where(near, weight * apart_mm + (1 - weight) * depth_mm, np.where(bare, np.inf, depth_mm))
