"""The upper abdomen laid into slices: liver, spleen, kidneys, stomach and bowel in fat, under the diaphragm."""

from __future__ import annotations

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
from .viscera import APART_MM, Hollow, uneven_mm

#: What organs take the place of.
SOFT = (Label.SOFT_TISSUE, Label.FAT, Label.GAS, *ORGANS, *BLOODS)
#: How uneven the surfaces of organs are, over what length; the edges of a liver are so round.
UNEVEN_MM, UNEVEN_LENGTH_MM, ROUND_MM = 2.0, 28.0, 9.0
#: How large organs of people are, as a share of the average, and how far from their place, in mm.
SIZES, PLACES_MM = 0.1, 5.0
#: Full and empty stomachs, and how far before the canal what is in them reaches; the same of the colon.
FULLNESS, LEVEL_MM, COLON_LEVEL_MM = (0.55, 1.0), (75.0, 120.0), 125.0
#: A kidney's sinus: so deep in it, and so far before and beside its middle.
SINUS_MM, SINUS_BESIDE_MM = -17.0, 6.0
#: Blood that was drawn so near under the diaphragm, or above it, is a heart's.
HEART_MM = 25.0


@dataclass(frozen=True)
class Abdomen:
    """One person's.

    Attributes:
        liver: what it is painted with, as are spleen and pancreas.
        tubes: pancreas, kidneys and muscles.
        hollows: small bowel, colon and stomach.
        veins: laid later.
        waves: by which surfaces are uneven.
    """

    belly: Belly
    liver: Label
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
        tubes = {name: tube(getattr(standard, name)) for name in ("PANCREAS", "LEFT_KIDNEY", "RIGHT_KIDNEY")}
        muscles = [belly.tube(points) for points in standard.MUSCLES]
        tubes["MUSCLES"] = Tubes.along([(own.middles_mm, own.radii_mm) for own in muscles])
        folds, (canal_mm, _) = Waves.of(9.0, rng), belly.canal_mm(belly.domes_mm[1])
        colon_mm, stomach_mm = canal_mm - COLON_LEVEL_MM, canal_mm - rng.uniform(*LEVEL_MM)
        kinds = (
            (tube(standard.BOWEL), (Label.FAINT_ORGAN, 2.5, 0.8), -np.inf, 2.2),
            (tube(standard.COLON, ripple=0.13), (Label.SOFT_TISSUE, 2.2, 0.4), colon_mm, 1.0),
            (tube(standard.STOMACH, rng.uniform(*FULLNESS), flat=0.88), (Label.FAINT_ORGAN, 4.5, 2.2), stomach_mm, 2.4),
        )
        hollows = tuple(Hollow(*kind, folds, Waves.of(5.0, rng), airy) for *kind, airy in kinds)
        spleen = standard.SPLEEN * np.array([1, 1, *(1 + SIZES * rng.standard_normal(3))])
        veins = Veins.of(belly, liver, Label.BLOOD if plain else Label.FAINT_CONTRAST_BLOOD, rng)
        return cls(belly, liver, tubes, hollows, spleen, veins, Waves.of(UNEVEN_LENGTH_MM, rng))

    def lay(self, labels: np.ndarray, height_mm: float) -> None:
        """All but the veins laid into a slice of labels (y, x), in place."""
        belly = self.belly
        if height_mm > belly.diaphragm_mm.max():
            return
        part, pixels = labels[belly.box], Pixels(height_mm, *belly.pixels_mm)
        depth_mm = belly.cage.depth_mm(height_mm, *belly.polar)
        inside, wall, muscle = belly.walls(part != Label.OUTSIDE, depth_mm, pixels)
        soft = np.isin(part, SOFT)
        if height_mm > min(belly.domes_mm) - HEART_MM:
            soft &= ~np.isin(part, BLOODS)
        own = np.full(part.shape, Label.FAT, np.uint8)
        self._lay_organs(own, depth_mm, pixels)
        own[wall] = Label.FAT
        own[muscle & (own == Label.FAT)] = Label.SOFT_TISSUE
        laid = soft & (inside | wall)
        # What was drawn of organs beyond the belly is fat under the heart, or muscle.
        stray = ~laid & np.isin(part, (*ORGANS, Label.GAS))
        before = (depth_mm < 0) & (pixels.y_mm[:, None] < belly.canal_mm(height_mm)[0] - HEART_MM)
        part[stray] = np.where(before, Label.FAT, Label.SOFT_TISSUE)[stray]
        part[laid] = own[laid]

    def _lay_organs(self, part: np.ndarray, depth_mm: np.ndarray, pixels: Pixels) -> None:
        """Organs into labels (y, x), in place, those that press on others after these."""
        bowel, colon, stomach = self.hollows
        bumps_mm = UNEVEN_MM * self.waves.at(pixels)
        part[uneven_mm(self.tubes["PANCREAS"], 0.5 * bumps_mm, pixels) < 0] = self.liver
        bowel.lay(part, 0.5 * bumps_mm, pixels)
        colon.lay(part, bumps_mm, pixels)
        part[self._liver_mm(pixels) + 2 * bumps_mm < 0] = self.liver
        stomach.lay(part, 2 * bumps_mm, pixels)
        far_mm = self._spleen_mm(depth_mm, bumps_mm, pixels)
        part[far_mm < APART_MM] = Label.FAT
        part[far_mm < 0] = self.liver
        for name, beside_mm in (("LEFT_KIDNEY", -SINUS_BESIDE_MM), ("RIGHT_KIDNEY", SINUS_BESIDE_MM)):
            sinus = Pixels(pixels.height_mm, pixels.y_mm + SINUS_BESIDE_MM, pixels.x_mm - beside_mm)
            far_mm = uneven_mm(self.tubes[name], 0.5 * bumps_mm, pixels)
            part[far_mm < 3 * APART_MM] = Label.FAT
            part[far_mm < 0] = Label.DENSE_ORGAN
            part[self.tubes[name].distance_mm(sinus) < SINUS_MM] = Label.FAT
        part[self.tubes["MUSCLES"].distance_mm(pixels) < 0] = Label.SOFT_TISSUE

    def _spleen_mm(self, depth_mm: np.ndarray, bumps_mm: np.ndarray, pixels: Pixels) -> np.ndarray:
        """How far pixels (y, x) are from the spleen, which lies as a bowl on the cage."""
        middle, angle, tall, wide, thick_mm = self.spleen
        height = (pixels.height_mm - self.belly.domes_mm[1]) / self.belly.scale[0]
        off = ((height - middle) / tall) ** 2 + ((self.belly.polar[0] - angle) / wide) ** 2
        inner_mm = -thick_mm * np.sqrt(np.clip(1 - off, 0, None)) - bumps_mm
        return np.where(off < 1, np.maximum(inner_mm - depth_mm, depth_mm), np.inf)

    def _liver_mm(self, pixels: Pixels) -> np.ndarray:
        """How far pixels (y, x) are from the liver, negative inside: left of it, or under it."""
        (y_mm, x_mm), (tall, deep, wide) = self.belly.canal_mm(pixels.height_mm), self.belly.scale
        y, x = ((pixels.y_mm - y_mm) / deep)[:, None], (pixels.x_mm - x_mm) / wide
        below_mm, left_mm = standard.LIVER_BELOW_MM
        height = (pixels.height_mm - self.belly.domes_mm[0]) / tall - below_mm
        beside = (x - np.interp(y, *np.transpose(standard.LIVER_LEFT_MM))) / 1.3
        below = (x - standard.LIVER_SLOPE * height - left_mm) / np.hypot(1, standard.LIVER_SLOPE)
        return ROUND_MM * np.logaddexp(beside / ROUND_MM, below / ROUND_MM) * wide
