"""A nodule that was put into a CT."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..blueprint.nodule import Nodule
from ..volume import CTVolume
from .quality import NoduleQuality


@dataclass
class Insertion:
    """What an insertion gives.

    Attributes:
        ct: the CT with the nodule.
        mask: the nodule's voxels, bool (z, y, x) on the CT's grid.
        nodule: its place, size and ratings.
        quality: its scores; below the bounds only when that was asked for.
        draws: how many were drawn for it.
    """

    ct: CTVolume
    mask: np.ndarray
    nodule: Nodule
    quality: NoduleQuality
    draws: int
