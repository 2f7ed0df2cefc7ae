"""What can be wrong with a slice, and by how much: what the slice encoder learns to name."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import ndimage

#: Share of slices that have a fault, of each kind.
SHARE = 0.35
BLOCK = 16


def blurred(hu: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, float]:
    """By a Gaussian of so many pixels."""
    sigma = rng.uniform(0.4, 2.5)
    return ndimage.gaussian_filter(hu, sigma), sigma


def noisy(hu: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, float]:
    """With fine or coarse grain of so many times 30 HU; air outside the body stays as it is."""
    strength, grain = rng.uniform(5, 80), ndimage.gaussian_filter(rng.normal(size=hu.shape), rng.uniform(0, 1.2))
    return hu + strength * grain / grain.std() * (hu > -1000), strength / 30


def shifted(hu: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, float]:
    """By so many times 40 HU."""
    by = rng.uniform(-80, 80)
    return hu + by * (hu > -1000), by / 40


def stretched(hu: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, float]:
    """Deviations from the smooth slice larger or smaller, by a power of two that is told fourfold."""
    power, smooth = rng.uniform(-0.5, 0.5), ndimage.gaussian_filter(hu, 4.0)
    return smooth + (hu - smooth) * 2**power, 4 * power


def strange_texture(hu: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, float]:
    """Of its fine texture so much (twice) is from elsewhere in the slice, so the spectrum stays and structure goes."""
    share, smooth = rng.uniform(0.2, 1.0), ndimage.gaussian_filter(hu, 1.5)
    fine, by = hu - smooth, [rng.integers(size // 4, 3 * size // 4) for size in hu.shape]
    return smooth + np.sqrt(1 - share**2) * fine + share * np.roll(fine, by, axis=(0, 1)), 2 * share


def seamed(hu: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, float]:
    """With a step of so many times 30 HU along a straight line."""
    by, axis = rng.uniform(10, 80), rng.integers(2)
    line = rng.integers(hu.shape[axis] // 4, 3 * hu.shape[axis] // 4)
    beyond = np.arange(hu.shape[axis]) >= line
    return hu + by * rng.choice((-1, 1)) * (beyond[:, None] if axis == 0 else beyond) * (hu > -1000), by / 30


def shuffled(hu: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, float]:
    """Of its blocks so many (of two thirds) lie in each other's places: tissue that is no anatomy."""
    rows, columns = (size // BLOCK for size in hu.shape)
    share, out = rng.uniform(0.15, 0.67), hu.copy()
    picks = rng.permutation(rows * columns)[: max(2, round(share * rows * columns))]
    for there, here in zip(picks, np.roll(picks, 1), strict=True):
        (y, x), (v, u) = (np.array(divmod(int(place), columns)) * BLOCK for place in (there, here))
        out[y : y + BLOCK, x : x + BLOCK] = hu[v : v + BLOCK, u : u + BLOCK]
    return out, 1.5 * share


Fault = Callable[[np.ndarray, np.random.Generator], tuple[np.ndarray, float]]
#: In the order in which they happen: what is drawn wrong first, what the scanner does to it last.
FAULTS: tuple[Fault, ...] = (shuffled, strange_texture, stretched, shifted, blurred, seamed, noisy)


def faulty(hu: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """A slice (y, x) with some faults, HU float32, and how strong each of FAULTS is; 0 where it is not."""
    told = np.zeros(len(FAULTS), np.float32)
    for index, fault in enumerate(FAULTS):
        if rng.random() < SHARE:
            hu, told[index] = fault(hu, rng)
    return np.clip(hu, -1024, 3071).astype(np.float32), told
