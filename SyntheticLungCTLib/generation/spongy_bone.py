"""Spongy bone brought to the median HU that the look names: in bones that are shaped unlike a patient's, it is drawn
too dark, like marrow of fat. Other tissues are drawn as the look says."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from ..blueprint.labels import Label
from ..scanner.look import Look
from .rendering import USUAL_HU

FEWEST_VOXELS = 500
#: It is shifted by no more: beyond, the look and the labels do not fit each other.
MOST_HU = 80.0
#: The shift fades over a border as bone itself does, in pixels.
FADE_PIXELS = 1.0


def fit_spongy_bone(hu: np.ndarray, labels: np.ndarray, look: Look) -> None:
    """Shift spongy bone as a whole; in place.

    Args:
        hu: int16 (z, y, x).
        labels: `Label` values (z, y, x).
    """
    spongy = labels == Label.SPONGY_BONE
    if spongy.sum() < FEWEST_VOXELS:
        return
    wanted = look.tissue_hu.get(Label.SPONGY_BONE.name, USUAL_HU[Label.SPONGY_BONE])
    shift = np.clip(wanted - np.median(hu[spongy]), -MOST_HU, MOST_HU)
    for plane, names, bone in zip(hu, labels, spongy, strict=True):
        if bone.any():
            fading = shift * ndimage.gaussian_filter(bone.astype(np.float32), FADE_PIXELS, truncate=3)
            plane += np.where(names != Label.OUTSIDE, np.rint(fading), 0).astype(plane.dtype)
