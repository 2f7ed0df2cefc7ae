"""Radiomics of slices in three planes, and of the lungs."""

from __future__ import annotations

from functools import partial

import numpy as np

from ..blueprint.labels import WITHIN_LUNGS, Label
from ..hounsfield_check import LOWEST_HU
from ..resampling import resampled
from .feature_space import FeatureSpace, Spacing, complete
from .planes import PLANES, pixel_mm, slices_of
from .radiomics import FEATURES, radiomics

HIGHEST_HU, BIN_HU = 400, 25.0
#: The lungs as a whole are even in all directions, as texture in three dimensions asks for.
LUNG_VOXEL_MM = 2.0
FEWEST_PIXELS = 200


def plane_features(hu: np.ndarray, labels: np.ndarray, spacing_zyx_mm: Spacing, axis: int) -> np.ndarray:
    """Radiomics of lung and of the rest of the body in slices evenly spread over the lungs, (slices, 18).

    Args:
        axis: across which slices are cut: 0 axial, 1 coronal, 2 sagittal.
    """
    lung = np.isin(labels, WITHIN_LUNGS)
    spacing = tuple(np.delete(spacing_zyx_mm, axis))
    target = pixel_mm(axis)
    rows = []
    for pick in slices_of(lung, axis):
        values, inside, named = (np.take(volume, pick, axis) for volume in (hu, lung, labels))
        coarse = resampled(np.clip(values, LOWEST_HU, HIGHEST_HU), spacing, target)
        masks = inside, (named != Label.OUTSIDE) & ~inside
        regions = [(resampled(mask, spacing, target) > 0.5)[None] for mask in masks]
        if min(region.sum() for region in regions) >= FEWEST_PIXELS:
            rows.append(radiomics(coarse[None], regions, BIN_HU))
    return complete(rows, 2 * len(FEATURES))


def lung_features(hu: np.ndarray, labels: np.ndarray, spacing_zyx_mm: Spacing) -> np.ndarray:
    """Radiomics of both lungs as one region in three dimensions, (1, 9)."""
    lung = np.isin(labels, WITHIN_LUNGS)
    if not lung.any():
        return np.zeros((0, len(FEATURES)))
    z, y, x = (slice(int(where.min()), int(where.max()) + 1) for where in np.nonzero(lung))
    values = resampled(np.clip(hu[z, y, x], LOWEST_HU, HIGHEST_HU), spacing_zyx_mm, LUNG_VOXEL_MM)
    mask = resampled(lung[z, y, x], spacing_zyx_mm, LUNG_VOXEL_MM) > 0.5
    return complete([radiomics(values, [mask], BIN_HU)], len(FEATURES))


RADIOMICS_SPACES = (
    *(
        FeatureSpace(f"radiomics of {plane} slices", partial(plane_features, axis=axis), "fastrad")
        for plane, axis in PLANES.items()
    ),
    FeatureSpace("radiomics of lungs", lung_features, "fastrad"),
)
