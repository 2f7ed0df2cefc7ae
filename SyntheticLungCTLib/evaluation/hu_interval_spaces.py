"""A feature space for each HU interval, so that what is off in fat does not hide behind bone.

The intervals are those that the networks draw in, see `hounsfield.py`.
"""

from __future__ import annotations

from functools import partial
from itertools import pairwise

import numpy as np

from ..blueprint.labels import WITHIN_LUNGS, Label
from ..hounsfield import TOUCHING_EDGES_HU
from ..resampling import resampled
from .feature_space import FeatureSpace, Spacing, complete
from .planes import slices_of
from .radiomics import FEATURES, radiomics

#: Coarser than slices of all HU, as there are seven times as many.
PIXEL_MM, GREY_LEVELS = 2.0, 16
FEWEST_PIXELS, LEAST_RANGE_HU = 200, 1.0


def interval_features(
    bounds_hu: tuple[float, float], hu: np.ndarray, labels: np.ndarray, spacing_zyx_mm: Spacing
) -> np.ndarray:
    """Radiomics of the body in axial slices of which only an interval is seen, (slices, 9).

    Slices in which nothing lies in the interval have no texture there and are left out.

    Args:
        bounds_hu: what is below or above is seen as the bound.
    """
    low, high = bounds_hu
    rows = []
    for pick in slices_of(np.isin(labels, WITHIN_LUNGS), axis=0):
        values = resampled(np.clip(hu[pick], low, high), spacing_zyx_mm[1:], PIXEL_MM)
        body = resampled(labels[pick] != Label.OUTSIDE, spacing_zyx_mm[1:], PIXEL_MM) > 0.5
        if body.sum() >= FEWEST_PIXELS and np.ptp(values[body]) > LEAST_RANGE_HU:
            rows.append(radiomics(values[None], [body[None]], (high - low) / GREY_LEVELS))
    return complete(rows, len(FEATURES))


INTERVAL_SPACES = tuple(
    FeatureSpace(f"{low} to {high} HU", partial(interval_features, (low, high)), "fastrad")
    for low, high in pairwise(TOUCHING_EDGES_HU)
)
