"""Nodules and what is around them, as radiomics, the slice encoder and the pretrained extractor see them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
from scipy import ndimage

from ..blueprint.labels import NODULES
from ..errors import InputError
from ..nodules.crop import Crop
from .encoder_spaces import encoded
from .extractor import FEATURES as EXTRACTED
from .extractor import extracted
from .feature_space import EXTRACTOR, FeatureSpace, Spacing, complete

#: Around a nodule, to every side; and of slices that are looked at, how far from its middle, as a share of its depth.
MARGIN_MM = 20.0
DEPTHS = (-0.5, 0.0, 0.5)
#: Smaller parts of a mask are specks.
LEAST_MM3 = 14.0
ONE_MM = (1.0, 1.0, 1.0)


def nodule_crops(
    hu: np.ndarray, labels: np.ndarray, spacing_zyx_mm: Spacing
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """HU float32 and mask bool, both (z, y, x) at 1 mm, of every nodule that is named, with 20 mm around it."""
    parts, _ = ndimage.label(np.isin(labels, NODULES), np.ones((3, 3, 3)))
    for index, box in enumerate(ndimage.find_objects(parts), start=1):
        if (parts[box] == index).sum() * np.prod(spacing_zyx_mm) < LEAST_MM3:
            continue
        mask = parts == index
        crop = Crop.around(mask, spacing_zyx_mm, MARGIN_MM)
        yield crop.read(hu), crop.share(mask) > 0.5


def nodule_radiomics(hu: np.ndarray, labels: np.ndarray, spacing_zyx_mm: Spacing) -> np.ndarray:
    """Radiomics (nodules, 18) of each nodule and of the rim around it."""
    from ..nodules.measuring.features import FEATURE_NAMES, roi_features

    rows = []
    for crop_hu, mask in nodule_crops(hu, labels, spacing_zyx_mm):
        try:
            rows.append(roi_features(crop_hu, mask))
        except InputError:  # too small to have texture
            continue
    return complete(rows, len(FEATURE_NAMES))


def encoded_nodules(hu: np.ndarray, labels: np.ndarray, spacing_zyx_mm: Spacing) -> np.ndarray:
    """The encoder's features (3 * nodules, 32) of axial slices through each nodule."""
    slices = []
    for crop_hu, mask in nodule_crops(hu, labels, spacing_zyx_mm):
        shown = np.flatnonzero(mask.any(axis=(1, 2)))
        if shown.size:
            middle, half = (shown[0] + shown[-1]) / 2, (shown[-1] - shown[0]) / 2
            slices += [crop_hu[round(middle + depth * half)] for depth in DEPTHS]
    return encoded(slices)


def extracted_nodules(hu: np.ndarray, labels: np.ndarray, spacing_zyx_mm: Spacing) -> np.ndarray:
    """The extractor's features (nodules, 2048)."""
    rows = [extracted(crop_hu, ONE_MM)[0] for crop_hu, _ in nodule_crops(hu, labels, spacing_zyx_mm)]
    return complete(rows, EXTRACTED)


NODULE_SPACES = tuple(
    map(
        partial(FeatureSpace, of_nodules=True),
        ("radiomics of nodules", "encoder of nodules", "I3ResNet-152 of nodules"),
        (nodule_radiomics, encoded_nodules, extracted_nodules),
        ("fastrad", "monai", EXTRACTOR),
    )
)
