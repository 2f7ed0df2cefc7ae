"""How far the distribution of synthetic CTs is from that of real ones, in each feature space.

Features are compared as they are: `units.in_units_of` first brings them to one scale.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from ..case import Cases, NotEnough
from ..distances import FEWEST_PATIENTS, frechet_distance, kernel_distance
from ..feature_space import FeatureSpace
from ..feature_spaces import FEATURE_SPACES
from ..hu_interval_spaces import INTERVAL_SPACES
from ..manifold import Manifold, manifold
from ..metric import Metric
from ..space_samples import samples_in

FRECHET = "Heusel et al., NeurIPS 2017; covariances shrunk after Ledoit and Wolf, 2004"
KERNEL = "Binkowski et al., ICLR 2018; Gretton et al., JMLR 13, 2012"
SHARES = {
    "precision": ("Share of synthetic samples that lie among real ones.", "Kynkäänniemi et al., NeurIPS 2019"),
    "recall": ("Share of real samples that lie among synthetic ones.", "Kynkäänniemi et al., NeurIPS 2019"),
    "density": ("How densely real samples surround a synthetic one; 1 on average.", "Naeem et al., ICML 2020"),
    "coverage": ("Share of real samples that have a synthetic one near them.", "Naeem et al., ICML 2020"),
}


def distribution_metrics() -> list[Metric]:
    """Of every feature space Frechet and kernel distance, and but for the HU intervals the four shares as well."""
    spaces = [metric for space in FEATURE_SPACES for metric in (*_distances(space), *_shares(space))]
    return spaces + [metric for space in INTERVAL_SPACES for metric in _distances(space)]


def _distances(space: FeatureSpace) -> list[Metric]:
    frechet = Metric(
        f"Frechet distance, {space.name}",
        "distribution",
        "",
        "Squared distance of two Gaussians fitted to the features: means and covariances both count.",
        FRECHET,
        partial(_frechet, space),
        fewest_patients=FEWEST_PATIENTS // 2,
    )
    kernel = Metric(
        f"kernel distance, {space.name}",
        "distribution",
        "",
        "Squared maximum mean discrepancy of the features; 0 on average for one distribution, however few samples.",
        KERNEL,
        partial(_kernel, space),
        fewest_patients=2,
    )
    return [frechet, kernel]


def _shares(space: FeatureSpace) -> list[Metric]:
    share_of = _Manifolds(space).share
    return [
        Metric(f"{share}, {space.name}", "distribution", "", meaning, source, partial(share_of, share), True, 2)
        for share, (meaning, source) in SHARES.items()
    ]


def _frechet(space: FeatureSpace, reference: Cases, other: Cases) -> float:
    (a, _), (b, _) = samples_in(space, reference), samples_in(space, other)
    if (fewest := min(len(a), len(b))) <= a.shape[1]:
        raise NotEnough(f"{fewest} samples bear no covariance of {a.shape[1]} features; at least one more is needed.")
    return frechet_distance(a, b)


def _kernel(space: FeatureSpace, reference: Cases, other: Cases) -> float:
    (a, patients_a), (b, patients_b) = samples_in(space, reference), samples_in(space, other)
    if min(len(np.unique(patients)) for patients in (patients_a, patients_b)) < 2:
        raise NotEnough("Fewer than two patients of a side have these features.")
    return kernel_distance(a, b, patients_a, patients_b)


class _Manifolds:
    """Precision, recall, density and coverage of two sets in a space; all four are known once one was asked for."""

    def __init__(self, space: FeatureSpace) -> None:
        self.space = space
        self.known: dict[tuple[tuple[str, str], ...], Manifold] = {}

    def share(self, share: str, reference: Cases, other: Cases) -> float:
        key = (*((c.name, c.content) for c in reference), ("", ""), *((c.name, c.content) for c in other))
        if key not in self.known:
            (a, patients_a), (b, patients_b) = (samples_in(self.space, cases) for cases in (reference, other))
            try:
                self.known[key] = manifold(a, b, patients_a, patients_b)
            except ValueError as error:
                raise NotEnough(str(error)) from error
        return getattr(self.known[key], share)
