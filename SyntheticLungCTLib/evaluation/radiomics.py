"""Radiomics of regions: what density and texture are judged by.

The features are pyradiomics' (van Griethuysen et al., Cancer Research 77, 2017; Zwanenburg et al., IBSI, Radiology
295, 2020) as `fastrad` computes them. Few, so that a hundred samples can tell two distributions apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
from scipy import ndimage

from ..errors import InputError

#: Of each region; size and shape are left out, because they are asked for, not drawn.
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
WHAT_TO_INSTALL = "Radiomics need fastrad: pip install 'synthetic-lung-ct[evaluation]'."


def radiomics(hu: np.ndarray, masks: Sequence[np.ndarray], bin_hu: float) -> np.ndarray:
    """`FEATURES` of each region one after the other, (9 * regions,); percentiles in HU, the rest without unit.

    What a region has not, such as the texture of one single grey level, is NaN.

    Args:
        hu: (z, y, x) on a grid whose spacing is the same for all that is compared; one slice for texture in a plane.
        masks: of the regions, bool (z, y, x).
        bin_hu: width of the grey levels that texture is counted in.

    Raises:
        InputError: when `fastrad` is not installed.
    """
    try:
        import torch
        from fastrad import FeatureExtractor, FeatureSettings, Mask, MedicalImage
    except ImportError as error:
        raise InputError(WHAT_TO_INSTALL) from error
    settings = FeatureSettings(feature_classes=["firstorder", "glcm", "ngtdm"], bin_width=bin_hu, device="cpu")
    image, extractor = MedicalImage(torch.from_numpy(hu).float()), FeatureExtractor(settings)
    with _one_thread():
        parts = [extractor.extract(image, Mask(torch.from_numpy(_joined(mask)))) for mask in masks]
    return np.array([float(found.get(name, np.nan)) for found in parts for name in FEATURES])


def _joined(mask: np.ndarray) -> np.ndarray:
    """Without voxels that have no neighbour: they have no texture, and fastrad 1.0 fails at a grey level of theirs."""
    return mask & (ndimage.convolve(mask.astype(np.uint8), np.ones((3, 3, 3), np.uint8), mode="constant") > 1)


@contextmanager
def _one_thread() -> Iterator[None]:
    """Regions are small: torch's threads would spend their time waiting for each other."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
