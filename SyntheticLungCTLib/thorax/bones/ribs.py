"""Twelve pairs of ribs laid on the cage: bands that sink from the spine to the front, one from each vertebra.

Bones of 7 mm are finer than what the thorax is drawn on, which shows lumps in their place. How ribs sink was measured
in the ten training patients; where they end, how deep and how thick they are was read from their cages, unrolled.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from ...blueprint.labels import ORGANS, Label
from ..cage import DIRECTIONS, Cage

#: By how many mm a rib rises per degree around the axis, mean of both sides: rows by height in the lungs, from their
#: bottom to their top, columns by angle from the back; in lungs that are `LUNGS_MM` high.
RISES = np.array(
    [
        [0.3, -0.9, -1.3, -1.3, -1.4, -1.5, -1.8, -2.2, -2.4, -2.2],
        [0.3, -0.9, -1.1, -0.9, -1.0, -1.3, -1.5, -1.7, -1.8, -2.0],
        [0.3, -0.6, -0.7, -0.7, -0.9, -1.2, -1.3, -1.4, -1.4, -1.5],
        [0.3, -0.4, -0.5, -0.7, -0.8, -1.0, -1.2, -1.2, -1.1, -1.2],
        [0.3, -0.3, -0.4, -0.6, -0.7, -0.9, -1.0, -1.0, -0.9, -1.0],
        [0.3, 0.0, -0.1, -0.4, -0.6, -0.8, -0.8, -0.8, -0.6, -0.5],
        [0.3, 0.2, 0.1, -0.2, -0.5, -0.6, -0.6, -0.5, -0.4, -0.4],
    ]
)
HEIGHTS = np.array([0.12, 0.31, 0.44, 0.56, 0.69, 0.81, 0.94])
ANGLES = np.array([10, 20, 30, 45, 60, 75, 90, 105, 120, 135])
LUNGS_MM = 268.0
#: Angles at which bone ends and cartilage begins, first to twelfth rib; nearer to the spine than `FIRST_ANGLE`, what
#: was drawn stays.
LAST_ANGLES = np.array([125, 138, 143, 143, 143, 141, 135, 127, 120, 113, 75, 48])
FIRST_ANGLE = 6.0
#: How far beyond the cage's surface a rib's middle lies, and half of its height and of its thickness.
DEPTH_MM, HALF_HEIGHT_MM, HALF_THICKNESS_MM = 4.6, 7.2, 3.8
#: Deviation of a rib's course, and over how many degrees and mm it bends.
BEND_MM, BEND_DEGREES, BEND_HEIGHT_MM = 1.6, 14.0, 18.0
#: Where lumps give way to ribs: between which depths beyond the cage, and between which angles.
CLEARED_MM, CLEARED_FROM, CLEARED_TO = (-4.0, 14.0), 25.0, 155.0
#: What ribs may take the place of.
SOLID = (Label.SOFT_TISSUE, Label.FAT, Label.SPONGY_BONE, *ORGANS)
DEGREES = np.arange(-180, 181)


@dataclass(frozen=True)
class Ribs:
    """Where ribs run on a cage.

    Attributes:
        numbers: (heights of the cage, DEGREES): 1.0 is the middle of the first rib, 1.5 that of the gap below it.
        apart_mm: from rib to rib, of the same shape, across them.
    """

    cage: Cage
    numbers: np.ndarray
    apart_mm: np.ndarray

    @classmethod
    def on(cls, cage: Cage, borders_mm: np.ndarray, rng: np.random.Generator) -> Ribs:
        """Ribs whose heads lie where vertebrae end (heights, ascending); the first at the lungs' top."""
        first = int(np.abs(borders_mm - cage.lungs_mm[1]).argmin())
        starts = _starts_mm(cage)[:, np.abs(DEGREES)]
        wave = rng.standard_normal(starts.shape)
        step_mm = cage.heights_mm[1] - cage.heights_mm[0]
        wave = ndimage.gaussian_filter(wave, (BEND_HEIGHT_MM / step_mm, BEND_DEGREES))
        starts = starts + BEND_MM * wave / wave.std()
        numbers = 1 + first - np.interp(starts, borders_mm, np.arange(len(borders_mm)))
        along_z = np.abs(np.gradient(numbers, cage.heights_mm, axis=0))
        arc_mm = np.stack([np.interp(np.deg2rad(DEGREES), DIRECTIONS, row, period=2 * np.pi) for row in cage.radii_mm])
        around = np.gradient(numbers, axis=1) / np.deg2rad(arc_mm)
        return cls(cage, numbers, 1 / np.maximum(np.hypot(along_z, around), 1e-3))

    def lay(self, labels: np.ndarray, height_mm: float, angles: np.ndarray, depth_mm: np.ndarray) -> None:
        """Ribs in place of lumps of bone in a slice of labels (y, x), in place.

        Args:
            angles, depth_mm: of the pixels (y, x), see `Cage`.
        """
        wall = (depth_mm > CLEARED_MM[0]) & (depth_mm < CLEARED_MM[1]) & np.isin(labels, SOLID)
        angles, depth_mm, found = angles[wall], depth_mm[wall], labels[wall]
        off = np.abs(angles)
        found[(found == Label.SPONGY_BONE) & (off > CLEARED_FROM) & (off < CLEARED_TO)] = Label.SOFT_TISSUE
        found[self._is_rib(height_mm, angles, depth_mm)] = Label.SPONGY_BONE
        labels[wall] = found

    def _is_rib(self, height_mm: float, angles: np.ndarray, depth_mm: np.ndarray) -> np.ndarray:
        """Which places of a slice are rib, from angles in degrees and depths beyond the cage."""
        numbers, apart_mm = (
            np.interp(angles, DEGREES, [np.interp(height_mm, self.cage.heights_mm, column) for column in table.T])
            for table in (self.numbers, self.apart_mm)
        )
        ribs = np.rint(numbers)
        shown = (ribs >= 1) & (ribs <= len(LAST_ANGLES)) & (np.abs(angles) > FIRST_ANGLE)
        shown &= np.abs(angles) < LAST_ANGLES[np.clip(ribs, 1, len(LAST_ANGLES)).astype(int) - 1]
        across = (numbers - ribs) * apart_mm / HALF_HEIGHT_MM
        return shown & (across**2 + ((depth_mm - DEPTH_MM) / HALF_THICKNESS_MM) ** 2 < 1)


def _starts_mm(cage: Cage) -> np.ndarray:
    """The height (heights of the cage, degrees from 0 to 180) at which the rib begins that passes here."""
    low_mm, high_mm = cage.lungs_mm
    scale = (high_mm - low_mm) / LUNGS_MM
    margin_mm = 200.0
    starts = np.arange(low_mm - margin_mm, high_mm + margin_mm, 2.0)
    here, found = starts.copy(), []
    for degree in range(181):
        found.append(np.interp(cage.heights_mm, here, starts))
        inside = np.clip((here - low_mm) / (high_mm - low_mm), 0, 1)
        columns = np.stack([np.interp(inside, HEIGHTS, column) for column in RISES.T], axis=1)
        at = np.interp(degree, ANGLES, np.arange(len(ANGLES)))
        left = int(min(at, len(ANGLES) - 2))
        rise = columns[:, left] + (at - left) * (columns[:, left + 1] - columns[:, left])
        here = np.maximum.accumulate(here + scale * rise)
    return np.stack(found, axis=1)
