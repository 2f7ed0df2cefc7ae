"""Heart, great vessels and the organs below the diaphragm."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from . import morphology as m
from .bones import Bright
from .place import Place
from .scan import Scan

#: Between blood and heart muscle the border is halfway, but within these.
ENHANCED_HU = (95.0, 130.0)
#: Blood, or an organ, below or above these shares of its kind's median HU counts as faint or dense.
BLOOD_SHARES, ORGAN_SHARES = (0.85, 1.18), (0.75, 1.25)
_SOFT_HU = (5.0, 250.0)
_HEART_MM = 8.0
_VESSEL_MM = 4.5
_ORGAN_MM = 6.0
#: Chambers are told apart by their mean over this reach, inside the partial volume of their border.
_CHAMBER_MM, _BORDER_MM = 4.0, 2.0


@dataclass
class Trunk:
    """Bool arrays (coarse z, y, x), and the HU above which blood counts as enhanced.

    `blood_level` and `organ_level` (coarse z, y, x) are the local HU of contrast blood and of organs as a share of
    their median; NaN far from any.
    """

    heart: np.ndarray
    contrast: np.ndarray
    organ: np.ndarray
    enhanced_hu: float
    blood_level: np.ndarray
    organ_level: np.ndarray


def find_trunk(scan: Scan, place: Place, bright: Bright, lungs: np.ndarray, airway: np.ndarray) -> Trunk:
    """Part heart and vessels, blood with contrast agent, and abdominal organs (all coarse).

    The heart is what a ball of 8 mm reaches between the lungs above the diaphragm, the great vessels what one of
    4.5 mm reaches; organs are thick soft tissue below it, within the ribs. Enhanced blood goes on below the diaphragm
    as long as a slice continues the one above it (aorta, inferior vena cava).
    """
    spacing = scan.coarse_spacing_mm
    values = m.smoothed(scan.coarse, max(1.2, 2.0 * scan.sigma_mm), spacing)
    above, interior = place.above, place.thorax
    soft = (values > _SOFT_HU[0]) & ~bright.bone & ~airway & ~lungs
    middle = interior & above & soft & _middle(place, spacing) & ~place.spine
    deep = m.eroded(bright.enhanced & interior & above, 4.0, spacing)
    level = float(np.median(values[deep])) if deep.any() else 0.0
    enhanced_hu = float(np.clip(0.5 * (level + 45.0), *ENHANCED_HU))
    heart = m.opened(middle & ((values < _SOFT_HU[1]) | bright.enhanced), _HEART_MM, spacing)
    heart |= m.opened(middle & (values > 20), _VESSEL_MM, spacing)
    blood = bright.enhanced & above & (interior | ~interior.any(axis=(1, 2))[:, None, None])
    blood |= (values > enhanced_hu) & heart
    blood = m.without_small(blood, 0.3, spacing)
    blood |= _followed_down(
        m.opened(bright.enhanced & ~blood & _middle(place, spacing, 45.0), 3.0, spacing, in_plane=True), blood, spacing
    )
    organ = m.opened(soft & ~above & ~blood & place.abdomen, _ORGAN_MM, spacing)
    organ |= bright.enhanced & ~above & ~blood
    is_enhanced = (blood & heart).sum() * np.prod(spacing) / 1000 > 40
    contrast = blood if is_enhanced else np.zeros_like(blood)
    organ &= ~heart
    levels = (_level(scan.coarse, kind, spacing) for kind in (contrast, organ))
    return Trunk(heart & ~contrast & ~organ, contrast, organ, enhanced_hu, *levels)


def _level(hu: np.ndarray, kind: np.ndarray, spacing: m.Spacing) -> np.ndarray:
    """Local mean of a kind of tissue over its median; thin parts, which have no inside, are taken whole."""
    if not kind.any():
        return np.full(hu.shape, np.nan, np.float32)
    inside = m.eroded(kind, _BORDER_MM, spacing, in_plane=True)
    local = m.smoothed_within(hu, inside, _CHAMBER_MM, spacing, in_plane=False)
    whole = m.smoothed_within(hu, kind, _CHAMBER_MM, spacing, in_plane=False)
    return np.where(np.isnan(local), whole, local) / np.median(hu[kind])


def _middle(place: Place, spacing: m.Spacing, most_mm: float = 200.0) -> np.ndarray:
    """Bool (z, y, x): before the spinal canal, and near the midline as far back as only aorta and gullet lie."""
    dy = (np.arange(place.spine.shape[1])[None, :, None] - place.canal[:, 0, None, None]) * spacing[1]
    dx = (np.arange(place.spine.shape[2])[None, None, :] - place.canal[:, 1, None, None]) * spacing[2]
    return ((dy < -45) | ((dy < -8) & (np.abs(dx) < 50))) & (np.abs(dx) < most_mm)


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
