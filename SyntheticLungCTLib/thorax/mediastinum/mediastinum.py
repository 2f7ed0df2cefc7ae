"""The mediastinum laid into slices: great vessels in fat, the oesophagus, and the heart with its chambers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...blueprint.labels import BLOODS, CONTRAST_BLOODS, ORGANS, Label
from ..frame import Frame
from ..organs import Organ
from ..pixels import Pixels
from ..tissues import Tissue
from ..waves import Waves
from .bed import behind_bed, beside_aorta
from .chambers import Chamber, grooves, muscle
from .enhancement import enhancement
from .heart import Heart
from .room import Room
from .settling import settled_courses
from .standard_chest import COURSES, Blood
from .tubes import Tubes
from .windpipe import WALL_MM

#: What vessels and their fat take the place of.
SOFT = (Label.SOFT_TISSUE, Label.FAT, *BLOODS)
#: Fat around vessels and how it varies over places of this size; the wall that contrast agent shows.
FAT_MM, SPREAD_MM, PATCH_MM, VESSEL_WALL_MM = 1.5, 1.2, 15.0, 0.7
#: Down to here fat lies around the roots of the great vessels within the heart's outline, thinner by this.
ROOTS_MM, ROOTS_LESS_MM = -37.0, 1.0
AIRWAY = (Label.AIRWAY_LUMEN, Label.AIRWAY_WALL)
LEAVING = (Blood.PULMONARY, Blood.SYSTEMIC)
#: Nodes and what is left of the thymus: where a field of this size is so high.
NODE_MM, NODES_FROM = 9.0, 1.1
#: What lies so far before the canal's middle and to its sides is looked at.
FRONT_MM, BACK_MM, SIDE_MM = 180.0, 5.0, 80.0
#: Above the carina so far, blood that was drawn elsewhere is a vessel of the neck or the arm.
ABOVE_MM = 75.0
FULL_OF = {
    Chamber.RIGHT_ATRIUM: Blood.PULMONARY,
    Chamber.RIGHT_VENTRICLE: Blood.PULMONARY,
    Chamber.LEFT_ATRIUM: Blood.SYSTEMIC,
    Chamber.LEFT_VENTRICLE: Blood.SYSTEMIC,
}


@dataclass(frozen=True)
class Mediastinum:
    """One person's, for the slices of a volume in LPS order.

    Attributes:
        room: between the lungs.
        tubes: vessels by what fills them; the oesophagus is filled by none.
        painted: the label of what fills them.
        heart: None where no blood was drawn that could be one.
        windpipe: trachea and main bronchi; None where no airway was drawn.
        waves, nodes: by which fat is thicker here than there, and has nodes in it.
        pixels_mm: (y,) and (x,) of the volume's slices, from the first.
    """

    room: Room
    tubes: dict[Blood, Tubes]
    painted: dict[Blood, Label]
    heart: Heart | None
    windpipe: Tubes | None
    waves: Waves
    nodes: Waves
    pixels_mm: tuple[np.ndarray, np.ndarray]

    @classmethod
    def between(
        cls,
        organs: np.ndarray,
        shares: np.ndarray,
        frame: Frame,
        shape_zyx: tuple[int, int, int],
        spacing_zyx_mm: tuple[float, float, float],
        rng: np.random.Generator,
    ) -> Mediastinum | None:
        """The mediastinum between lungs; None where these or the spine are missing.

        Args:
            organs: distances (organs, *GRID), see `distance_maps`.
            shares: (tissues, *FINE_GRID), which tell how blood is enhanced.
        """
        room = Room.of(organs, frame)
        if room is None:
            return None
        courses = settled_courses(room, rng)
        tubes = {
            blood: Tubes.along([courses[name] for name, (filled, _) in COURSES.items() if filled == blood])
            for blood in Blood
        }
        painted = enhancement(shares, frame, tubes, rng)
        heart = Heart.of(organs[Organ.BLOOD], room, rng)
        windpipe = Tubes(*room.windpipe) if shares[Tissue.AIRWAY].any() else None
        y_mm, x_mm = (np.arange(n) * mm for n, mm in zip(shape_zyx[1:], spacing_zyx_mm[1:], strict=True))
        waves, nodes = Waves.of(PATCH_MM, rng), Waves.of(NODE_MM, rng)
        return cls(room, tubes, painted, heart, windpipe, waves, nodes, (y_mm, x_mm))

    def lay(self, labels: np.ndarray, height_mm: float) -> None:
        """Vessels and heart in place of what was drawn of blood, in a slice of labels (y, x), in place."""
        part, pixels = self._around(labels, height_mm)
        if self.windpipe is not None:
            part[np.isin(part, AIRWAY)] = Label.FAT
        blood, soft = np.isin(part, BLOODS), np.isin(part, SOFT) & self.room.outside_lungs(pixels)
        behind = behind_bed(self.tubes[Blood.NONE], pixels)
        heart = self._heart(blood, soft, np.isin(part, ORGANS), behind, pixels)
        # Vessels of the liver, of the belly, of the neck and of the arms stay as they were drawn.
        below = self.heart is not None and height_mm < self.heart.bottom_mm
        lowest_mm = self.tubes[Blood.SYSTEMIC].middles_mm[:, 0].min()
        laid = lowest_mm < height_mm < self.room.carina_mm + ABOVE_MM
        gone = blood & behind & laid if below else blood & laid
        nodes = self.nodes.at(pixels) > NODES_FROM
        part[gone] = np.where(nodes, Label.SOFT_TISSUE, Label.FAT)[gone]
        if heart.any():
            self._lay_heart(part, heart, pixels)
        self._lay_vessels(part, soft, heart, pixels)
        if self.windpipe is not None:
            far_mm = self.windpipe.distance_mm(pixels)
            part[soft & (far_mm < WALL_MM)] = Label.AIRWAY_WALL
            part[soft & (far_mm < 0)] = Label.AIRWAY_LUMEN

    def _around(self, labels: np.ndarray, height_mm: float) -> tuple[np.ndarray, Pixels]:
        """The part of a slice that is looked at, and where it is."""
        (y_mm, x_mm), (y, x) = self.pixels_mm, self.room.at_mm(np.array([height_mm]))[0]
        rows = slice(*np.searchsorted(y_mm, (y - FRONT_MM, y - BACK_MM)))
        columns = slice(*np.searchsorted(x_mm, (x - SIDE_MM, x + SIDE_MM)))
        return labels[rows, columns], Pixels(height_mm, y_mm[rows], x_mm[columns])

    def _heart(
        self, blood: np.ndarray, soft: np.ndarray, organs: np.ndarray, behind: np.ndarray, pixels: Pixels
    ) -> np.ndarray:
        """The heart in a slice (bool, y, x)."""
        if self.heart is None or pixels.height_mm < self.heart.bottom_mm:
            return np.zeros_like(blood)
        grown = self.heart.grown(blood & ~behind, soft, organs, pixels)
        return grown & ~behind & ~beside_aorta(self.tubes[Blood.SYSTEMIC], self.tubes[Blood.NONE], pixels)

    def _lay_heart(self, part: np.ndarray, heart: np.ndarray, pixels: Pixels) -> None:
        """Chambers, muscle and the fat in the grooves, in place of the heart (bool, y, x)."""
        chambers, between_mm, sides_mm = self.heart.chambers(pixels)
        for chamber, blood in FULL_OF.items():
            part[heart & (chambers == chamber)] = self.painted[blood]
        # Contrast agent from the arms has not mixed yet in the right atrium.
        streams = self.waves.at(pixels) > 0
        part[heart & (chambers == Chamber.RIGHT_ATRIUM) & streams] = self.painted[Blood.VENOUS]
        if self.painted[Blood.SYSTEMIC] in CONTRAST_BLOODS:
            base = pixels.height_mm > self.heart.base_mm
            part[muscle(heart, chambers, sides_mm, pixels.size_mm, base)] = Label.BLOOD
        part[grooves(heart, between_mm, pixels.size_mm)] = Label.FAT

    def _lay_vessels(self, part: np.ndarray, soft: np.ndarray, heart: np.ndarray, pixels: Pixels) -> None:
        """Vessels with fat around them, in place of what is soft (bool, y, x)."""
        far_mm = {kind: tubes.distance_mm(pixels) for kind, tubes in self.tubes.items()}
        fat_mm = FAT_MM + SPREAD_MM * self.waves.at(pixels)
        roots = pixels.height_mm > self.room.carina_mm + ROOTS_MM
        for kind, far in far_mm.items():
            fat = ~heart & (far < fat_mm)
            if roots and kind in LEAVING:
                fat |= heart & (far < fat_mm - ROOTS_LESS_MM)
            part[soft & (far > 0) & fat] = Label.FAT
            if self.painted[kind] in CONTRAST_BLOODS:
                part[soft & ~heart & (far < VESSEL_WALL_MM)] = Label.SOFT_TISSUE
        for kind, far in far_mm.items():
            part[soft & (far < 0)] = self.painted[kind]
