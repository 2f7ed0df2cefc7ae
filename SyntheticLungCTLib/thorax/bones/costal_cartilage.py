"""Cartilages from the front ends of ribs to the sternum, or to the cartilage above: bars of about 1 cm, between muscle
and spongy bone in HU, in some calcified."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...blueprint.labels import Label
from ..mediastinum.tubes import Tubes
from ..pixels import Pixels
from ..waves import Waves
from .ribs import DEPTH_MM, LAST_ANGLES, Ribs
from .sternum import Sternum

#: Where the first to seventh meet the sternum, as shares of its length from the top; the others join the one above at
#: this share of its course.
SHARES, JOINED = (0.06, 0.27, 0.41, 0.53, 0.64, 0.73, 0.79), 0.5
#: How far each sinks before it rises, in mm; and half of their thickness at the rib and at the sternum.
SINKS_MM, HALF_MM = (0.0, 0.0, 2.0, 5.0, 10.0, 16.0, 20.0, 16.0, 12.0, 8.0), (5.8, 4.8)
#: What they take the place of; specks of bone are where a field of this size is so high, from person to person.
SOFT, SPECK_MM, SPECKS_FROM = (Label.SOFT_TISSUE, Label.FAT), 5.0, (1.5, 3.5)


@dataclass(frozen=True)
class CostalCartilage:
    """One person's: where it runs, the label that looks like it, and by which it is calcified."""

    tubes: Tubes
    drawn: Label
    waves: Waves
    specks_from: float
    pixels_mm: tuple[np.ndarray, np.ndarray]

    @classmethod
    def between(
        cls,
        ribs: Ribs,
        sternum: Sternum,
        drawn: Label,
        pixels_mm: tuple[np.ndarray, np.ndarray],
        rng: np.random.Generator,
    ) -> CostalCartilage:
        """Those of ribs and a sternum, for slices whose rows and columns are at `pixels_mm`."""
        courses = []
        for side in (-1, 1):
            above = None
            for rib, sinks_mm in enumerate(SINKS_MM, start=1):
                angle = side * LAST_ANGLES[rib - 1]
                column = ribs.numbers[:, angle + 180]
                start = angle, np.interp(-rib, -column, ribs.cage.heights_mm), DEPTH_MM
                end = above[int(JOINED * len(above))] if rib > len(SHARES) else _meeting(ribs, sternum, rib, side)
                above = _course(np.array(start), np.array(end), sinks_mm)
                places = [(z, *ribs.cage.place_mm(z, angle, depth)) for angle, z, depth in above]
                courses.append((np.array(places), np.linspace(*HALF_MM, len(above))))
        return cls(Tubes.along(courses), drawn, Waves.of(SPECK_MM, rng), rng.uniform(*SPECKS_FROM), pixels_mm)

    def lay(self, labels: np.ndarray, height_mm: float) -> None:
        """Cartilage in a slice of labels (y, x), in place."""
        if self.tubes.reaches(height_mm):
            pixels = Pixels(height_mm, *self.pixels_mm)
            part, pixels = labels[box := self.tubes.box(pixels)], pixels.part(box)
            own = np.isin(part, SOFT) & (self.tubes.distance_mm(pixels) < 0)
            part[own] = np.where(self.waves.at(pixels)[own] > self.specks_from, Label.SPONGY_BONE, self.drawn)


def _meeting(ribs: Ribs, sternum: Sternum, rib: int, side: int) -> tuple[float, float, float]:
    """Where a rib's cartilage meets the sternum: angle from the back in degrees, height, depth beyond the cage."""
    low_mm, high_mm = sternum.heights_mm[[0, -1]]
    height_mm = high_mm - SHARES[rib - 1] * (high_mm - low_mm)
    y, x = (np.interp(height_mm, sternum.heights_mm, column) for column in sternum.middles_mm.T)
    angles, radii_mm = ribs.cage.polar(np.array([y]), np.array([x + side * sternum.sizes_mm(height_mm)[0]]))
    return side * abs(angles.item()), height_mm, ribs.cage.depth_mm(height_mm, angles, radii_mm).item()


def _course(start: np.ndarray, end: np.ndarray, sinks_mm: float) -> np.ndarray:
    """Angles, heights and depths (n, 3) along a curve from one place to another that sinks in its first half."""
    along = np.linspace(0, 1, 60)[:, None]
    turn = start + 0.4 * (end - start)
    turn[1] = min(start[1], turn[1]) - sinks_mm
    return (1 - along) ** 2 * start + 2 * along * (1 - along) * turn + along**2 * end
