"""Bone brought to the HU that patients have: in bones shaped unlike a patient's, spongy bone is drawn too dark, like
marrow of fat, and compact bone too even."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from ..blueprint.labels import Label
from ..scanner.look import Look
from .rendering import USUAL_HU

FEWEST_VOXELS = 500
#: Spongy bone is shifted by no more: beyond, the look and the labels do not fit each other.
MOST_HU = 80.0
#: The shift fades over a border as bone itself does, in pixels.
FADE_PIXELS = 1.0
#: From the median of compact bone to its 95th percentile: mean of the ten training patients (355 to 716).
TAIL_HU, TAIL_PERCENT = 495.0, 95
#: What is denser than the median is stretched by no more.
MOST_STRETCH = 2.5


def fit_bone(hu: np.ndarray, labels: np.ndarray, look: Look) -> None:
    """Shift spongy bone as a whole, and stretch the dense half of compact bone; in place.

    Args:
        hu: int16 (z, y, x).
        labels: `Label` values (z, y, x).
    """
    _shift_spongy(hu, labels, look)
    _stretch_compact(hu, labels)


def _shift_spongy(hu: np.ndarray, labels: np.ndarray, look: Look) -> None:
    spongy = labels == Label.SPONGY_BONE
    if spongy.sum() < FEWEST_VOXELS:
        return
    wanted = look.tissue_hu.get(Label.SPONGY_BONE.name, USUAL_HU[Label.SPONGY_BONE])
    shift = np.clip(wanted - np.median(hu[spongy]), -MOST_HU, MOST_HU)
    for plane, names, bone in zip(hu, labels, spongy, strict=True):
        if bone.any():
            fading = shift * ndimage.gaussian_filter(bone.astype(np.float32), FADE_PIXELS, truncate=3)
            plane += np.where(names != Label.OUTSIDE, np.rint(fading), 0).astype(plane.dtype)


def _stretch_compact(hu: np.ndarray, labels: np.ndarray) -> None:
    compact = labels == Label.CORTICAL_BONE
    if compact.sum() < FEWEST_VOXELS:
        return
    found = hu[compact]
    median, dense = np.percentile(found, (50, TAIL_PERCENT))
    stretch = np.clip(TAIL_HU / max(dense - median, 1.0), 1.0, MOST_STRETCH)
    hu[compact] = found + np.rint((stretch - 1) * np.maximum(found - median, 0)).astype(hu.dtype)
