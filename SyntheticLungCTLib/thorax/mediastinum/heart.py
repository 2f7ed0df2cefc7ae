"""The heart: where it is in a chest, how much of a slice it takes, and which chamber is where."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy import ndimage
from scipy.spatial.transform import Rotation
from skimage.morphology import convex_hull_image

from ..pixels import Pixels
from ..waves import Waves
from .chambers import ELLIPSOIDS, Chamber, far_from
from .room import Room
from .tubes import REACH_MM, Tubes

#: Nothing of a heart lies higher than so far below the carina, and this much lower per mm² beside its middle.
TOP_MM, DOME = -27.0, 0.005
#: It ends so many radii below its middle; the aortic valve is so far below where the aorta's course begins.
BOTTOM, VALVES_MM = 1.3, 5.0
#: Cells by which blood is opened to part the heart from vessels, and the least volume that is one.
OPENED_CELLS, LEAST_ML = 1, 120.0
#: How much the blood that was drawn of a heart is too small.
GROWN_MM = 13.0
#: How far borders of chambers leave the ellipsoids, in radii of the heart, and over what length; how hearts are turned.
BENT, BENT_MM, TURNED = 0.07, 32.0, 0.1
FAR_MM = 99.0


@dataclass(frozen=True)
class Heart:
    """A heart's place; heights and places in mm from the centre of a volume's first voxel (z, y, x).

    Attributes:
        middle_mm: (3,) of its volume.
        radius_mm: of a ball of the same volume.
        top_mm: height of its dome.
        turn: (3, 3) by which this one is turned from the usual.
        waves: by which each chamber's borders are bent.
        tracts: what leaves chambers and hangs on them.
    """

    middle_mm: np.ndarray
    radius_mm: float
    top_mm: float
    turn: np.ndarray
    waves: tuple[Waves, ...]
    tracts: dict[Chamber, Tubes] = field(default_factory=dict)

    @classmethod
    def of(cls, blood: np.ndarray, room: Room, rng: np.random.Generator) -> Heart | None:
        """The heart of blood given as distances (*GRID), negative inside; None where there is none."""
        top_mm = room.carina_mm + TOP_MM
        below = (blood < 0) & (room.frame.cells_mm(0) < top_mm)[:, None, None]
        parts, count = ndimage.label(ndimage.binary_opening(below, iterations=OPENED_CELLS))
        if not count:
            return None
        largest = parts == np.bincount(parts.ravel())[1:].argmax() + 1
        ml = largest.sum() * np.prod(room.frame.cell_mm) / 1000
        if ml < LEAST_ML:
            return None
        middle_mm = room.frame.origin_mm + np.array(ndimage.center_of_mass(largest)) * room.frame.cell_mm
        turn = Rotation.from_rotvec(rng.normal(0, TURNED, 3)).as_matrix()
        waves = tuple(Waves.of(BENT_MM, rng) for _ in ELLIPSOIDS)
        return cls(middle_mm, float((750 * ml / np.pi) ** (1 / 3)), top_mm, turn, waves)

    @property
    def valves_mm(self) -> float:
        """Above it, the aortic root is none of the left ventricle."""
        return float(self.tracts[Chamber.AORTIC_ROOT].middles_mm[0, 0] - VALVES_MM)

    @property
    def bottom_mm(self) -> float:
        return float(self.middle_mm[0] - BOTTOM * self.radius_mm)

    def grown(self, blood: np.ndarray, soft: np.ndarray, organs: np.ndarray, pixels: Pixels) -> np.ndarray:
        """Where in a slice (bool, y, x) there is heart, of what was drawn as blood, as anything soft and as organs.

        Blood is drawn too small: the heart takes in what is soft and near, or within the ellipsoids of its chambers,
        and organs that it lies around, but nothing above its dome.
        """
        beside = (pixels.y_mm - self.middle_mm[1])[:, None] ** 2 + (pixels.x_mm - self.middle_mm[2]) ** 2
        dome = pixels.height_mm < self.top_mm - DOME * beside
        heart = blood & soft & dome
        if not heart.any():
            return heart
        near = ndimage.distance_transform_edt(~heart, pixels.size_mm) < GROWN_MM
        grown = soft & dome & (near | (self.far_mm(pixels).min(axis=0) < 0))
        return grown | (organs & dome & convex_hull_image(grown))

    def far_mm(self, pixels: Pixels) -> np.ndarray:
        """How far pixels are from each chamber (chambers, y, x), with what leaves it, negative inside."""
        height, y, x = (
            (place - middle) / self.radius_mm
            for place, middle in zip((pixels.height_mm, pixels.y_mm, pixels.x_mm), self.middle_mm, strict=True)
        )
        far = np.full((len(Chamber), len(pixels.y_mm), len(pixels.x_mm)), FAR_MM, np.float32)
        for own in ELLIPSOIDS:
            bent = far_from(own, height, y, x, self.turn) + BENT * self.waves[own].at(pixels)
            far[own] = self.radius_mm * bent
        for own, tubes in self.tracts.items():
            tube_mm = tubes.distance_mm(pixels)
            far[own] = np.where(tube_mm < REACH_MM, np.minimum(far[own], tube_mm), far[own])
        return far
