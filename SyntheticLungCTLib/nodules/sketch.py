"""Which voxels a nodule would take at a point, told before it is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..population.lidc import draw_nodules
from ..population.specification import RATINGS, NoduleSpecification
from ..volume import CTVolume, UncheckedCT
from .at_point import nodule_at
from .block import Block
from .crop import Box
from .mask_box import box_of


@dataclass(frozen=True)
class Sketch:
    """A nodule's voxels.

    Attributes:
        box: the smallest that holds them, slices (z, y, x) of the CT.
        mask: bool (z, y, x) of the box's extent.
        wish: its ratings, those that were open drawn to go with the rest.
    """

    box: Box
    mask: np.ndarray
    wish: NoduleSpecification


def sketched(
    ct: CTVolume, at_lps_mm: Sequence[float], wish: NoduleSpecification | None, seed: int
) -> tuple[np.ndarray, NoduleSpecification]:
    """The voxels, bool (z, y, x) on the CT's grid, of a nodule around a point, and its ratings, all of them.

    Raises:
        InputError: when the point is not in lung, see `nodule_at`.
    """
    rng = np.random.default_rng((seed, 1))
    drawn = draw_nodules(rng, 1, wish)[0]
    mask = nodule_at(ct, at_lps_mm, drawn, rng)
    return mask, NoduleSpecification(**dict(zip(RATINGS, drawn.ratings, strict=True)))


def quick_sketch(ct: UncheckedCT, at_lps_mm: Sequence[float], wish: NoduleSpecification, seed: int) -> Sketch:
    """As `sketched`, in a time that goes with the nodule and not with the CT. Raises the same."""
    block = Block.at_point(ct, at_lps_mm, wish.diameter_mm)
    mask, whole = sketched(block.ct, at_lps_mm, wish, seed)
    tight = box_of(mask)
    box = tuple(slice(a.start + b.start, a.start + b.stop) for a, b in zip(block.box, tight, strict=True))
    return Sketch(box, mask[tight], whole)
