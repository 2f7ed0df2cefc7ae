"""Scanner noise, added to a drawn CT until it has the noise power spectrum that its look asks for.

The networks draw the anatomy; noise is physics and is injected here. Per tissue and frequency band only what the
drawing lacks is added, so noise that the drawing already has is not doubled.
"""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from ..blueprint.labels import WITHIN_LUNGS, Label
from .look import SPECTRUM_BINS, Look
from .noise_power import noise_power_hu2, radial_band

#: Width of the change from lung to soft-tissue noise, in pixels.
TRANSITION_PIXELS = 2.0
#: Bands below a quarter of Nyquist: a kernel's ramp leaves little noise there, what a tissue shows is vessels and fat.
#: They get no more noise than the band above, or missing anatomy would be filled with mottle.
ANATOMY_BANDS = 2


class ScannerNoise:
    """Noise for one CT: gains per frequency band for soft tissue and lung, drawn slice by slice.

    Args:
        drawn_hu: array (z, y, x), the CT as drawn.
        labels: uint8 array (z, y, x) of `Label` values.
        look: gives the noise power to reach.
        seed: makes the noise reproducible; each slice has its own stream, so slices can be drawn in any order.
    """

    def __init__(self, drawn_hu: np.ndarray, labels: np.ndarray, look: Look, seed: int) -> None:
        lungs = [int(Label.LUNG_LEFT), int(Label.LUNG_RIGHT)]
        self.soft_gain = _gain(look.soft_noise_power_hu2, noise_power_hu2(drawn_hu, labels == Label.SOFT_TISSUE))
        self.lung_gain = _gain(look.lung_noise_power_hu2, noise_power_hu2(drawn_hu, np.isin(labels, lungs)))
        self.seed = seed

    def of_slice(self, labels: np.ndarray, index: int) -> np.ndarray:
        """Noise (y, x) in HU for the slice of that index, zero outside the body."""
        white = np.random.default_rng((self.seed, index)).standard_normal(labels.shape, dtype=np.float32)
        spectrum = np.fft.rfft2(white)
        band = radial_band(*labels.shape)[:, : spectrum.shape[1]]
        soft = np.fft.irfft2(spectrum * _at(band, self.soft_gain), labels.shape)
        lung = np.fft.irfft2(spectrum * _at(band, self.lung_gain), labels.shape)
        within = ndimage.gaussian_filter(np.isin(labels, WITHIN_LUNGS).astype(np.float32), TRANSITION_PIXELS)
        return np.where(labels != Label.OUTSIDE, soft + within * (lung - soft), 0.0)


def _gain(target_hu2: tuple[float, ...], present_hu2: tuple[float, ...] | None) -> np.ndarray:
    """Amplitude per band that lifts the present power to the target, for unit white noise."""
    missing = np.maximum(np.asarray(target_hu2) - (0.0 if present_hu2 is None else np.asarray(present_hu2)), 0.0)
    band = np.minimum(radial_band(64, 64).astype(int), SPECTRUM_BINS - 1).ravel()
    density = missing / (np.bincount(band, minlength=SPECTRUM_BINS) / band.size)
    density[:ANATOMY_BANDS] = np.minimum(density[:ANATOMY_BANDS], density[ANATOMY_BANDS])
    return np.sqrt(density)


def _at(band: np.ndarray, gain: np.ndarray) -> np.ndarray:
    return np.interp(band, np.arange(SPECTRUM_BINS) + 0.5, gain).astype(np.float32)
