"""Slices in three planes, cut where there is much lung, on pixels that are the same for every CT."""

from __future__ import annotations

import numpy as np

#: Of slices: pixels in plane, and along z in coronal and sagittal ones.
PIXEL_MM, SLICE_MM = 1.0, 3.0
PLANES = {"axial": 0, "coronal": 1, "sagittal": 2}
SLICES = 8
#: Slices with less than this share of the largest lung area show too little lung.
LEAST_LUNG_SHARE = 0.25


def pixel_mm(axis: int) -> tuple[float, float]:
    """Of the slices cut across an axis (0 axial, 1 coronal, 2 sagittal)."""
    return (PIXEL_MM, PIXEL_MM) if axis == 0 else (SLICE_MM, PIXEL_MM)


def slices_of(lung: np.ndarray, axis: int) -> np.ndarray:
    """Indices of slices evenly spread over where there is much lung (z, y, x); none without lung."""
    area = lung.sum(axis=tuple({0, 1, 2} - {axis}))
    enough = np.flatnonzero(area > LEAST_LUNG_SHARE * area.max())
    if not len(enough):
        return enough
    places = np.linspace(0, len(enough) - 1, SLICES + 2)[1:-1]
    return enough[np.unique(places.round().astype(int))]
