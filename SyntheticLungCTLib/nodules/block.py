"""The part of a CT that a nodule's drawing needs to see: so much travels to a worker, and no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..hounsfield_check import LEAST_TISSUE_HU, MOST_AIR_HU
from ..population.placement import MOST_REACH
from ..population.specification import DIAMETER_MM
from ..volume import CTVolume, UncheckedCT
from .at_point import BORDER_MM, SEARCH_MM, index_of_point
from .crop import MULTIPLE, Box
from .surroundings import LEAST_CELLS, MARGIN_MM, SEEN_MM

#: A crop around a nodule shows so much on each side, and may be rounded up; of a small one it goes half of the least.
CROP_MM = max(MARGIN_MM + SEEN_MM + MULTIPLE, LEAST_CELLS / 2 + 1)
#: Voxels that rounding may take.
SPARE_VOXELS = 2
#: A block goes on until it shows air and tissue, as any CT does.
STEP_VOXELS = 16


@dataclass(frozen=True)
class Block:
    """A box of a CT.

    Attributes:
        box: slices (z, y, x) of the whole CT.
        ct: what is in it, a CT of its own at the same place in the patient.
    """

    box: Box
    ct: CTVolume

    @classmethod
    def at_point(cls, ct: UncheckedCT, at_lps_mm: Sequence[float], diameter_mm: float | None) -> Block:
        """Around a point, for a nodule of that size or of any.

        Raises:
            InputError: when the point is outside of the CT.
        """
        index = index_of_point(ct, at_lps_mm)
        nodule_mm = MOST_REACH * (diameter_mm or DIAMETER_MM[1])
        return cls._of(ct, index, index, BORDER_MM + max(nodule_mm + CROP_MM, SEARCH_MM))

    @classmethod
    def around(cls, ct: UncheckedCT, box: Box) -> Block:
        """Around the box of a nodule's mask."""
        low, high = (np.array([getattr(side, end) for side in box], float) for end in ("start", "stop"))
        return cls._of(ct, low, high - 1, CROP_MM)

    @classmethod
    def of_box(cls, ct: UncheckedCT, box: Box) -> Block:
        """The box of a CT, where that is a CT of its own."""
        return cls(box, CTVolume(ct.hu[box], ct.geometry.of_box(box), ct.provenance))

    @classmethod
    def _of(cls, ct: UncheckedCT, low: np.ndarray, high: np.ndarray, reach_mm: float) -> Block:
        reach = np.ceil(reach_mm / np.array(ct.geometry.spacing_zyx_mm)) + SPARE_VOXELS
        while True:
            first = np.maximum(low - reach, 0).astype(int)
            last = np.minimum(high + reach + 1, ct.hu.shape).astype(int)
            box = tuple(slice(int(a), int(b)) for a, b in zip(first, last, strict=True))
            hu = ct.hu[box]
            if hu.size == ct.hu.size or not (hu.min() > MOST_AIR_HU or hu.max() < LEAST_TISSUE_HU):  # NaN is neither
                return cls.of_box(ct, box)
            reach = reach + STEP_VOXELS
