"""The noise power spectrum of a tissue over spatial frequencies in cycles per mm, so that pixel sizes can differ."""

from __future__ import annotations

import numpy as np

from ...scanner.look import SPECTRUM_BINS
from ...scanner.noise_power import REGION_PIXELS, noise_power_hu2, radial_band

#: Up to the Nyquist frequency of pixels of 0.91 mm, as wide a field of view as chests are scanned with.
FREQUENCIES_PER_MM = np.arange(0.1, 0.56, 0.05)
TISSUES_OF_NOISE = ("soft tissue", "lung", "blood")
#: Least power that a spectrum tells, far below that of any scanner.
FLOOR_HU2_MM2 = 1e-4


def noise_spectrum_db(hu: np.ndarray, mask: np.ndarray | None, pixel_mm: float) -> np.ndarray:
    """Noise power, HU^2 mm^2, at each of `FREQUENCIES_PER_MM`, in decibel; NaN where it cannot be measured.

    Radially averaged after ICRU Report 87 (2012), see `scanner.noise_power`. It is taken in regions of 16 pixels, which
    miss some of the lowest frequencies: pixels half as wide tell up to 2 dB less below 0.25 per mm.

    Args:
        hu: (z, y, x).
        mask: bool (z, y, x) of the tissue.
        pixel_mm: distance of the pixels in a slice; frequencies above their Nyquist frequency are NaN.
    """
    unknown = np.full(len(FREQUENCIES_PER_MM), np.nan)
    power_hu2 = None if mask is None else noise_power_hu2(hu, mask)
    if power_hu2 is None:
        return unknown
    radius = radial_band(REGION_PIXELS, REGION_PIXELS).ravel()
    band = np.minimum(radius.astype(int), SPECTRUM_BINS - 1)
    cells = np.bincount(band, minlength=SPECTRUM_BINS)
    middles_per_mm = np.bincount(band, radius, SPECTRUM_BINS) / cells / SPECTRUM_BINS * 0.5 / pixel_mm
    density = np.array(power_hu2) / cells * (REGION_PIXELS * pixel_mm) ** 2
    found = np.interp(FREQUENCIES_PER_MM, middles_per_mm, 10 * np.log10(np.maximum(density, FLOOR_HU2_MM2)))
    return np.where(0.5 / pixel_mm >= FREQUENCIES_PER_MM, found, unknown)
