"""Heart, great vessels and the organs below the diaphragm."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from . import morphology as m
from .bones import Bright
from .scan import Scan

ENHANCED_HU = 115.0
_SOFT_HU = (5.0, 250.0)
_HEART_MM = 8.0
_VESSEL_MM = 4.5
_ORGAN_MM = 6.0


@dataclass
class Trunk:
    """Bool arrays (coarse z, y, x)."""

    heart: np.ndarray
    contrast: np.ndarray
    organ: np.ndarray


def thorax_interior(lungs: np.ndarray, spacing: m.Spacing) -> np.ndarray:
    """Bool (z, y, x): in each slice the convex hull of both lungs without the lungs: mediastinum and more.

    The hull is drawn in 3 mm, so sternum and ribs lie outside of it. Slices without two lungs are empty.
    """
    hull = np.zeros(lungs.shape, bool)
    for z, plane in enumerate(lungs):
        if plane.sum() * spacing[1] * spacing[2] > 800:
            hull[z] = _convex(plane)
    return m.eroded(hull, 3.0, spacing, in_plane=True) & ~lungs


def _convex(plane: np.ndarray) -> np.ndarray:
    from skimage.morphology import convex_hull_image

    return convex_hull_image(plane, offset_coordinates=False)


def diaphragm_z(left: np.ndarray, right: np.ndarray, spacing: m.Spacing) -> np.ndarray:
    """Height of the diaphragm as a slice index, float (y, x): the lungs' floor, joined smoothly between them.

    Under the heart no lung marks the diaphragm; there it is the weighted mean of the floors around.
    """
    both = left | right
    has = both.any(axis=0)
    floor = both.argmax(axis=0).astype(np.float32)
    flat = (1.0, spacing[1], spacing[2])
    known = m.smoothed_within(floor[None], has[None], 4.0, flat)[0]
    inner = m.eroded(has[None], 12.0, flat, in_plane=True)
    wide = m.smoothed_within(floor[None], inner if inner.any() else has[None], 22.0, flat)[0]
    wide = np.where(np.isfinite(wide), wide, np.nanmedian(wide))
    return np.where(has, known, wide)


def find_trunk(
    scan: Scan, left: np.ndarray, right: np.ndarray, interior: np.ndarray, bright: Bright, airway: np.ndarray
) -> Trunk:
    """Part heart and vessels, blood with contrast agent, and abdominal organs (all coarse).

    The heart is what a ball of 8 mm reaches between the lungs above the diaphragm, the great vessels what one of
    4.5 mm reaches; organs are thick soft tissue below it, within the ribs. Enhanced blood goes on below the diaphragm
    as long as a slice continues the one above it (aorta, inferior vena cava).
    """
    spacing = scan.coarse_spacing_mm
    values = m.smoothed(scan.coarse, 1.2, spacing)
    depth = np.arange(values.shape[0])[:, None, None]
    above = depth >= diaphragm_z(left, right, spacing)[None]
    lowest = np.nonzero((left | right).any(axis=(1, 2)))[0][0]
    above[:lowest] = False
    soft = (values > _SOFT_HU[0]) & ~bright.bone & ~airway & ~left & ~right
    middle = interior & above & soft & _before_canal(values.shape, bright.canal, spacing)
    heart = m.opened(middle & ((values < _SOFT_HU[1]) | bright.enhanced), _HEART_MM, spacing)
    heart |= m.opened(middle & (values > 20), _VESSEL_MM, spacing)
    blood = bright.enhanced & (above | ~_has_floor(left | right)) & (interior | ~_between(interior))
    blood |= (values > ENHANCED_HU) & heart
    blood = m.without_small(blood, 0.3, spacing)
    blood |= _followed_down(bright.enhanced & ~blood, blood, spacing)
    organ = m.opened(soft & ~above & ~blood & _within_ribs(bright, values > -150, spacing), _ORGAN_MM, spacing)
    organ |= bright.enhanced & ~above & ~blood
    contrast = blood if (blood & heart).sum() * np.prod(spacing) / 1000 > 40 else np.zeros_like(blood)
    return Trunk(heart & ~contrast & ~organ, contrast, organ & ~heart)


def _before_canal(shape: tuple[int, int, int], canal: np.ndarray, spacing: m.Spacing) -> np.ndarray:
    """Bool (z, y, x): in front of the spinal canal."""
    return (np.arange(shape[1])[None, :, None] - canal[:, 0, None, None]) * spacing[1] < -8 + np.zeros(shape[2])


def _has_floor(lungs: np.ndarray) -> np.ndarray:
    """Bool (z, 1, 1): slices at or above the lungs' lowest."""
    used = np.nonzero(lungs.any(axis=(1, 2)))[0]
    return ((np.arange(len(lungs)) < used[0]) & False)[:, None, None] | (np.arange(len(lungs)) >= 0)[:, None, None]


def _between(interior: np.ndarray) -> np.ndarray:
    return interior.any(axis=(1, 2))[:, None, None]


def _followed_down(candidates: np.ndarray, blood: np.ndarray, spacing: m.Spacing) -> np.ndarray:
    """Candidates that continue blood from the slice above, while each part stays of a vessel's size."""
    out = np.zeros(candidates.shape, bool)
    for z in range(len(candidates) - 2, -1, -1):
        from_above = (blood[z + 1] | out[z + 1]) & candidates[z]
        if not from_above.any():
            continue
        labels, count = ndimage.label(candidates[z])
        areas = np.bincount(labels.ravel(), minlength=count + 1) * spacing[1] * spacing[2]
        hit = np.zeros(count + 1, bool)
        hit[np.unique(labels[from_above])] = True
        hit &= areas < 1300
        hit[0] = False
        out[z] = hit[labels]
    return out


def _within_ribs(bright: Bright, tissue: np.ndarray, spacing: m.Spacing) -> np.ndarray:
    """Bool (z, y, x): the abdominal cavity, as the body drawn in by the wall's thickness, before the spine."""
    depth, height, width = tissue.shape
    inside = np.zeros(tissue.shape, bool)
    for z in range(depth):
        if bright.bone[z].any():
            inside[z] = _convex(bright.bone[z])
    inside = m.eroded(inside, 7.0, spacing, in_plane=True)
    x = np.abs(np.arange(width)[None, None, :] - bright.canal[:, 1, None, None]) * spacing[2]
    y = (np.arange(height)[None, :, None] - bright.canal[:, 0, None, None]) * spacing[1]
    return inside & ((y < -12) | ((x > 45) & (y < 15))) & ~((x < 55) & (y > -45) & (x > 20) & (y > -30))
