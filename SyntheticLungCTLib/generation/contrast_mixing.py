"""Contrast agent that has not mixed evenly: enhanced blood varies over millimetres, more than networks draw it."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from ..blueprint.labels import CONTRAST_BLOODS, ORGANS, Label

#: Standard deviation of the field that is added, and how wide it is. With it, blood that is enhanced as usual varies
#: over 2 to 5 mm by 4.4 HU and over 5 to 12 mm by 4.3; in training patients by 2.7 to 13 and by 3.0 to 12.
SPREAD_HU, WIDTH_MM = 10.0, 4.0
#: Of what contrast agent adds to blood that is enhanced as usual, faint blood has at most and dense blood at least so
#: much: in training patients 0.5 to 0.7 and 1.25 to 3. Networks draw them more alike.
PLAIN_HU, FAINT, DENSE = 50.0, 0.64, 1.7
LEVELS = ((Label.FAINT_CONTRAST_BLOOD, FAINT, -np.inf, 0), (Label.DENSE_CONTRAST_BLOOD, DENSE, 0, np.inf))
#: It is told in vessels so wide, done there and around, and not where so much of a square is an organ: there veins of
#: organs are.
WIDE_PIXELS, AROUND_PIXELS = (1, 7, 7), (1, 15, 15)
FEWEST_VOXELS, ORGAN_SHARE, SQUARE_PIXELS = 200, 0.3, (1, 41, 41)


def part_levels(hu: np.ndarray, labels: np.ndarray) -> None:
    """Part blood that is enhanced less and more from what is enhanced as usual, in place; as `mix_contrast`."""
    organs = ndimage.uniform_filter(np.isin(labels, ORGANS).astype(np.float32), SQUARE_PIXELS)
    deep = {label: ndimage.minimum_filter(labels == label, WIDE_PIXELS) for label in CONTRAST_BLOODS}
    usual = _median_hu(hu, deep[Label.CONTRAST_BLOOD])
    for label, share, least, most in LEVELS:
        off = np.clip(PLAIN_HU + share * (usual - PLAIN_HU) - _median_hu(hu, deep[label]), least, most)
        if np.isfinite(off):
            wide = (labels == label) & ndimage.maximum_filter(deep[label], AROUND_PIXELS)
            hu[wide] += (off * (1 - np.clip(organs[wide] / ORGAN_SHARE, 0, 1))).astype(hu.dtype)


def _median_hu(hu: np.ndarray, mask: np.ndarray) -> float:
    return float(np.median(hu[mask])) if mask.sum() >= FEWEST_VOXELS else np.nan


def mix_contrast(hu: np.ndarray, labels: np.ndarray, spacing_zyx_mm: tuple[float, float, float], seed: int) -> None:
    """Vary enhanced blood, in place.

    Args:
        hu: int16 (z, y, x), without noise.
        labels: `Label` values (z, y, x).
    """
    boxes = ndimage.find_objects(np.isin(labels, CONTRAST_BLOODS).astype(np.uint8))
    if not boxes:
        return
    part_levels(hu[boxes[0]], labels[boxes[0]])
    part, blood = hu[boxes[0]], np.isin(labels[boxes[0]], CONTRAST_BLOODS)
    field = np.random.default_rng((seed, 8)).standard_normal(part.shape, dtype=np.float32)
    field = ndimage.gaussian_filter(field, [WIDTH_MM / side for side in spacing_zyx_mm], truncate=3)
    part += np.where(blood, np.rint(SPREAD_HU * field / max(field.std(), 1e-6)), 0).astype(part.dtype)
