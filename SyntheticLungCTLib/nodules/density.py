"""How dense a nodule is: measured in a real one, or drawn to go with its texture's rating."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from .distance import depth_mm

#: A measured density is scaled so that the rendered nodule has the real one's mean; by no more than these factors.
GAINS = (0.5, 3.0)
LIMITS_HU = (-900.0, 250.0)
#: Mean density by texture's rating (1 to 5), at these diameters, and how nodules alike differ in it; and the deviation
#: of lumps within a nodule, and their size. From 6 mm on set on the training nodules: readers outline small ones with
#: some lung, so the density that goes with an outline falls with size. Below, where there are no training nodules, the
#: scanner's blur takes more than that (of 3 mm, two thirds), so tissue is denser again, up to soft tissue; with these
#: numbers what is left, on average over the outline, is as in the smallest training nodules.
DIAMETERS_MM = (3.0, 4.5, 6.0, 10.0, 15.0, 25.0)
DENSITY_HU = (
    (-550.0, -620.0, -660.0, -660.0, -640.0, -640.0),
    (-430.0, -525.0, -580.0, -560.0, -520.0, -480.0),
    (-180.0, -330.0, -420.0, -400.0, -330.0, -280.0),
    (-70.0, -250.0, -350.0, -250.0, -200.0, -110.0),
    (10.0, -190.0, -300.0, -180.0, -110.0, -30.0),
)
SPREAD_HU, LUMP_MM, LUMPS_HU = 45.0, 1.5, (100.0, 100.0, 60.0, 25.0, 8.0)
#: Readers outline some lung, too, so tissue is denser the deeper it lies in an outline, by so much a mm and down to
#: this depth, about the mean; set on the training nodules.
DEEPER_HU_PER_MM, DEEP_MM = 45.0, 4.0
#: The core of a part-solid nodule: its share of the volume, and how much denser it is than what surrounds it.
PART_SOLID, CORE_SHARE, CORE_HU, CORE_BLUR_MM = 3, 0.35, 350.0, 1.0


def measured_density(hu: np.ndarray, background: np.ndarray, edge: np.ndarray, deviation_mm: float) -> np.ndarray:
    """HU of the tissue of a nodule, float32 (z, y, x) on cells of 1 mm, smooth over a Gaussian's deviation.

    Args:
        hu: the CT; background: what would be there without the nodule.
        edge: the nodule's share of each cell, see `blurred_edge`.
    """
    weight = ndimage.gaussian_filter(edge, deviation_mm, mode="constant")
    inner = ndimage.gaussian_filter(edge * hu, deviation_mm, mode="constant") / np.maximum(weight, 1e-4)
    excess = inner - background
    rendered, real = float((edge**2 * excess).sum()), float((edge * (hu - background)).sum())
    gain = np.clip(real / rendered, *GAINS) if rendered else 1.0
    return np.clip(background + gain * excess, *LIMITS_HU).astype(np.float32)


def drawn_density(share: np.ndarray, texture: int, rng: np.random.Generator) -> np.ndarray:
    """HU of the tissue of a nodule, float32 (z, y, x), as nodules of that size with that rating (1 to 5) have it.

    Args:
        share: the nodule's share of each cell of 1 mm.
    """
    diameter_mm = (6 * float(share.sum()) / np.pi) ** (1 / 3)
    mean_hu = np.interp(np.log(diameter_mm), np.log(DIAMETERS_MM), DENSITY_HU[texture - 1])
    lumps = ndimage.gaussian_filter(rng.standard_normal(share.shape, dtype=np.float32), LUMP_MM)
    lumps /= max(float(lumps.std()), 1e-6)
    density = mean_hu + SPREAD_HU * rng.standard_normal() + LUMPS_HU[texture - 1] * lumps
    inside = share > 0.5
    if not inside.any():
        return np.clip(density, *LIMITS_HU).astype(np.float32)
    depth = depth_mm(inside)
    deep_mm = np.minimum(depth, DEEP_MM)
    density = density + DEEPER_HU_PER_MM * (deep_mm - np.average(deep_mm, weights=share))
    if texture == PART_SOLID:
        density = density + CORE_HU * (_core(inside, depth + lumps) - CORE_SHARE)
    return np.clip(density, *LIMITS_HU).astype(np.float32)


def _core(inside: np.ndarray, depth: np.ndarray) -> np.ndarray:
    """The deepest part of a mask (z, y, x), by a depth that may be uneven; 0 to 1 with soft edges."""
    core = inside & (depth >= np.quantile(depth[inside], 1 - CORE_SHARE))
    return ndimage.gaussian_filter(core.astype(np.float32), CORE_BLUR_MM)
