"""What lies under the skin from person to person: more or less fat around the trunk, and breasts.

What is drawn of a body is the mean of its left and right, and more alike from one to the next than people are. Sizes
were read off the training patients, who lie on their backs with raised arms.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from ..blueprint.labels import Label
from .cage import Cage
from .pixels import Pixels
from .waves import Waves

#: Lungs of so many litres are as often a woman's as a man's, and e times as often by so much less: of normal spreads of
#: 0.6 and 0.7 l around 5.0 and 7.0 l (Quanjer et al., Eur Respir J 6, 1993), all a fifth less lying down.
ALIKE_L, TELLS_L = 4.8, 0.18
#: Fat added around the trunk: deviation from person to person, of which half have none, and how it varies around.
LAYER_MM, UNEVEN, UNEVEN_MM = 6.0, 0.4, 110.0
#: A breast's middle as height in the lungs and angle from the back; how far it reaches up and down as a share of the
#: lungs' height, and to both sides in degrees, towards the breastbone and the armpit; how thick it is.
HEIGHT, ANGLE, TALL, WIDE, THICK_MM = (0.38, 0.48), 130.0, 0.26, (44.0, 44.0), (12.0, 34.0)
#: How round its outline is towards the breastbone, towards the armpit, and up and down: 0.5 is an ellipse, 1 runs out
#: flatly.
ROUND, UPWARDS = (1.1, 0.8), 0.7
#: Its gland lies so deep under the skin at least, where the breast has so much of its thickness in dense and in fatty
#: breasts; how ragged it is, by lobules and strands of these sizes.
UNDER_SKIN_MM, GLAND, RAGGED, LOBULE_MM, STRAND_MM = 6.0, (0.6, 0.9), 0.11, 12.0, 4.5
#: How far left and right breasts differ, as shares of their thickness and of the gland's.
SIDES, GLANDS = 0.1, 0.06


@dataclass(frozen=True)
class BodyShape:
    """One person's.

    Attributes:
        polar: angles and radii of the pixels (y, x), see `Cage.polar`, in `pixels_mm`, rows (y,) and columns (x,).
        layer_mm: how thick fat is that is added.
        breasts_mm: how thick the left and the right breast are, 0 is none; glands: from which share of that on they
            have gland.
        height: of the breasts' middle in the lungs.
        waves: by which the layer is uneven, of lobules and of strands.
    """

    cage: Cage
    polar: tuple[np.ndarray, np.ndarray]
    pixels_mm: tuple[np.ndarray, np.ndarray]
    layer_mm: float
    breasts_mm: tuple[float, float]
    glands: tuple[float, float]
    height: float
    waves: tuple[Waves, Waves, Waves]

    @classmethod
    def of(
        cls, cage: Cage, lungs_l: float, pixels_mm: tuple[np.ndarray, np.ndarray], rng: np.random.Generator
    ) -> BodyShape:
        """That of a person with lungs of so many litres."""
        woman = rng.uniform() < 1 / (1 + np.exp((lungs_l - ALIKE_L) / TELLS_L))
        layer_mm = max(0.0, LAYER_MM * rng.standard_normal())
        breast_mm, height, gland = (rng.uniform(*limits) for limits in (THICK_MM, HEIGHT, GLAND))
        waves = tuple(Waves.of(size_mm, rng) for size_mm in (UNEVEN_MM, LOBULE_MM, STRAND_MM))
        breasts_mm = woman * breast_mm * (1 + SIDES * rng.uniform(-1, 1, 2))
        glands = gland + GLANDS * rng.uniform(-1, 1, 2)
        return cls(cage, cage.polar(*pixels_mm), pixels_mm, layer_mm, tuple(breasts_mm), tuple(glands), height, waves)

    def lay(self, labels: np.ndarray, height_mm: float) -> None:
        """Fat and breasts around what was drawn of a body in a slice of labels (y, x), in place."""
        outside, pixels = labels == Label.OUTSIDE, Pixels(height_mm, *self.pixels_mm)
        left, shape = self.polar[0] > 0, self._breast(height_mm)
        breast_mm = np.where(left, *self.breasts_mm) * shape
        if outside.all() or not (self.layer_mm or breast_mm.any()):
            return
        uneven, lobules, strands = self.waves
        thick_mm = self.layer_mm * (1 + UNEVEN * uneven.at(pixels)) + breast_mm
        out_mm = ndimage.distance_transform_edt(outside, pixels.size_mm)
        added = outside & (out_mm < thick_mm)
        labels[added] = Label.FAT
        if breast_mm.any():
            deep_mm = ndimage.distance_transform_edt(labels != Label.OUTSIDE, pixels.size_mm)
            ragged = shape + RAGGED * (lobules.at(pixels) + strands.at(pixels)) > np.where(left, *self.glands)
            labels[added & (breast_mm > UNDER_SKIN_MM) & (deep_mm > UNDER_SKIN_MM) & ragged] = Label.SOFT_TISSUE

    def _breast(self, height_mm: float) -> np.ndarray:
        """Which share of its thickness a breast has at pixels (y, x) of a slice."""
        low_mm, high_mm = self.cage.lungs_mm
        up = ((height_mm - low_mm) / (high_mm - low_mm) - self.height) / TALL
        aside = np.abs(self.polar[0]) - ANGLE
        inwards = aside > 0
        around = np.clip(1 - (aside / np.where(inwards, *WIDE)) ** 2, 0, None) ** np.where(inwards, *ROUND)
        return max(0.0, 1 - up**2) ** UPWARDS * around
