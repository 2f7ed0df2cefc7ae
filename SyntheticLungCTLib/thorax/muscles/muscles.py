"""The muscles of the trunk laid around the cage, with fat between them and under the skin.

They are finer than what the thorax is drawn on, which shows them run into each other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...blueprint.labels import Label
from ..cage import Cage
from ..pixels import Pixels
from ..waves import Waves
from .standard_muscles import APART_MM, MUSCLES, PATCH_MM, RIB_LAYER_MM, SPREAD_MM

#: What muscles and fat take the place of.
SOFT = (Label.SOFT_TISSUE, Label.FAT)
#: Fat between muscles and the surface of the body at least, skin included.
UNDER_SKIN_MM = 3.5
#: Spread from person to person of how thick muscles are, as a share, and of where they end.
STRENGTH, END_DEGREES = 0.1, 1.2
#: How full the middle of a muscle is: 0.5 is an ellipse, less a sheet of even thickness.
FULLNESS = 0.38
#: The front of the belly and of the neck stay as they were drawn: from which height, at which angle from the back.
FRONT_HEIGHTS, FRONT_ANGLES = (-0.3, -0.3, 0.2, 0.28), (0.0, 80.0, 120.0, 180.0)
FRONT, TOP, HIGHEST = 152.0, 0.86, 1.15
#: What is between ribs is so thick, and ends at these heights.
INTERCOSTAL_MM, RIBS_END = 6.3, (0.97, 1.02)
#: Septa: at which value of the field, how wide in these, and in which muscles.
SEPTUM, SEPTUM_HALF, SPLIT = 0.6, 0.06, ("erector spinae",)


@dataclass(frozen=True)
class Muscles:
    """One person's muscles on a cage.

    Attributes:
        rows: of each muscle, as in `standard_muscles`.
        waves: by which there is more fat between muscles here than there.
    """

    cage: Cage
    rows: dict[str, np.ndarray]
    waves: Waves

    @classmethod
    def on(cls, cage: Cage, rng: np.random.Generator) -> Muscles:
        """Muscles of one person."""
        strength = 1 + STRENGTH * rng.standard_normal()
        own = {name: _varied(rows, strength, rng) for name, rows in MUSCLES.items()}
        return cls(cage, own, Waves.of(PATCH_MM, rng))

    def lay(
        self, labels: np.ndarray, pixels: Pixels, angles: np.ndarray, depth_mm: np.ndarray, inside_mm: np.ndarray
    ) -> None:
        """Muscles and fat in place of what is soft beyond the cage in a slice of labels (y, x), in place.

        Args:
            angles, depth_mm: of the pixels (y, x), see `Cage`.
            inside_mm: how far under the body's surface they are.
        """
        low_mm, high_mm = self.cage.lungs_mm
        height = (pixels.height_mm - low_mm) / (high_mm - low_mm)
        off = np.abs(angles)
        wall = (depth_mm > 0) & np.isin(labels, SOFT) & (height > np.interp(off, FRONT_ANGLES, FRONT_HEIGHTS))
        wall &= ((off < FRONT) | (height < TOP)) & (height < HIGHEST)
        muscle = _is_muscle(self.rows, height, off[wall], depth_mm[wall], self.waves.at(pixels)[wall])
        muscle &= inside_mm[wall] > UNDER_SKIN_MM
        labels[wall] = np.where(muscle, Label.SOFT_TISSUE, Label.FAT)


def _varied(rows: np.ndarray, strength: float, rng: np.random.Generator) -> np.ndarray:
    """Rows of a muscle as a person of this strength has it."""
    own = rows.copy()
    own[:, [1, 3]] += END_DEGREES * rng.standard_normal(2)
    own[:, [2, 4]] = RIB_LAYER_MM + strength * (own[:, [2, 4]] - RIB_LAYER_MM)
    own[:, 5] *= strength
    return own


def _is_muscle(
    rows: dict[str, np.ndarray], height: float, off: np.ndarray, depth_mm: np.ndarray, waves: np.ndarray
) -> np.ndarray:
    """Which places of a slice are muscle, from angles off the back in degrees and depths in mm.

    A muscle lies over those before it, with fat around it by a field of waves; where that is negative, they touch.
    Along a contour of the field septa of fat run through some.
    """
    inside = depth_mm < np.interp(height, RIBS_END, (INTERCOSTAL_MM, 0))
    apart_mm, septum = APART_MM + SPREAD_MM * waves, np.abs(waves - SEPTUM) < SEPTUM_HALF
    for name, table in rows.items():
        if not table[0, 0] < height < table[-1, 0]:
            continue
        start, start_mm, end, end_mm, thick_mm = (np.interp(height, table[:, 0], column) for column in table.T[1:])
        near = np.flatnonzero((off > start) & (off < end))
        along = (off[near] - start) / (end - start)
        middle_mm = start_mm + (end_mm - start_mm) * along
        half_mm = thick_mm / 2 * (4 * along * (1 - along)) ** FULLNESS
        split = septum[near] & (name in SPLIT)
        beside_mm = np.abs(depth_mm[near] - middle_mm) - half_mm
        inside[near] = np.where(beside_mm < apart_mm[near], (beside_mm < 0) & ~split, inside[near])
    return inside
