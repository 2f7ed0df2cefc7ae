"""Great vessels laid into slices: with fat around them, and the aorta beside the left lung; and the oesophagus."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...blueprint.labels import CONTRAST_BLOODS, ORGANS, Label
from ..pixels import Pixels
from ..waves import Waves
from .bed import descending
from .enhancement import enhancement
from .room import Room
from .settling import settled_courses
from .standard_chest import COURSES, Blood
from .tubes import Tubes

#: Fat around vessels and how it varies over places of this size; the wall that contrast agent shows.
FAT_MM, SPREAD_MM, PATCH_MM, VESSEL_WALL_MM = 1.5, 1.2, 15.0, 0.7
#: Down to here fat lies around the roots of the great vessels within the heart's outline, thinner by this.
ROOTS_MM, ROOTS_LESS_MM = -37.0, 1.0
LEAVING = (Blood.PULMONARY, Blood.SYSTEMIC)
#: How vessels' outlines leave circles, and over what length; the oesophagus is twice as wide as deep.
BULGE_MM, OUTLINE_MM, FLAT = 0.5, 12.0, 1.42
#: Where there is less between the descending aorta and the left lung, but for a wall, the aorta fills it.
GAP_MM = 4.0
#: Air in the oesophagus: so far from its wall, beside its middle (y, x), where a field of this size
#: is so high.
AIR_MM, AIR_BESIDE_MM, AIR_FROM, AIR_LONG_MM = -5.5, (-0.8, 2.0), 0.8, 9.0


@dataclass(frozen=True)
class Vessels:
    """One person's.

    Attributes:
        tubes: by what fills them; the oesophagus is filled by none.
        painted: the label of what fills them.
        waves, outlines, air: by which fat is thicker here than there, vessels are not round, and the oesophagus holds
            air.
    """

    tubes: dict[Blood, Tubes]
    painted: dict[Blood, Label]
    waves: Waves
    outlines: Waves
    air: Waves

    @classmethod
    def between(cls, room: Room, shares: np.ndarray, rng: np.random.Generator) -> Vessels:
        """Those in a room between lungs; shares (tissues, *FINE_GRID) tell how blood is enhanced."""
        courses = settled_courses(room, rng)
        tubes = {}
        for blood in Blood:
            own = [courses[name] for name, (filled, _) in COURSES.items() if filled == blood]
            tubes[blood] = Tubes.along(own, FLAT if blood == Blood.NONE else 1.0)
        painted = enhancement(shares, room.frame, tubes, rng)
        return cls(tubes, painted, *(Waves.of(size_mm, rng) for size_mm in (PATCH_MM, OUTLINE_MM, AIR_LONG_MM)))

    def lay(self, part: np.ndarray, soft: np.ndarray, heart: np.ndarray, room: Room, pixels: Pixels) -> None:
        """Vessels with fat around them in place of what is soft (bool, y, x), in a part of a slice's labels (y, x)."""
        far_mm = self._far_mm(room, pixels)
        fat_mm = FAT_MM + SPREAD_MM * self.waves.at(pixels)
        roots = pixels.height_mm > room.carina_mm + ROOTS_MM
        for kind, far in far_mm.items():
            fat = ~heart & (far < fat_mm)
            if roots and kind in LEAVING:
                fat |= heart & (far < fat_mm - ROOTS_LESS_MM)
            part[soft & (far > 0) & fat] = Label.FAT
            if self.painted[kind] in CONTRAST_BLOODS:
                part[soft & ~heart & (far < VESSEL_WALL_MM)] = Label.SOFT_TISSUE
        # The aorta passes behind the stomach and the spleen, which are drawn wherever they find room.
        part[np.isin(part, ORGANS) & (far_mm[Blood.SYSTEMIC] < 0)] = self.painted[Blood.SYSTEMIC]
        for kind, far in far_mm.items():
            part[soft & (far < 0)] = self.painted[kind]
            if kind == Blood.NONE:
                part[soft & self._air(pixels)] = Label.GAS

    def _far_mm(self, room: Room, pixels: Pixels) -> dict[Blood, np.ndarray]:
        """How far pixels (y, x) are from each kind's surface, negative inside."""
        bulges_mm = BULGE_MM * self.outlines.at(pixels)
        far_mm = {kind: tubes.distance_mm(pixels) + bulges_mm for kind, tubes in self.tubes.items()}
        aorta, lung_mm = far_mm[Blood.SYSTEMIC], room.left_lung_mm(pixels)
        filling = aorta - np.clip(GAP_MM - lung_mm - np.abs(aorta), 0, None)
        filling = np.maximum(filling, VESSEL_WALL_MM / 2 - lung_mm)
        far_mm[Blood.SYSTEMIC] = np.where(descending(self.tubes[Blood.NONE], pixels), filling, aorta)
        return far_mm

    def _air(self, pixels: Pixels) -> np.ndarray:
        """Where a little air (bool, y, x) is in the oesophagus, beside its middle and not at every height."""
        down_mm, left_mm = AIR_BESIDE_MM
        beside = Pixels(pixels.height_mm, pixels.y_mm - down_mm, pixels.x_mm - left_mm)
        return (self.tubes[Blood.NONE].distance_mm(beside) < AIR_MM) & (self.air.at(pixels) > AIR_FROM)
