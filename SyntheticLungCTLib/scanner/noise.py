"""Scanner noise with the power spectrum that a look asks for, added to a drawn CT.

The networks draw the anatomy, which they learn from CTs without noise; noise is physics and is injected here.
"""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from ..blueprint.labels import WITHIN_LUNGS, Label
from .look import SPECTRUM_BINS, Look
from .noise_power import radial_band

#: Width of the change from lung to soft-tissue noise, in pixels.
TRANSITION_PIXELS = 2.0


class ScannerNoise:
    """Noise for one CT: gains per frequency band for soft tissue and lung, drawn slice by slice.

    Args:
        look: gives the noise power.
        seed: makes the noise reproducible; each slice has its own stream, so slices can be drawn in any order.
    """

    def __init__(self, look: Look, seed: int) -> None:
        self.soft_gain, self.lung_gain = _gain(look.soft_noise_power_hu2), _gain(look.lung_noise_power_hu2)
        self.seed = seed

    def of_slice(self, labels: np.ndarray, index: int) -> np.ndarray:
        """Noise (y, x) in HU for the slice of that index, zero outside the body; `labels` (y, x) are the slice's."""
        white = np.random.default_rng((self.seed, index)).standard_normal(labels.shape, dtype=np.float32)
        spectrum = np.fft.rfft2(white)
        band = radial_band(*labels.shape)[:, : spectrum.shape[1]]
        soft = np.fft.irfft2(spectrum * _at(band, self.soft_gain), labels.shape)
        lung = np.fft.irfft2(spectrum * _at(band, self.lung_gain), labels.shape)
        within = ndimage.gaussian_filter(np.isin(labels, WITHIN_LUNGS).astype(np.float32), TRANSITION_PIXELS)
        return np.where(labels != Label.OUTSIDE, soft + within * (lung - soft), 0.0)


def _gain(power_hu2: tuple[float, ...]) -> np.ndarray:
    """Amplitude per band that gives unit white noise this power."""
    band = np.minimum(radial_band(64, 64).astype(int), SPECTRUM_BINS - 1).ravel()
    return np.sqrt(np.asarray(power_hu2) / (np.bincount(band, minlength=SPECTRUM_BINS) / band.size))


def _at(band: np.ndarray, gain: np.ndarray) -> np.ndarray:
    return np.interp(band, np.arange(SPECTRUM_BINS) + 0.5, gain).astype(np.float32)
