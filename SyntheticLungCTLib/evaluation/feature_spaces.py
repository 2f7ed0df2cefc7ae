"""What a CT is reduced to before distributions are compared: radiomics of slices in three planes, and of the lungs.

Another space, such as a network's, is one more entry of `FEATURE_SPACES`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..blueprint.labels import WITHIN_LUNGS, Label
from ..resampling import resampled
from ..volume import LOWEST_HU
from .radiomics import FEATURES, radiomics

HIGHEST_HU, BIN_HU = 400, 25.0
#: Of slices; the lungs as a whole are even in all directions, as texture in three dimensions asks for.
PIXEL_MM, SLICE_MM, LUNG_VOXEL_MM = 1.0, 3.0, 2.0
SLICES = 8
#: Slices with less than this share of the largest lung area show too little lung, and so do a few pixels.
LEAST_LUNG_SHARE, FEWEST_PIXELS = 0.25, 200

Spacing = tuple[float, float, float]


@dataclass(frozen=True)
class FeatureSpace:
    """A name, and features (samples, k) of HU (z, y, x), labels (z, y, x) and their spacing."""

    name: str
    of: Callable[[np.ndarray, np.ndarray, Spacing], np.ndarray]


def plane_features(hu: np.ndarray, labels: np.ndarray, spacing_zyx_mm: Spacing, axis: int) -> np.ndarray:
    """Radiomics of lung and of the rest of the body in slices evenly spread over the lungs, (slices, 18).

    Args:
        axis: across which slices are cut: 0 axial, 1 coronal, 2 sagittal.
    """
    lung = np.isin(labels, WITHIN_LUNGS)
    spacing = tuple(np.delete(spacing_zyx_mm, axis))
    target = (PIXEL_MM, PIXEL_MM) if axis == 0 else (SLICE_MM, PIXEL_MM)
    rows = []
    for pick in slices_of(lung, axis):
        values, inside, named = (np.take(volume, pick, axis) for volume in (hu, lung, labels))
        coarse = resampled(np.clip(values, LOWEST_HU, HIGHEST_HU), spacing, target)
        masks = inside, (named != Label.OUTSIDE) & ~inside
        regions = [(resampled(mask, spacing, target) > 0.5)[None] for mask in masks]
        if min(region.sum() for region in regions) >= FEWEST_PIXELS:
            rows.append(radiomics(coarse[None], regions, BIN_HU))
    return complete(rows, 2 * len(FEATURES))


def slices_of(lung: np.ndarray, axis: int) -> np.ndarray:
    """Indices of slices evenly spread over where there is much lung (z, y, x); none without lung."""
    area = lung.sum(axis=tuple({0, 1, 2} - {axis}))
    enough = np.flatnonzero(area > LEAST_LUNG_SHARE * area.max())
    if not len(enough):
        return enough
    places = np.linspace(0, len(enough) - 1, SLICES + 2)[1:-1]
    return enough[np.unique(places.round().astype(int))]


def lung_features(hu: np.ndarray, labels: np.ndarray, spacing_zyx_mm: Spacing) -> np.ndarray:
    """Radiomics of both lungs as one region in three dimensions, (1, 9)."""
    lung = np.isin(labels, WITHIN_LUNGS)
    if not lung.any():
        return np.zeros((0, len(FEATURES)))
    z, y, x = (slice(int(where.min()), int(where.max()) + 1) for where in np.nonzero(lung))
    values = resampled(np.clip(hu[z, y, x], LOWEST_HU, HIGHEST_HU), spacing_zyx_mm, LUNG_VOXEL_MM)
    mask = resampled(lung[z, y, x], spacing_zyx_mm, LUNG_VOXEL_MM) > 0.5
    return complete([radiomics(values, [mask], BIN_HU)], len(FEATURES))


def complete(rows: list[np.ndarray], width: int) -> np.ndarray:
    """Rows (n, width) without those that lack a feature."""
    features = np.array(rows).reshape(-1, width)
    return features[np.isfinite(features).all(axis=1)]


FEATURE_SPACES = (
    FeatureSpace("axial slices", lambda hu, labels, spacing: plane_features(hu, labels, spacing, 0)),
    FeatureSpace("coronal slices", lambda hu, labels, spacing: plane_features(hu, labels, spacing, 1)),
    FeatureSpace("sagittal slices", lambda hu, labels, spacing: plane_features(hu, labels, spacing, 2)),
    FeatureSpace("lungs", lung_features),
)
