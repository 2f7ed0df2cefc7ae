"""How alike slices are that lie a few millimetres apart."""

from __future__ import annotations

import math

import numpy as np

from ...checking.measures import slice_correlation

#: As thick as routine slices are; nearer slices share their noise and partial volume.
APART_MM = 5.0


def coherence(hu: np.ndarray, body: np.ndarray, slice_mm: float) -> float:
    """Correlation of slices `APART_MM` apart, between those of the nearest whole steps; NaN with too few slices.

    Slices thicker than that are compared with their neighbours.

    Args:
        hu, body: (z, y, x).
        slice_mm: from one slice to the next.
    """
    steps = max(APART_MM / slice_mm, 1.0)
    below, above = math.floor(steps + 1e-6), math.ceil(steps - 1e-6)
    if above >= len(hu):
        return float("nan")
    near = slice_correlation(hu, body, below)
    return near if above == below else near + (steps - below) * (slice_correlation(hu, body, above) - near)
