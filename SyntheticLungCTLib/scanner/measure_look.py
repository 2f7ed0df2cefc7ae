"""The look of a real CT, measured."""

from __future__ import annotations

import numpy as np

from ..blueprint.labels import BLOODS, CONTRAST_BLOODS, LUNGS, NODULES, Label
from .denoise import denoise_slice
from .look import Look
from .noise_power import noise_power_hu2

#: Slices whose noise is measured; a spectrum needs no more, and denoising takes half a second each.
NOISE_SLICES = 12
#: A tissue of which there is less keeps its usual HU.
FEWEST_VOXELS = 500


def measure_look(hu: np.ndarray, labels: np.ndarray) -> Look:
    """The look of a CT.

    Noise is what denoising takes away: the power of the CT itself would count fine vessels as noise, and a CT drawn
    with it would be too grainy.

    Args:
        hu: int16 array (z, y, x).
        labels: uint8 array (z, y, x) of `Label` values, as extracted from it.
    """
    look = Look()
    lung, blood, contrast = (np.isin(labels, members) for members in (LUNGS, BLOODS, CONTRAST_BLOODS))
    if contrast.sum() > 0.2 * blood.sum():
        blood = contrast
    noise, sampled = noise_of_slices(hu, labels)
    found: dict[str, float | tuple[float, ...] | None] = {
        "lung_hu": float(np.median(hu[lung])) if lung.any() else None,
        "blood_hu": float(np.median(hu[blood])) if blood.any() else None,
        "tissue_hu": _medians_hu(hu, labels),
        "lung_noise_power_hu2": noise_power_hu2(noise, np.isin(sampled, LUNGS)),
        "soft_noise_power_hu2": noise_power_hu2(noise, sampled == Label.SOFT_TISSUE),
        "blood_noise_power_hu2": noise_power_hu2(noise, np.isin(sampled, BLOODS)),
    }
    return Look(**{**look.model_dump(), **{k: v for k, v in found.items() if v is not None}})


def _medians_hu(hu: np.ndarray, labels: np.ndarray) -> dict[str, float]:
    """Median of each tissue that is neither given elsewhere in a look nor a nodule's own."""
    members = set(Label) - {Label.OUTSIDE, Label.METAL, *LUNGS, *NODULES}
    masks = ((label, labels == label) for label in sorted(members))
    return {label.name: float(np.median(hu[mask])) for label, mask in masks if mask.sum() >= FEWEST_VOXELS}


def noise_of_slices(hu: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Noise (HU) and labels of a few slices spread over the CT, cut to the body's box: both (n, y, x)."""
    picks = np.unique(np.linspace(0, len(hu) - 1, NOISE_SLICES + 2)[1:-1].round().astype(int))
    rows, columns = (np.flatnonzero((labels != Label.OUTSIDE).any(axis=axes)) for axes in ((0, 2), (0, 1)))
    box = np.ix_(picks, rows, columns)
    noise = np.stack([slice_hu - denoise_slice(slice_hu) for slice_hu in hu[box].astype(np.float32)])
    return noise, labels[box]
