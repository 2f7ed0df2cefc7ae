"""The mediastinum laid into slices: great vessels in fat, the oesophagus, and the heart with its chambers."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import ndimage

from ...blueprint.labels import BLOODS, CONTRAST_BLOODS, ORGANS, Label
from ..frame import Frame
from ..organs import Organ
from ..pixels import Pixels
from ..tissues import Tissue
from ..waves import Waves
from .bed import behind_bed, beside_aorta
from .chambers import RIGHT, Chamber, nearest
from .heart import Heart
from .heart_walls import fat_between, muscle
from .room import Room
from .standard_chest import Blood
from .tracts import tracts
from .tubes import Tubes
from .vessels import Vessels
from .windpipe import WALL_MM

#: What vessels and their fat take the place of.
SOFT = (Label.SOFT_TISSUE, Label.FAT, *BLOODS)
AIRWAY = (Label.AIRWAY_LUMEN, Label.AIRWAY_WALL)
#: Nodes and what is left of the thymus: where a field of this size is so high.
NODE_MM, NODES_FROM = 9.0, 1.1
#: What lies so far before the canal's middle and to its sides is looked at.
FRONT_MM, BACK_MM, RIGHT_MM, LEFT_MM = 180.0, 5.0, 80.0, 95.0
#: Above the carina so far, blood that was drawn elsewhere is a vessel of the neck or the arm.
ABOVE_MM = 75.0
#: Half mixed and unmixed blood is where a field is so high.
STREAMS_FROM = ((Blood.SYSTEMIC, 0.9), (Blood.VENOUS, 1.5))
FULL_OF = {chamber: Blood.PULMONARY if chamber in RIGHT else Blood.SYSTEMIC for chamber in Chamber}


@dataclass(frozen=True)
class Mediastinum:
    """One person's, for the slices of a volume in LPS order.

    Attributes:
        room: between the lungs.
        vessels: with the oesophagus.
        heart: None where no blood was drawn that could be one.
        windpipe: trachea and main bronchi; None where no airway was drawn.
        nodes: by which fat has nodes in it, and the left ventricle's wall is uneven.
        pixels_mm: (y,) and (x,) of the volume's slices, from the first.
    """

    room: Room
    vessels: Vessels
    heart: Heart | None
    windpipe: Tubes | None
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
        vessels = Vessels.between(room, shares, rng)
        heart = Heart.of(organs[Organ.BLOOD], room, rng)
        if heart is not None:
            heart = replace(heart, tracts=tracts(vessels, heart.middle_mm, heart.radius_mm))
        windpipe = Tubes(*room.windpipe) if shares[Tissue.AIRWAY].any() else None
        y_mm, x_mm = (np.arange(n) * mm for n, mm in zip(shape_zyx[1:], spacing_zyx_mm[1:], strict=True))
        return cls(room, vessels, heart, windpipe, Waves.of(NODE_MM, rng), (y_mm, x_mm))

    def lay(self, labels: np.ndarray, height_mm: float) -> None:
        """Vessels and heart in place of what was drawn of blood, in a slice of labels (y, x), in place."""
        part, pixels = self._around(labels, height_mm)
        if self.windpipe is not None:
            part[np.isin(part, AIRWAY)] = Label.FAT
        blood, soft = np.isin(part, BLOODS), np.isin(part, SOFT) & self.room.outside_lungs(pixels)
        behind = behind_bed(self.vessels.tubes[Blood.NONE], pixels)
        heart = self._heart(blood, soft, np.isin(part, ORGANS), behind, pixels)
        # Vessels of the liver, of the belly, of the neck and of the arms stay as they were drawn.
        below = self.heart is not None and height_mm < self.heart.bottom_mm
        lowest_mm = self.vessels.tubes[Blood.SYSTEMIC].middles_mm[:, 0].min()
        laid = lowest_mm < height_mm < self.room.carina_mm + ABOVE_MM
        gone = blood & behind & laid if below else blood & laid
        nodes = self.nodes.at(pixels) > NODES_FROM
        part[gone] = np.where(nodes, Label.SOFT_TISSUE, Label.FAT)[gone]
        if heart.any():
            (found,) = ndimage.find_objects(heart.astype(np.uint8))
            box = tuple(slice(max(0, s.start - 1), s.stop + 1) for s in found)
            self._lay_heart(part[box], heart[box], pixels.part(box))
        self.vessels.lay(part, soft, heart, self.room, pixels)
        if self.windpipe is not None:
            far_mm = self.windpipe.distance_mm(pixels)
            part[soft & (far_mm < WALL_MM)] = Label.AIRWAY_WALL
            part[soft & (far_mm < 0)] = Label.AIRWAY_LUMEN

    def _around(self, labels: np.ndarray, height_mm: float) -> tuple[np.ndarray, Pixels]:
        """The part of a slice that is looked at, and where it is."""
        (y_mm, x_mm), (y, x) = self.pixels_mm, self.room.at_mm(np.array([height_mm]))[0]
        rows = slice(*np.searchsorted(y_mm, (y - FRONT_MM, y - BACK_MM)))
        columns = slice(*np.searchsorted(x_mm, (x - RIGHT_MM, x + LEFT_MM)))
        return labels[rows, columns], Pixels(height_mm, y_mm[rows], x_mm[columns])

    def _heart(
        self, blood: np.ndarray, soft: np.ndarray, organs: np.ndarray, behind: np.ndarray, pixels: Pixels
    ) -> np.ndarray:
        """The heart in a slice (bool, y, x)."""
        if self.heart is None or pixels.height_mm < self.heart.bottom_mm:
            return np.zeros_like(blood)
        grown = self.heart.grown(blood & ~behind, soft, organs, pixels)
        return (
            grown & ~behind & ~beside_aorta(self.vessels.tubes[Blood.SYSTEMIC], self.vessels.tubes[Blood.NONE], pixels)
        )

    def _lay_heart(self, part: np.ndarray, heart: np.ndarray, pixels: Pixels) -> None:
        """Chambers, muscle and the fat in the grooves, in place of the heart (bool, y, x)."""
        far_mm = self.heart.far_mm(pixels)
        chambers = nearest(far_mm)
        for chamber, blood in FULL_OF.items():
            part[heart & (chambers == chamber)] = self.vessels.painted[blood]
        # Contrast agent from the arms has not mixed yet in the right atrium.
        streams = self.vessels.waves.at(pixels)
        for blood, least in STREAMS_FROM:
            part[heart & (chambers == Chamber.RIGHT_ATRIUM) & (streams > least)] = self.vessels.painted[blood]
        above_mm = pixels.height_mm - self.heart.valves_mm
        fat, arteries = (heart & own for own in fat_between(far_mm, chambers, above_mm, streams))
        if self.vessels.painted[Blood.SYSTEMIC] in CONTRAST_BLOODS:
            part[muscle(heart & ~fat, chambers, far_mm, pixels.size_mm, self.nodes.at(pixels))] = Label.BLOOD
        part[fat] = Label.FAT
        part[arteries] = self.vessels.painted[Blood.SYSTEMIC]
