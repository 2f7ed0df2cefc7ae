"""Whether generated samples lie among the real ones, and whether they reach all of them.

Precision and recall after Kynkäänniemi et al. (NeurIPS 2019), density and coverage after Naeem et al. (ICML 2020).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial.distance import cdist

#: Neighbours whose distance is the radius of a sample's ball, as Naeem et al. advise.
NEIGHBOURS = 5


@dataclass(frozen=True)
class Manifold:
    """Shares from 0 to 1, but for `density`, which is 1 on average where both sets are of one distribution.

    Attributes:
        precision: share of the generated samples that lie in the ball of any real one.
        recall: share of the real samples that lie in the ball of any generated one.
        density: in how many real balls a generated sample lies, over the number of neighbours.
        coverage: share of the real samples whose ball holds a generated one.
    """

    precision: float
    recall: float
    density: float
    coverage: float


def manifold(
    real: np.ndarray,
    generated: np.ndarray,
    real_patients: np.ndarray | None = None,
    generated_patients: np.ndarray | None = None,
    neighbours: int = NEIGHBOURS,
) -> Manifold:
    """Precision, recall, density and coverage of generated features (m, k) among real ones (n, k).

    Args:
        real_patients, generated_patients: whose the samples are (n,), (m,). A sample's neighbours are then sought among
            other patients, for the next slice of the same patient says nothing of the distribution.

    Raises:
        ValueError: when a sample has fewer neighbours than asked for.
    """
    apart = cdist(real, generated)
    real_radius = _radius(real, real_patients, neighbours)[:, None]
    generated_radius = _radius(generated, generated_patients, neighbours)[None, :]
    in_real_ball = apart < real_radius
    return Manifold(
        precision=float(in_real_ball.any(axis=0).mean()),
        recall=float((apart < generated_radius).any(axis=1).mean()),
        density=float(in_real_ball.sum(axis=0).mean() / neighbours),
        coverage=float((apart.min(axis=1, keepdims=True) < real_radius).mean()),
    )


def _radius(features: np.ndarray, patients: np.ndarray | None, neighbours: int) -> np.ndarray:
    """Distance (n,) of each sample to its k-th nearest one of another patient."""
    apart = cdist(features, features)
    names = np.arange(len(features)) if patients is None else patients
    apart[names[:, None] == names[None, :]] = np.inf
    if len(features) <= neighbours:
        raise ValueError(f"{len(features)} samples are too few for {neighbours} neighbours.")
    radius = np.partition(apart, neighbours - 1, axis=1)[:, neighbours - 1]
    if not np.isfinite(radius).all():
        raise ValueError(f"A sample has fewer than {neighbours} neighbours of other patients.")
    return radius
