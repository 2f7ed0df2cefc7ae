"""The base of the neck and the shoulders above the lungs: fat, and in it muscles, vessels and bones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from ...blueprint.labels import BLOODS, Label
from ..bones.sternum import Sternum
from ..cage import Cage
from ..chest_wall import ChestWall
from ..mediastinum.mediastinum import Mediastinum
from ..mediastinum.room import Room
from ..mediastinum.standard_chest import Blood
from ..mediastinum.tubes import Tubes
from ..pixels import Pixels
from ..waves import Waves
from .places import placed_parts

#: From so far below the lungs' top what was drawn of soft tissue between and above the lungs, before the canal, is fat
#: with what is laid in it; that border is so uneven, over places of a size. Farther up so is the neck's front, at these
#: angles from the back, and what is behind the canal's middle and so far beside it.
CLEARED_MM, UNEVEN_MM, PATCH_MM, BEFORE_MM = -34.0, 7.0, 16.0, -6.0
FRONT, FRONT_MM, BEHIND_FROM_MM, BESIDE_MM = 150.0, -24.0, -8.0, 26.0
#: Nodes are where the same field is so high; lumps of bone give way at these angles, up to so far beyond the cage.
NODES_FROM, LUMPS = 1.6, (100.0, 45.0)
#: Fat around what is laid, but for bones; how it varies around muscles, and their outlines.
FAT_MM, VESSELS_FAT_MM, SPREAD_MM, BULGE_MM = {Label.SOFT_TISSUE: 0.6, Label.SPONGY_BONE: -np.inf}, 1.3, 0.9, 1.8
#: Vessels pass the ribs at the sides, up to this angle, so far beyond the cage.
SIDES, RIBS_MM = 130.0, 8.0
#: What all take the place of, and bones too; how far below the skin they end.
SOFT, UNDER_SKIN_MM = (Label.SOFT_TISSUE, Label.FAT, *BLOODS), 5.0


@dataclass(frozen=True)
class Neck:
    """One person's, for the slices of a volume in LPS order.

    Attributes:
        tubes: what is laid, one after the other: its kind, its label and where it runs.
        waves: by which outlines and borders are uneven.
        angles, radii_mm: of the pixels (y, x) of a volume's slices, see `Cage.polar`.
        pixels_mm: their rows (y,) and columns (x,), from the first.
    """

    room: Room
    cage: Cage
    tubes: list[tuple[Label | Blood, Label, Tubes]]
    waves: Waves
    angles: np.ndarray
    radii_mm: np.ndarray
    pixels_mm: tuple[np.ndarray, np.ndarray]

    @classmethod
    def above(
        cls, middle: Mediastinum, wall: ChestWall, sternum: Sternum | None, dense: Label, rng: np.random.Generator
    ) -> Neck:
        """One person's, where a chest wall and a mediastinum are drawn; bones only if the wall has some, the
        thyroid as `dense`."""
        tubes, waves = placed_parts(middle, wall, sternum, dense, rng), Waves.of(PATCH_MM, rng)
        return cls(middle.room, wall.cage, tubes, waves, wall.angles, wall.radii_mm, wall.pixels_mm)

    def clear(self, labels: np.ndarray, height_mm: float) -> None:
        """What was drawn of soft tissue and blood made fat in a slice of labels (y, x), in place."""
        up_mm = height_mm - self.cage.lungs_mm[1]
        if up_mm < CLEARED_MM - 2 * UNEVEN_MM:
            return
        pixels = Pixels(height_mm, *self.pixels_mm)
        depth_mm, off = self.cage.depth_mm(height_mm, self.angles, self.radii_mm), np.abs(self.angles)
        y, x = self.room.at_mm(np.array([height_mm]))[0]
        beside_mm = np.abs(pixels.x_mm - x) - BESIDE_MM if up_mm > BEHIND_FROM_MM else -np.inf
        own = (pixels.y_mm - y)[:, None] < BEFORE_MM + np.clip(2 * beside_mm, 0, None)
        own = own & ((depth_mm < 0) | (off > FRONT) & (up_mm > FRONT_MM))
        own &= up_mm + UNEVEN_MM * (waves := self.waves.at(pixels)) > CLEARED_MM
        lumps = labels == Label.SPONGY_BONE
        labels[lumps & (off > LUMPS[0]) & (depth_mm < LUMPS[1])] = Label.SOFT_TISSUE
        own &= lumps | np.isin(labels, SOFT)
        labels[own] = np.where(waves > NODES_FROM, Label.SOFT_TISSUE, Label.FAT)[own]

    def lay(self, labels: np.ndarray, height_mm: float) -> None:
        """Muscles, vessels and bones in a slice of labels (y, x), in place; bones as spongy bone."""
        near = [part for part in self.tubes if part[2].reaches(height_mm)]
        if not near:
            return
        pixels = Pixels(height_mm, *self.pixels_mm)
        under_skin = [2 * round(UNDER_SKIN_MM / mm) + 1 for mm in pixels.size_mm]
        inside = ndimage.minimum_filter((labels != Label.OUTSIDE).astype(np.uint8), under_skin) > 0
        vessels, soft = np.isin(labels, BLOODS), inside & np.isin(labels, SOFT)
        solid, waves = soft | (inside & (labels == Label.SPONGY_BONE)), self.waves.at(pixels)
        for kind, label, tubes in near:
            box = tubes.box(pixels)
            far_mm, taken = tubes.distance_mm(pixels.part(box)), vessels[box]
            uneven = waves[box] * (kind is Label.SOFT_TISSUE)
            own, free = far_mm + BULGE_MM * uneven < 0, (solid if kind is Label.SPONGY_BONE else soft)[box]
            around = far_mm + (BULGE_MM - SPREAD_MM) * uneven < FAT_MM.get(kind, VESSELS_FAT_MM)
            labels[box][free & ~taken & ~own & around] = Label.FAT
            if isinstance(kind, Blood):
                depth_mm = self.cage.depth_mm(height_mm, self.angles[box], self.radii_mm[box])
                own &= (depth_mm > RIBS_MM) | (np.abs(self.angles[box]) > SIDES) | (height_mm > self.cage.lungs_mm[1])
                taken |= own
            elif kind is not Label.SPONGY_BONE:
                own &= ~taken
            labels[box][free & own] = label
