"""Nodules whose character is known because it is drawn: ellipsoids with lobes, spikes, blur and density."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from SyntheticLungCTLib.population.shape import even_directions

SIZE, LUNG_HU, NOISE_HU = 41, -860.0, 15.0
#: Half the width of a spike where it leaves the surface, in radians.
SPIKE_ANGLE = 0.3


def drawn_nodule(
    diameter_mm: float = 14.0,
    elongation: float = 1.0,
    lobes: float = 0.0,
    spikes: int = 0,
    blur_mm: float = 0.6,
    density_hu: float = 30.0,
    seed: int = 0,
) -> tuple[np.ndarray, np.ndarray]:
    """HU and mask (z, y, x) at 1 mm of a nodule of that volume's sphere in noisy lung.

    Args:
        elongation: longest to shortest axis.
        lobes: height of four bulges as a share of the radius.
        spikes: how many thin cones stand out of the surface by 60 % of the radius.
        blur_mm: sigma of the edge.
    """
    middle = (SIZE - 1) / 2
    place = np.moveaxis(np.indices((SIZE,) * 3), 0, -1) - middle
    axes = np.array([1.0, elongation**-0.5, elongation**0.5])
    scaled = place / axes
    reach = np.linalg.norm(scaled, axis=-1)
    unit = scaled / np.maximum(reach, 1e-6)[..., None]
    radius = np.full(reach.shape, diameter_mm / 2)
    corners = np.array([[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]]) / np.sqrt(3)
    for corner in corners if lobes else []:
        radius += lobes * diameter_mm / 2 * np.exp(-(1 - unit @ corner) / 0.12)
    for spike in even_directions(spikes) if spikes else []:
        height = np.clip(1 - np.arccos(np.clip(unit @ spike, -1, 1)) / SPIKE_ANGLE, 0, 1)
        radius = np.maximum(radius, diameter_mm / 2 * (1 + 0.6 * height))
    share = np.clip(radius - reach + 0.5, 0, 1)
    hu = LUNG_HU + (density_hu - LUNG_HU) * ndimage.gaussian_filter(share, blur_mm)
    return hu + np.random.default_rng(seed).normal(0, NOISE_HU, hu.shape), share >= 0.5
