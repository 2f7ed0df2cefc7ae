"""The upper abdomen laid into slices: liver, spleen, kidneys, stomach and bowel in fat, under the diaphragm."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ...blueprint.labels import BLOODS, ORGANS, Label
from ..mediastinum.tubes import Tubes
from ..pixels import Pixels
from ..tissues import Tissue
from ..waves import Waves
from . import standard_abdomen as standard
from .belly import Belly
from .branching import Veins
from .outlines import liver_mm, sheets, spleen_mm
from .viscera import APART_MM, Hollow, uneven_mm

#: What organs take the place of.
SOFT = (Label.SOFT_TISSUE, Label.FAT, Label.GAS, *ORGANS, *BLOODS)
#: How uneven the surfaces of organs are, over what length.
UNEVEN_MM, UNEVEN_LENGTH_MM = 2.0, 28.0
#: How large organs of people are, as a share of the average, and how far from their place, in mm.
SIZES, PLACES_MM = 0.1, 5.0
#: Full and empty stomachs, and how deep the air before what is in them is; in some, food is seen.
FULLNESS, AIR_MM, COLON_AIR_MM, FED, FOOD = (0.8, 1.15), (12.0, 42.0), (22.0, 55.0), 0.3, 1.6
#: A kidney's sinus: so deep in it, and so far before and beside its middle; fat so far behind it; and its pyramids, so
#: deep where a field is so high.
SINUS_MM, SINUS_BESIDE_MM, BEHIND_MM, PYRAMIDS_MM, PYRAMIDS_FROM = -14.0, 13.5, 18.0, -6.0, 0.2
#: How much narrower than its sheet a fissure of the liver is; between which distances from what they lie on crura are.
NARROW_MM, CRURA_MM = 0.7, (0.5, 4.5)
#: Blood that was drawn so near under the diaphragm, or above it, is a heart's.
HEART_MM = 25.0


@dataclass(frozen=True)
class Abdomen:
    """One person's.

    Attributes:
        liver, spleen_of: what these are painted with.
        tubes: pancreas, kidneys, adrenals, oesophagus, what crura lie on, and fat in the liver.
        hollows: small bowel, colon and stomach.
        veins: laid later.
        waves: by which surfaces are uneven.
    """

    belly: Belly
    liver: Label
    spleen_of: Label
    tubes: dict[str, Tubes]
    hollows: tuple[Hollow, ...]
    spleen: np.ndarray
    veins: Veins
    waves: Waves

    @classmethod
    def of(cls, belly: Belly, shares: np.ndarray, rng: np.random.Generator) -> Abdomen:
        """That of a belly; shares (tissues, *FINE_GRID) tell how organs and blood are enhanced."""

        def tube(points: tuple, size: float = 1.0, **kind: float) -> Tubes:
            aside_mm = np.append(rng.normal(0, PLACES_MM, 3), 0)
            return belly.tube(points + aside_mm, size * (1 + SIZES * rng.standard_normal()), **kind)

        amount = {tissue: float(shares[tissue].sum()) for tissue in Tissue}
        liver = Label[max((Tissue.ORGAN, Tissue.FAINT_ORGAN), key=amount.get).name]
        plain = amount[Tissue.BLOOD] > amount[Tissue.CONTRAST_BLOOD] + amount[Tissue.DENSE_CONTRAST_BLOOD]
        spleen_of = liver if plain else Label.DENSE_ORGAN
        tubes = {name: tube(getattr(standard, name)) for name in ("PANCREAS", "LEFT_KIDNEY", "RIGHT_KIDNEY")}
        tubes |= {"OESOPHAGUS": belly.tube(standard.OESOPHAGUS), "UNDER_CRURA": belly.tubes(standard.UNDER_CRURA)}
        tubes |= {name: sheets(getattr(standard, name), belly) for name in ("ADRENALS", "FISSURES")}
        hollows = _hollows(tube, liver, spleen_of, rng)
        spleen = standard.SPLEEN * np.array([1, 1, *(1 + SIZES * rng.standard_normal(3))])
        veins = Veins.of(belly, liver, plain, rng)
        return cls(belly, liver, spleen_of, tubes, hollows, spleen, veins, Waves.of(UNEVEN_LENGTH_MM, rng))

    def lay(self, labels: np.ndarray, height_mm: float) -> None:
        """All but the veins laid into a slice of labels (y, x), in place."""
        belly = self.belly
        if height_mm > belly.diaphragm_mm.max():
            return
        part, pixels = labels[belly.box], Pixels(height_mm, *belly.pixels_mm)
        depth_mm = belly.cage.depth_mm(height_mm, *belly.polar)
        bumps = self.waves.at(pixels)
        inside, wall, muscle = belly.walls(part != Label.OUTSIDE, depth_mm, bumps, pixels)
        soft = np.isin(part, SOFT)
        if height_mm > min(belly.domes_mm) - HEART_MM:
            soft &= ~np.isin(part, BLOODS)
        own = np.full(part.shape, Label.FAT, np.uint8)
        self._lay_organs(own, depth_mm, UNEVEN_MM * bumps, pixels)
        own[wall] = Label.FAT
        own[muscle & (own == Label.FAT)] = Label.SOFT_TISSUE
        laid = soft & (inside | wall)
        # What was drawn of organs beyond the belly is fat under the heart, or muscle.
        stray = ~laid & np.isin(part, (*ORGANS, Label.GAS))
        before = (depth_mm < 0) & (pixels.y_mm[:, None] < belly.canal_mm(height_mm)[0] - HEART_MM)
        part[stray] = np.where(before, Label.FAT, Label.SOFT_TISSUE)[stray]
        part[laid] = own[laid]

    def _lay_organs(self, part: np.ndarray, depth_mm: np.ndarray, bumps_mm: np.ndarray, pixels: Pixels) -> None:
        """Organs into labels (y, x), in place, those that press on others after these."""
        bowel, colon, stomach = self.hollows
        part[uneven_mm(self.tubes["PANCREAS"], 1.2 * bumps_mm, pixels) < 0] = self.liver
        bowel.lay(part, 0.5 * bumps_mm, pixels)
        colon.lay(part, bumps_mm, pixels)
        part[liver_mm(self.belly, pixels) + 3 * bumps_mm < 0] = self.liver
        part[uneven_mm(self.tubes["FISSURES"], 0.6 * bumps_mm, pixels) < -NARROW_MM] = Label.FAT
        stomach.lay(part, 2.5 * bumps_mm, pixels)
        far_mm = spleen_mm(self.belly, self.spleen, depth_mm, bumps_mm, pixels)
        part[far_mm < APART_MM] = Label.FAT
        part[far_mm < 0] = self.spleen_of
        self._lay_kidneys(part, 0.5 * bumps_mm, pixels)
        part[(part == Label.FAT) & self.tubes["ADRENALS"].inside(pixels)] = self.liver
        far_mm = self.tubes["UNDER_CRURA"].distance_mm(pixels)
        part[far_mm < CRURA_MM[1] + 0.5 * bumps_mm] = Label.SOFT_TISSUE
        part[far_mm < CRURA_MM[0]] = Label.FAT
        part[self.tubes["OESOPHAGUS"].inside(pixels)] = Label.SOFT_TISSUE

    def _lay_kidneys(self, part: np.ndarray, bumps_mm: np.ndarray, pixels: Pixels) -> None:
        """Kidneys with fat around and in them into labels (y, x), in place."""
        pyramids = self.hollows[-1].folds.at(pixels) > PYRAMIDS_FROM
        for name, beside_mm in (("LEFT_KIDNEY", -SINUS_BESIDE_MM), ("RIGHT_KIDNEY", SINUS_BESIDE_MM)):
            sinus = Pixels(pixels.height_mm, pixels.y_mm + SINUS_BESIDE_MM, pixels.x_mm - beside_mm)
            far_mm = uneven_mm(self.tubes[name], bumps_mm, pixels)
            behind = Pixels(pixels.height_mm, pixels.y_mm - BEHIND_MM, pixels.x_mm - beside_mm)
            part[np.minimum(far_mm, self.tubes[name].distance_mm(behind)) < APART_MM] = Label.FAT
            part[far_mm < 0] = Label.DENSE_ORGAN
            part[(far_mm < PYRAMIDS_MM) & pyramids] = self.liver
            part[self.tubes[name].distance_mm(sinus) < SINUS_MM] = Label.FAT


def _hollows(tube: Callable[..., Tubes], liver: Label, lining: Label, rng: np.random.Generator) -> tuple[Hollow, ...]:
    """Small bowel, colon and stomach, which has another lining, from what makes tubes of a person's belly."""
    folds, stomach = Waves.of(9.0, rng), tube(standard.STOMACH, rng.uniform(*FULLNESS), flat=1.25)
    colon = tube(standard.COLON, ripple=0.18)
    holding = zip((colon, stomach), (COLON_AIR_MM, AIR_MM), strict=True)
    levels_mm = [(own.middles_mm[:, 1] - own.radii_mm).min() + rng.uniform(*air_mm) for own, air_mm in holding]
    fed = FOOD if rng.uniform() < FED else np.inf
    kinds = (
        (tube(standard.BOWEL), (liver, liver, 2.5, 0.8), -np.inf, Waves.of(5.0, rng), 3.0),
        (colon, (Label.SOFT_TISSUE, Label.SOFT_TISSUE, 2.0, 0.4), levels_mm[0], Waves.of(4.0, rng), 1.25),
        (stomach, (liver, lining, 7.5, 3.0), levels_mm[1], Waves.of(4.0, rng), fed),
    )
    return tuple(Hollow(own, wall, level, folds, grain, airy) for own, wall, level, grain, airy in kinds)
