"""Single measures of a CT or of a pair of CTs."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from ..blueprint.labels import Label
from ..volume import AIR_HU

#: So far around the body the skin fades into air; air is not denser than this above -1000 HU.
SKIN_FADES_MM, AIR_WITHIN_HU = 4.0, 100


def dice(a: np.ndarray, b: np.ndarray) -> float:
    """Dice coefficient of two masks; 1 where both are empty."""
    total = int(a.sum()) + int(b.sum())
    return 2.0 * int((a & b).sum()) / total if total else 1.0


def slice_correlation(hu: np.ndarray, body: np.ndarray, apart: int = 1) -> float:
    """Mean Pearson correlation of slices so many apart, over voxels that are body in both; hu, body (z, y, x)."""
    found = []
    for below, above, inside in zip(hu[:-apart], hu[apart:], body[:-apart] & body[apart:], strict=True):
        if inside.sum() > 1000:
            found.append(np.corrcoef(below[inside], above[inside])[0, 1])
    return float(np.mean(found)) if found else float("nan")


def share_of_matter_outside(hu: np.ndarray, labels: np.ndarray, pixel_mm: float) -> float:
    """Share of the voxels well outside the body that are not air; hu, labels (z, y, x)."""
    steps = int(np.ceil(SKIN_FADES_MM / pixel_mm))
    body = np.stack([ndimage.binary_dilation(s, iterations=steps) for s in labels != Label.OUTSIDE])
    outside = hu[~body]
    return float((outside > AIR_HU + AIR_WITHIN_HU).mean()) if outside.size else 0.0
