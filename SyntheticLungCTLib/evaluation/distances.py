"""How far two sets of features are apart, with an interval over patients."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.linalg import sqrtm

from ..errors import InputError

#: With fewer patients than this on a side, neither a distance nor its interval means anything.
FEWEST_PATIENTS = 20
RESAMPLINGS, INTERVAL_PERCENT = 200, (2.5, 97.5)

Distance = Callable[[np.ndarray, np.ndarray], float]


@dataclass(frozen=True)
class Interval:
    """A distance, and where 95 % of its resamplings by patient lie."""

    value: float
    low: float
    high: float


def frechet_distance(a: np.ndarray, b: np.ndarray) -> float:
    """Squared distance of two Gaussians fitted to features (n, k), (m, k); Heusel et al., NeurIPS 2017.

    In float64; covariances are shrunk (Ledoit and Wolf, J. Multivariate Analysis 88, 2004), because there are seldom
    many more samples than features.
    """
    shift = a.mean(axis=0, dtype=float) - b.mean(axis=0, dtype=float)
    spread_a, spread_b = shrunk_covariance(a), shrunk_covariance(b)
    root = sqrtm(spread_a @ spread_b).real
    return float(shift @ shift + np.trace(spread_a + spread_b - 2 * root))


def kernel_distance(
    a: np.ndarray, b: np.ndarray, patients_a: np.ndarray | None = None, patients_b: np.ndarray | None = None
) -> float:
    """Unbiased squared maximum mean discrepancy of features (n, k), (m, k); it may be a little below 0.

    Cubic polynomial kernel, as in the kernel inception distance (Binkowski et al., ICLR 2018).

    Args:
        patients_a, patients_b: whose the samples are (n,), (m,). Within a set, two samples of one patient are no pair:
            they are alike because they are of one patient, and would make any two sets differ. Without, each sample is
            a patient of its own. Each set needs two patients.
    """
    a, b = a.astype(float), b.astype(float)

    def kernel(x: np.ndarray, y: np.ndarray) -> np.ndarray:
        return (x @ y.T / x.shape[1] + 1) ** 3

    def within(x: np.ndarray, patients: np.ndarray | None) -> float:
        names = np.arange(len(x)) if patients is None else patients
        return float(kernel(x, x)[names[:, None] != names[None, :]].mean())

    return within(a, patients_a) + within(b, patients_b) - 2 * float(kernel(a, b).mean())


def shrunk_covariance(features: np.ndarray) -> np.ndarray:
    """Covariance (k, k) of features (n, k), drawn towards a multiple of the identity as far as noise asks for."""
    centered = features.astype(float) - features.mean(axis=0, dtype=float)
    count, width = centered.shape
    sample = centered.T @ centered / count
    mean = np.trace(sample) / width
    apart = ((sample - mean * np.eye(width)) ** 2).sum()
    squares = (centered**2).sum(axis=1)
    noise = ((squares**2).sum() / count - (sample**2).sum()) / count
    share = min(noise / apart, 1.0) if apart > 0 else 1.0
    return share * mean * np.eye(width) + (1 - share) * sample


def standardized(reference: np.ndarray, *sets: np.ndarray) -> tuple[np.ndarray, ...]:
    """Sets of features (n, k) in units of a reference's spread about its mean, clipped at 8, so that none rules."""
    mean, spread = reference.mean(axis=0), reference.std(axis=0)
    return tuple(np.clip((values - mean) / np.where(spread > 0, spread, 1), -8, 8) for values in sets)


def distance_between(
    a: np.ndarray, b: np.ndarray, patients_a: np.ndarray, patients_b: np.ndarray, distance: Distance, seed: int = 0
) -> Interval:
    """A distance of features (n, k), (m, k) with its interval by resampling the patients (n,), (m,).

    Drawing patients anew repeats some, which widens the resampled distances; their excess over the distance is taken
    off the interval's ends (the bootstrap's own estimate of bias; Efron and Tibshirani 1993, chapter 10).

    Raises:
        InputError: when a side has fewer than 20 patients, or a feature is not finite.
    """
    for features, patients in ((a, patients_a), (b, patients_b)):
        if (count := len(np.unique(patients))) < FEWEST_PATIENTS:
            raise InputError(f"{count} patients are too few to tell distributions apart: bring {FEWEST_PATIENTS}.")
        if not np.isfinite(features).all():
            raise InputError("A feature is not finite; leave that sample out.")
    rng, value = np.random.default_rng(seed), distance(a, b)
    drawn = np.array([distance(_redrawn(a, patients_a, rng), _redrawn(b, patients_b, rng)) for _ in range(RESAMPLINGS)])
    low, high = np.percentile(drawn - (drawn.mean() - value), INTERVAL_PERCENT)
    return Interval(value, float(low), float(high))


def _redrawn(features: np.ndarray, patients: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    names = np.unique(patients)
    return np.concatenate([features[patients == name] for name in rng.choice(names, len(names))])
