"""A CT without its scanner noise: what the networks learn to draw."""

from __future__ import annotations

import numpy as np
from scipy import ndimage
from skimage.restoration import denoise_nl_means


def local_noise_hu(hu: np.ndarray, low_hu: float, high_hu: float) -> float:
    """Standard deviation (HU) of the quiet places of a slice (y, x) between two HU: a low quantile of local spread."""
    smooth = ndimage.uniform_filter(hu, 7)
    spread = np.sqrt(np.maximum(ndimage.uniform_filter(hu * hu, 7) - smooth * smooth, 0))
    inside = spread[(smooth > low_hu) & (smooth < high_hu)]
    return float(np.quantile(inside, 0.25)) if inside.size > 50 else 10.0


def denoise_slice(hu: np.ndarray) -> np.ndarray:
    """Non-local means (Buades et al., CVPR 2005) on a slice (y, x) in HU, at the noise of lung and of soft tissue.

    Slices are treated one by one: neighbours are several mm apart and share no noise.
    """
    hu = hu.astype(np.float32)

    def at_noise(sigma_hu: float) -> np.ndarray:
        return denoise_nl_means(hu, patch_size=5, patch_distance=5, h=0.7 * sigma_hu, sigma=sigma_hu, fast_mode=True)

    soft = at_noise(local_noise_hu(hu, 0, 120))
    lung_noise_hu = local_noise_hu(hu, -960, -750)
    lung = at_noise(lung_noise_hu)
    within = np.clip((-300 - ndimage.gaussian_filter(hu, 2)) / 200, 0, 1)
    return soft + within * (lung - soft)
