"""Stomach and bowel, which have a wall and hold air, fluid and what was eaten."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...blueprint.labels import Label
from ..mediastinum.tubes import REACH_MM, Tubes
from ..pixels import Pixels
from ..waves import Waves

#: Fat around organs; a wall's muscle, and the thinnest wall; how much more air rises before a middle, told over this
#: length; from how much more of the grain on there are small bubbles; and below which value of the folds no lining is
#: seen.
APART_MM, MUSCLE_MM, THINNEST_MM, RISES, AHEAD_MM, SPECKS, BARE = 1.5, 4.0, 1.2, 1.2, 6.0, 2.0, 0.1


@dataclass(frozen=True)
class Hollow:
    """A hollow organ.

    Attributes:
        wall: what its muscle and what lines that is, how thick it is, and how its folds vary that, in mm.
        level_mm: air lies before this row of a volume.
        folds, grain: by which the wall is thicker here than there, and what it holds is not even.
        airy: folds are large bubbles of air from there on, and the grain fat, on its other side; infinite in fluid.
    """

    tubes: Tubes
    wall: tuple[Label, Label, float, float]
    level_mm: float
    folds: Waves
    grain: Waves
    airy: float

    def lay(self, part: np.ndarray, bumps_mm: np.ndarray, pixels: Pixels) -> None:
        """Laid into labels (y, x) of a slice, with fat around it, in place; its surface is uneven by bumps (y, x)."""
        far_mm = uneven_mm(self.tubes, bumps_mm, pixels)
        part[far_mm < APART_MM] = Label.FAT
        box, pixels = around(far_mm < 0, pixels)
        part, far_mm = part[box], far_mm[box]
        (muscle, lining, thick_mm, folds_mm), grain, folds = self.wall, self.grain.at(pixels), self.folds.at(pixels)
        thick = np.maximum(thick_mm + folds_mm * folds, THINNEST_MM)
        ahead = Pixels(pixels.height_mm, pixels.y_mm + AHEAD_MM, pixels.x_mm)
        front = RISES * (far_mm - self.tubes.distance_mm(ahead)) / AHEAD_MM
        full = np.where(grain < -self.airy, Label.FAT, Label.SOFT_TISSUE)
        full[(folds + front > self.airy) | (grain > SPECKS * self.airy)] = Label.GAS
        full[pixels.y_mm < self.level_mm] = Label.GAS
        full[far_mm > -thick] = np.where(folds > BARE, lining, muscle)[far_mm > -thick]
        full[far_mm > -np.minimum(thick, MUSCLE_MM)] = muscle
        part[far_mm < 0] = full[far_mm < 0]


def uneven_mm(tubes: Tubes, bumps_mm: np.ndarray, pixels: Pixels) -> np.ndarray:
    """How far pixels (y, x) are from the uneven surface of tubes."""
    far_mm = tubes.distance_mm(pixels)
    return far_mm + np.where(far_mm < REACH_MM, bumps_mm, 0)


def around(mask: np.ndarray, pixels: Pixels) -> tuple[tuple[slice, slice], Pixels]:
    """The box around what is in a mask (y, x) of pixels, and where its own are."""
    shown = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
    rows, columns = (slice(own[0], own[-1] + 1) if len(own) else slice(0) for own in shown)
    return (rows, columns), Pixels(pixels.height_mm, pixels.y_mm[rows], pixels.x_mm[columns])
