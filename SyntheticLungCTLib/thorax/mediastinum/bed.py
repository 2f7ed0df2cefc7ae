"""The bed in which the heart lies: before the oesophagus, and farther back beside it, clear of the descending aorta."""

from __future__ import annotations

import numpy as np

from ..pixels import Pixels
from .tubes import Tubes

CLEAR_MM, SLOPE, ROUND_MM = 5.0, 0.7, 15.0
#: An aorta that is less than this before the oesophagus descends; the heart keeps so far away from it.
DESCENDING_MM, APART_MM = 25.0, 1.5


def behind_bed(oesophagus: Tubes, pixels: Pixels) -> np.ndarray:
    """Which pixels (bool, y, x) lie too far back for a heart."""
    back_mm, side_mm = _middle_mm(oesophagus, pixels.height_mm)
    slope_mm = SLOPE * (np.hypot(pixels.x_mm - side_mm, ROUND_MM) - ROUND_MM)
    return pixels.y_mm[:, None] > back_mm - CLEAR_MM + slope_mm


def beside_aorta(aorta: Tubes, oesophagus: Tubes, pixels: Pixels) -> np.ndarray:
    """Which pixels (bool, y, x) belong to the descending aorta and what parts it from the heart."""
    return descending(oesophagus, pixels) & (aorta.distance_mm(pixels) < APART_MM)


def descending(oesophagus: Tubes, pixels: Pixels) -> np.ndarray:
    """Which rows of pixels (bool, y, 1) lie so far back that an aorta there descends."""
    return pixels.y_mm[:, None] > _middle_mm(oesophagus, pixels.height_mm)[0] - DESCENDING_MM


def _middle_mm(oesophagus: Tubes, height_mm: float) -> tuple[float, float]:
    """Where the oesophagus' middle (y, x) is; beyond its ends, where it ended."""
    heights_mm, *places_mm = oesophagus.middles_mm[np.argsort(oesophagus.middles_mm[:, 0])].T
    back_mm, side_mm = (float(np.interp(height_mm, heights_mm, place)) for place in places_mm)
    return back_mm, side_mm
