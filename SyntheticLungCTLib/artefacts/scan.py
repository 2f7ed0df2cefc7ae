"""A CT as the artefact finder looks at it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import ndimage

from ..blueprint.labels import BLOODS, BONES, LUNGS, ORGANS, Label

#: Tissues, each even enough that what does not belong there can be seen; fat and soft tissue are the evenest.
EVEN_TISSUES = ((Label.FAT,), (Label.SOFT_TISSUE,), (*BLOODS, *ORGANS), LUNGS)
BORDER_MM = 3.0
SOLIDS = (Label.FAT, Label.SOFT_TISSUE, *BLOODS, *ORGANS, *BONES)
IN_PLANE = np.ones((1, 3, 3), bool)


@dataclass(frozen=True)
class Scan:
    """hu int16 and labels uint8 (`Label` values), both (z, y, x) in LPS order, and the spacing of their voxels."""

    hu: np.ndarray
    labels: np.ndarray
    spacing_zyx_mm: tuple[float, float, float]

    @property
    def voxel_ml(self) -> float:
        return float(np.prod(self.spacing_zyx_mm)) / 1000

    @cached_property
    def even_tissue(self) -> np.ndarray:
        """uint8 (z, y, x): which of `EVEN_TISSUES`, counted from 1, well away from its border in plane; elsewhere 0.

        So skin and fat planes that lie level are no lines, and partial volume is no stripe.
        """
        named = np.zeros(self.labels.shape, np.uint8)
        for number, members in enumerate(EVEN_TISSUES, start=1):
            named[np.isin(self.labels, members)] = number
        side = 2 * max(1, round(BORDER_MM / self.spacing_zyx_mm[2])) + 1
        lowest, highest = (f(named, (1, side, side)) for f in (ndimage.minimum_filter, ndimage.maximum_filter))
        return np.where(lowest == highest, named, 0)


@dataclass(frozen=True)
class Trace:
    """How strong an artefact is in a CT, and where: float32 (z, y, x) in the score's unit, 0 where there is none."""

    score: float
    heat: np.ndarray
