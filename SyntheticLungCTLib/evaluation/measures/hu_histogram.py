"""How often each HU value occurs in each tissue."""

from __future__ import annotations

import numpy as np

from ...checking.tissues import TISSUES
from ...hounsfield_check import HIGHEST_HU, LOWEST_HU

HU_VALUES = np.arange(LOWEST_HU, HIGHEST_HU + 1)


def hu_histogram(hu: np.ndarray, mask: np.ndarray | None) -> np.ndarray:
    """Counts (4096,) uint32 of each of `HU_VALUES` among masked voxels.

    Args:
        hu: int16 (z, y, x), within LOWEST_HU and HIGHEST_HU.
        mask: bool (z, y, x); None where the tissue does not occur, for which all counts are 0.
    """
    if mask is None:
        return np.zeros(len(HU_VALUES), np.uint32)
    found = hu[mask].astype(np.int32) - LOWEST_HU
    return np.bincount(found, minlength=len(HU_VALUES)).astype(np.uint32)


def histogram_name(tissue: str) -> str:
    """The measure that holds a tissue's histogram."""
    return f"HU {tissue}"


HISTOGRAMS = {tissue: histogram_name(tissue) for tissue in TISSUES}
