"""The noise power spectrum (NPS) of a CT by tissue.

Radially averaged 2-D NPS of small square regions, after ICRU Report 87 (2012): the mean is taken away, the power is
normalised so that the bands add up to the variance (HU^2). Bands are shares of the Nyquist frequency of the pixel
grid; the last one takes the corners of the frequency plane as well.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .look import SPECTRUM_BINS

REGION_PIXELS = 16
#: Least share of a region that must be the tissue; the rest is set to the region's mean.
LEAST_TISSUE_SHARE = 0.92
QUIET_SHARE = 0.85


def radial_band(height: int, width: int) -> np.ndarray:
    """Fractional band index (0 to SPECTRUM_BINS) of each frequency of a (height, width) FFT."""
    fy, fx = np.fft.fftfreq(height)[:, None], np.fft.fftfreq(width)[None, :]
    return np.hypot(fy, fx) / 0.5 * SPECTRUM_BINS


def _regions(hu: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """All REGION_PIXELS squares (n, r, r) of a slice that are nearly all tissue, mean taken away."""
    r = REGION_PIXELS
    height, width = (side // r * r for side in hu.shape)

    def tiles(array: np.ndarray) -> np.ndarray:
        return array[:height, :width].reshape(height // r, r, width // r, r).swapaxes(1, 2).reshape(-1, r, r)

    tissue = tiles(mask)
    keep = tissue.mean(axis=(1, 2)) >= LEAST_TISSUE_SHARE
    values, tissue = tiles(hu)[keep].astype(np.float32), tissue[keep]
    mean = (values * tissue).sum(axis=(1, 2)) / np.maximum(tissue.sum(axis=(1, 2)), 1)
    return np.where(tissue, values - mean[:, None, None], 0.0)


def noise_power_hu2(hu: np.ndarray, mask: np.ndarray, most_regions: int = 4000) -> tuple[float, ...] | None:
    """Variance (HU^2) in each of SPECTRUM_BINS radial bands, within a tissue.

    Args:
        hu: array (z, y, x).
        mask: boolean array (z, y, x) of the tissue.
        most_regions: bound on the work; slices are visited at even steps.

    Returns:
        The bands' mean over the regions without the loudest ones, in which a vessel or an edge is no noise; None where
        fewer than eight regions fit.
    """
    r = REGION_PIXELS
    found: list[np.ndarray] = []
    offsets = (0, r // 2)
    for z in range(hu.shape[0]):
        if mask[z].sum() < r * r:
            continue
        found += [_regions(hu[z, dy:, dx:], mask[z, dy:, dx:]) for dy in offsets for dx in offsets]
        if sum(len(f) for f in found) > most_regions * 4:
            break
    regions = np.concatenate(found) if found else np.zeros((0, r, r), np.float32)
    if len(regions) < 8:
        return None
    regions = regions[:: max(1, len(regions) // most_regions)]
    window = np.outer(np.hanning(r + 2)[1:-1], np.hanning(r + 2)[1:-1])
    power = np.abs(np.fft.fft2(regions * window)) ** 2 / (window**2).sum() / r**2
    band = np.minimum(radial_band(r, r).astype(int), SPECTRUM_BINS - 1).ravel()
    spectra = np.stack([np.bincount(band, p.ravel(), SPECTRUM_BINS) for p in power])
    quiet = spectra[np.argsort(spectra.sum(axis=1))[: max(8, int(len(spectra) * QUIET_SHARE))]]
    return tuple(float(v) for v in quiet.mean(axis=0))


def share_above_half_nyquist(power_hu2: Sequence[float]) -> float:
    """Share of the power in the upper half of the bands: the sharpness of kernel and noise."""
    return float(sum(power_hu2[SPECTRUM_BINS // 2 :]) / max(sum(power_hu2), 1e-6))
