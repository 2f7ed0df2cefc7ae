"""Blur: the lungs' border rises over more millimetres than a scanner makes it."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from ..blueprint.labels import WITHIN_LUNGS
from ..evaluation.measures.edge_spread import EDGES, edge_spread_mm
from .scan import IN_PLANE, Scan, Trace

EDGE = EDGES["lung to chest wall"]
GROUPS = 4


def blur(scan: Scan) -> Trace:
    """Edge spread in mm, 10 % to 90 %, in that quarter of the lungs' height where it is widest; 0 without a border."""
    heat, lung = np.zeros(scan.hu.shape, np.float32), np.isin(scan.labels, WITHIN_LUNGS)
    slices = np.flatnonzero(lung.any(axis=(1, 2)))
    score = 0.0
    for picks in np.array_split(slices, GROUPS):
        if not len(picks):
            continue
        group = slice(picks[0], picks[-1] + 1)
        spread_mm = edge_spread_mm(scan.hu[group], scan.labels[group], scan.spacing_zyx_mm, EDGE)
        if np.isfinite(spread_mm):
            border = ndimage.binary_dilation(lung[group], IN_PLANE, 2) & ~ndimage.binary_erosion(
                lung[group], IN_PLANE, 2
            )
            heat[group] = border * spread_mm
            score = max(score, spread_mm)
    return Trace(score, heat)
