"""Radiomics of a nodule and its surroundings: what realism is judged by."""

from __future__ import annotations

import numpy as np

from ...evaluation.radiomics import FEATURES, radiomics
from .region import Region

RIM_MM, BIN_HU = 5.0, 50.0
#: Of the nodule and of the rim around it.
FEATURE_NAMES = tuple(f"{part} {name}" for part in ("nodule", "rim") for name in FEATURES)


def roi_features(
    hu: np.ndarray, mask: np.ndarray, spacing_zyx_mm: tuple[float, float, float] = (1.0, 1.0, 1.0)
) -> np.ndarray:
    """Features (18,) in the order of `FEATURE_NAMES`; percentiles in HU, the rest without unit.

    Args:
        hu: a crop (z, y, x) in HU with 5 mm or more around the nodule.
        mask: the nodule (z, y, x), not 0 inside.
        spacing_zyx_mm: of the crop's voxels; other than 1 mm are resampled.

    Raises:
        InputError: when `fastrad` is not installed, or the mask is too small or does not go with the crop.
    """
    region = Region.of(np.clip(hu, -1024, 400), mask, spacing_zyx_mm)
    rim = (region.outside_mm > 0) & (region.outside_mm <= RIM_MM)
    return radiomics(region.hu, (region.mask, rim), BIN_HU)
