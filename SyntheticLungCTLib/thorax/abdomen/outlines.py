"""Where liver and spleen end, and what is thin as a sheet."""

from __future__ import annotations

import numpy as np

from ..mediastinum.tubes import Tubes
from ..pixels import Pixels
from . import standard_abdomen as standard
from .belly import Belly

#: The edges of a liver are so round; how much thinner a spleen is at its hilum, how large this is; half a sheet.
ROUND_MM, HILUM, HILUM_SIZE, SHEET_MM = 9.0, 0.45, 0.15, 1.8


def spleen_mm(
    belly: Belly, spleen: np.ndarray, depth_mm: np.ndarray, bumps_mm: np.ndarray, pixels: Pixels
) -> np.ndarray:
    """How far pixels (y, x), so deep beyond the cage, are from a spleen (5,), which lies as a bowl on it."""
    middle, angle, tall, wide, thick_mm = spleen
    height = (pixels.height_mm - belly.domes_mm[1]) / belly.scale[0]
    off = ((height - middle) / tall) ** 2 + ((belly.polar[0] - angle) / wide) ** 2
    thick_mm = thick_mm * np.sqrt(np.clip(1 - off, 0, None)) * (1 - HILUM * np.exp(-off / HILUM_SIZE))
    return np.where(off < 1, np.maximum(-thick_mm - bumps_mm - depth_mm, depth_mm), np.inf)


def liver_mm(belly: Belly, pixels: Pixels) -> np.ndarray:
    """How far pixels (y, x) are from the liver, negative inside: left of it, or under it."""
    (y_mm, x_mm), (tall, deep, wide) = belly.canal_mm(pixels.height_mm), belly.scale
    y, x = ((pixels.y_mm - y_mm) / deep)[:, None], (pixels.x_mm - x_mm) / wide
    below_mm, left_mm = standard.LIVER_BELOW_MM
    height = (pixels.height_mm - belly.domes_mm[0]) / tall - below_mm
    beside = (x - np.interp(y, *np.transpose(standard.LIVER_LEFT_MM))) / 1.3
    below = (x - standard.LIVER_SLOPE * height - left_mm) / np.hypot(1, standard.LIVER_SLOPE)
    return ROUND_MM * np.logaddexp(beside / ROUND_MM, below / ROUND_MM) * wide


def sheets(edges: tuple, belly: Belly) -> Tubes:
    """Thin sheets in a belly, of balls in rows from one edge to the other."""
    points = []
    for (top, *first), (bottom, *last) in edges:
        count = int(np.linalg.norm(np.subtract(first, last)) / SHEET_MM)
        points += [[z, *row] for z in np.arange(bottom, top, SHEET_MM) for row in np.linspace(first, last, count)]
    places_mm = belly.places_mm(np.array(points))
    return Tubes(places_mm, np.full(len(places_mm), SHEET_MM))
