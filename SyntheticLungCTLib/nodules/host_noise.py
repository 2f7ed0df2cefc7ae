"""The noise of the CT around a nodule's place, drawn anew for the nodule: as strong, and about as fine.

All arrays are (z, y, x) of cells of 1 mm.
"""

from __future__ import annotations

import numpy as np
from scipy import ndimage

#: Noise is what is finer than this; measured in lung of less than so many HU, or, with few such cells, everywhere.
FINE_CELLS, LUNG_BELOW_HU, FEWEST_CELLS = 0.7, -700.0, 200
#: How fine it is.
GRAIN_CELLS = 0.5
#: Makes the median of absolute deviations a normal distribution's standard deviation.
TO_DEVIATION = 1.4826


def host_noise(hu: np.ndarray, region: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Noise in HU, float32, 0 outside of the region.

    Args:
        hu: the CT, in which only what lies outside of the region (bool) counts.
    """
    lung = ~region & (hu < LUNG_BELOW_HU)
    seen = lung if lung.sum() >= FEWEST_CELLS else ~region
    around = _fine(np.where(region, np.median(hu[seen]), hu))[seen]
    level_hu = TO_DEVIATION * np.median(np.abs(around - np.median(around)))
    grain = ndimage.gaussian_filter(rng.standard_normal(hu.shape, dtype=np.float32), GRAIN_CELLS)
    return np.where(region, grain * level_hu / max(float(_fine(grain).std()), 1e-6), 0).astype(np.float32)


def _fine(values: np.ndarray) -> np.ndarray:
    return values - ndimage.gaussian_filter(values, FINE_CELLS)
