"""Scanner noise with the power spectrum that a look asks for, added to a drawn CT.

The networks draw the anatomy, which they learn from CTs without noise; noise is physics and is injected here.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy import ndimage
from scipy.optimize import nnls

from ..blueprint.labels import BLOODS, ORGANS, WITHIN_LUNGS, Label
from .look import SPECTRUM_BINS, Look
from .noise_direction import direction_amplitude, longer_from_side_to_side_cm
from .noise_power import noise_power_hu2, radial_band

#: Width of the change from one tissue's noise to the next, in pixels.
TRANSITION_PIXELS = 2.0
#: Where few photons arrive, behind most of the body.
DEEP = (*BLOODS, *ORGANS)


class ScannerNoise:
    """Noise for one CT: a spectrum for muscle and fat, one for the lungs, one for what lies deep, slice by slice.

    Args:
        look: gives the noise power.
        pixel_yx_mm: voxel size within a slice.
        seed: makes the noise reproducible; each slice has its own stream, so slices can be drawn in any order.
    """

    def __init__(self, look: Look, pixel_yx_mm: tuple[float, float], seed: int) -> None:
        self.pixel_yx_mm, self.seed = pixel_yx_mm, seed
        self.soft = _spectral_density(look.soft_noise_power_hu2)
        self.regions = (
            (WITHIN_LUNGS, _spectral_density(look.lung_noise_power_hu2)),
            (DEEP, _spectral_density(look.blood_noise_power_hu2)),
        )

    def of_slice(self, labels: np.ndarray, index: int) -> np.ndarray:
        """Noise (y, x) in HU for the slice of that index, zero outside the body; `labels` (y, x) are the slice's."""
        white = np.random.default_rng((self.seed, index)).standard_normal(labels.shape, dtype=np.float32)
        white = _directed(np.fft.rfft2(white), labels.shape, longer_from_side_to_side_cm(labels, self.pixel_yx_mm))
        soft = _coloured(white, labels.shape, self.soft)
        noise = soft.copy()
        for members, density in self.regions:
            within = ndimage.gaussian_filter(np.isin(labels, members).astype(np.float32), TRANSITION_PIXELS)
            noise += within * (_coloured(white, labels.shape, density) - soft)
        return np.where(labels != Label.OUTSIDE, noise, 0.0)


def _coloured(white: np.ndarray, shape: tuple[int, int], density: np.ndarray) -> np.ndarray:
    """Noise (y, x) of a spectral density, told at the middle of each band, from the spectrum of white noise."""
    band = radial_band(*shape)[:, : white.shape[1]]
    amplitude = np.sqrt(np.interp(band, np.arange(SPECTRUM_BINS) + 0.5, density)).astype(np.float32)
    return np.fft.irfft2(white * amplitude, shape)


def _directed(white: np.ndarray, shape: tuple[int, int], longer_cm: float) -> np.ndarray:
    """The spectrum of white noise (y, x) with more power across the longer way through the body than along it."""
    frequency_y, frequency_x = np.fft.fftfreq(shape[0])[:, None], np.fft.rfftfreq(shape[1])[None, :]
    return white * direction_amplitude(frequency_y, frequency_x, longer_cm).astype(np.float32)


def _spectral_density(power_hu2: tuple[float, ...]) -> np.ndarray:
    """The density per band of noise that, measured by `noise_power_hu2`, has this power in each band.

    The small regions of a measurement leak power into the neighbouring bands; undone here by least squares. The lowest
    band is left empty, as the reconstruction's ramp filter does (Riederer et al., Phys. Med. Biol. 23, 1978).
    """
    density, _ = nnls(_leakage()[1:, 1:], np.asarray(power_hu2)[1:])
    return np.concatenate([[0.0], density])


@cache
def _leakage() -> np.ndarray:
    """Power (SPECTRUM_BINS, SPECTRUM_BINS) measured in each band, for unit density in each band."""
    white = np.random.default_rng(0).standard_normal((8, 128, 128), dtype=np.float32)
    everywhere = np.ones(white.shape, bool)
    columns = [
        noise_power_hu2(np.stack([_coloured(np.fft.rfft2(s), s.shape, unit) for s in white]), everywhere)
        for unit in np.eye(SPECTRUM_BINS)
    ]
    return np.stack(columns, axis=1)
