"""Stomach and bowel, which have a wall and hold air, fluid and what was eaten."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...blueprint.labels import Label
from ..mediastinum.tubes import REACH_MM, Tubes
from ..pixels import Pixels
from ..waves import Waves

#: Fat around organs; the thinnest wall.
APART_MM, THINNEST_MM = 1.5, 1.2


@dataclass(frozen=True)
class Hollow:
    """A hollow organ.

    Attributes:
        wall: what it is made of, how thick it is, and how its folds vary that, in mm.
        level_mm: air lies before this row of a volume.
        folds, grain: by which the wall is thicker here than there, and what it holds is not even.
        airy: the grain is air from there on.
    """

    tubes: Tubes
    wall: tuple[Label, float, float]
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
        (label, thick_mm, folds_mm), grain = self.wall, self.grain.at(pixels)
        thick = np.maximum(thick_mm + folds_mm * self.folds.at(pixels), THINNEST_MM)
        full = np.where(grain > self.airy, Label.GAS, np.where(grain < -self.airy, Label.FAT, Label.SOFT_TISSUE))
        full[pixels.y_mm < self.level_mm] = Label.GAS
        part[far_mm < 0] = np.where(far_mm > -thick, label, full)[far_mm < 0]


def uneven_mm(tubes: Tubes, bumps_mm: np.ndarray, pixels: Pixels) -> np.ndarray:
    """How far pixels (y, x) are from the uneven surface of tubes."""
    far_mm = tubes.distance_mm(pixels)
    return far_mm + np.where(far_mm < REACH_MM, bumps_mm, 0)


def around(mask: np.ndarray, pixels: Pixels) -> tuple[tuple[slice, slice], Pixels]:
    """The box around what is in a mask (y, x) of pixels, and where its own are."""
    shown = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
    rows, columns = (slice(own[0], own[-1] + 1) if len(own) else slice(0) for own in shown)
    return (rows, columns), Pixels(pixels.height_mm, pixels.y_mm[rows], pixels.x_mm[columns])
