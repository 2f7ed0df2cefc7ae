"""Vessels that branch and taper: the veins of a liver, with the cava, and vessels in the fat between organs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...blueprint.labels import ORGANS, Label
from ..mediastinum.tubes import Tubes
from ..pixels import Pixels
from ..waves import Waves
from . import standard_abdomen as standard
from .belly import Belly
from .viscera import around

#: Steps, how much they turn and thin; a branch leaves after so many mm, thinner and aside; thinner than this are none.
STEP_MM, TURN, TAPER, BRANCH_MM, THINNER, ASIDE, THINNEST_MM = 1.5, 0.09, 0.018, 20.0, 0.7, 0.9, 1.0
#: Streams of blood in the cava: where a field of this size is so high it is enhanced more than the liver, else as much.
STREAM_MM, STREAMS_FROM = 11.0, 0.2


@dataclass(frozen=True)
class Veins:
    """The cava, up to the heart, veins in the liver, and vessels of organs and fat; laid after the great vessels.

    Attributes:
        own: veins of organs, then arteries, and what fills these; branches are in the liver, thin ones in fat.
        liver, blood: what it is painted with, and what fills veins.
        streams: by which blood from the legs is enhanced in the cava, more or less.
    """

    belly: Belly
    cava: Tubes
    own: tuple[tuple[Tubes, Label], ...]
    branches: Tubes
    in_fat: Tubes
    liver: Label
    blood: Label
    streams: Waves

    @classmethod
    def of(cls, belly: Belly, liver: Label, plain: bool, rng: np.random.Generator) -> Veins:
        """Those of a belly; in a plain scan blood is as bright everywhere."""
        roots = [(start, np.subtract(aim, start), radius) for start, aim, radius in standard.LIVER_VEINS]
        starts = rng.uniform(*standard.FAT_BOX, (standard.FAT_COUNT, 3))
        fat = [(start, rng.normal(0, 30, 3), standard.FAT_RADIUS_MM) for start in starts]
        trees = [grown(own, belly, rng) for own in (roots, fat)]
        blood, artery = (Label.BLOOD,) * 2 if plain else (Label.DENSE_ORGAN, Label.CONTRAST_BLOOD)
        own = (belly.tubes(standard.VEINS), blood), (belly.tubes(standard.ARTERIES), artery)
        return cls(belly, belly.tube(standard.CAVA, flat=1.1), own, *trees, liver, blood, Waves.of(STREAM_MM, rng))

    def lay(self, labels: np.ndarray, height_mm: float) -> None:
        """Laid into a slice of labels (y, x), in place."""
        if height_mm > self.cava.middles_mm[:, 0].max():
            return
        part, pixels = labels[self.belly.box], Pixels(height_mm, *self.belly.pixels_mm)
        part[(part == self.liver) & self.branches.inside(pixels)] = self.blood
        # So thin, they are less bright than a vein.
        part[(part == Label.FAT) & self.in_fat.inside(pixels)] = self.liver
        soft = np.isin(part, (*ORGANS, Label.FAT, Label.SOFT_TISSUE))
        for tubes, blood in self.own:
            part[soft & tubes.inside(pixels)] = blood
        cava = soft & self.cava.inside(pixels)
        box, pixels = around(cava, pixels)
        mixed = np.where(self.streams.at(pixels) > STREAMS_FROM, self.blood, self.liver)
        part[box][cava[box]] = mixed[cava[box]]


def grown(roots: list[tuple], belly: Belly, rng: np.random.Generator) -> Tubes:
    """Trees in a belly, each from where it begins, the way (3,) it takes and its radius, in an average belly."""
    balls, waiting = [], [(np.array(start, float), way + rng.normal(0, 8, 3), radius) for start, way, radius in roots]
    while waiting:
        place, way, radius = waiting.pop()
        left_mm = BRANCH_MM * rng.uniform(0.6, 1.4)
        while radius > THINNEST_MM:
            balls.append([*place, radius])
            way = way / np.linalg.norm(way) + rng.normal(0, TURN, 3)
            place, radius, left_mm = place + STEP_MM * way, radius * (1 - TAPER), left_mm - STEP_MM
            if left_mm < 0:
                aside = ASIDE * np.cross(way, rng.normal(0, 1, 3))
                waiting.append((place, way + aside, THINNER * radius))
                way, radius, left_mm = way - 0.3 * aside, 0.9 * radius, BRANCH_MM * rng.uniform(0.6, 1.4)
    *places, radii = np.transpose(balls)
    return Tubes(belly.places_mm(np.transpose(places)), radii * belly.scale.mean())
