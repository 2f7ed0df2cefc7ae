"""Radiomics of a nodule and its surroundings: what realism is judged by.

The features are pyradiomics' (van Griethuysen et al., Cancer Research 77, 2017; Zwanenburg et al., IBSI, Radiology
295, 2020) as `fastrad` computes them. Few, so that a hundred nodules can tell two distributions apart.
"""

from __future__ import annotations

import numpy as np

from ...errors import InputError
from .region import Region

#: Of the nodule and of the rim around it; size and shape are left out, because they are asked for, not drawn.
FEATURES = (
    "firstorder:10th_percentile",
    "firstorder:median",
    "firstorder:90th_percentile",
    "firstorder:skewness",
    "firstorder:entropy",
    "glcm:correlation",
    "glcm:idm",
    "glcm:difference_entropy",
    "ngtdm:contrast",
)
RIM_MM, BIN_HU = 5.0, 50.0
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
    try:
        import torch
        from fastrad import FeatureExtractor, FeatureSettings, Mask, MedicalImage
    except ImportError as error:
        raise InputError("Radiomics need fastrad: pip install 'synthetic-lung-ct[evaluation]'.") from error
    region = Region.of(np.clip(hu, -1024, 400), mask, spacing_zyx_mm)
    rim = (region.outside_mm > 0) & (region.outside_mm <= RIM_MM)
    settings = FeatureSettings(feature_classes=["firstorder", "glcm", "ngtdm"], bin_width=BIN_HU, device="cpu")
    image, extractor = MedicalImage(torch.from_numpy(region.hu).float()), FeatureExtractor(settings)
    parts = [extractor.extract(image, Mask(torch.from_numpy(part))) for part in (region.mask, rim)]
    return np.array([float(found[name]) for found in parts for name in FEATURES])
