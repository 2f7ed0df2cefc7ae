"""What the pretrained extractor sees in the body between the lungs' ends."""

from __future__ import annotations

import numpy as np

from ..blueprint.labels import WITHIN_LUNGS, Label
from ..volume import AIR_HU
from .extractor import FEATURES, extracted
from .feature_space import EXTRACTOR, FeatureSpace, Spacing

#: Along each axis, so that one CT gives eight samples.
PARTS = 2


def extracted_volume(hu: np.ndarray, labels: np.ndarray, spacing_zyx_mm: Spacing) -> np.ndarray:
    """Features (8, 2048) of the eighths of the body's box, with air around the body and no table."""
    body, lung = labels != Label.OUTSIDE, np.isin(labels, WITHIN_LUNGS)
    if not lung.any():
        return np.zeros((0, FEATURES))
    ends = np.flatnonzero(lung.any(axis=(1, 2)))[[0, -1]]
    slab = slice(int(ends[0]), int(ends[1]) + 1)
    y, x = (np.flatnonzero(body[slab].any(axis=axes)) for axes in ((0, 2), (0, 1)))
    box = slab, slice(int(y[0]), int(y[-1]) + 1), slice(int(x[0]), int(x[-1]) + 1)
    return extracted(np.where(body[box], hu[box], AIR_HU), spacing_zyx_mm, PARTS)


EXTRACTOR_SPACES = (FeatureSpace("I3ResNet-152 of eighths", extracted_volume, EXTRACTOR),)
