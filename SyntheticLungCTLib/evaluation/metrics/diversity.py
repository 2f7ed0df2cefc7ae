"""Whether synthetic patients differ from each other as real ones do."""

from __future__ import annotations

from functools import partial
from itertools import combinations

import numpy as np
from scipy.spatial.distance import pdist

from ..case import Case, Cases, NotEnough
from ..feature_space import FeatureSpace
from ..feature_spaces import FEATURE_SPACES
from ..metric import Metric
from ..space_samples import samples_in

BATCH = 32


def diversity_metrics() -> list[Metric]:
    """Excess likeness of pictures, shortfall of spread in each feature space; both 0 for one distribution."""
    likeness = Metric(
        "MS-SSIM between patients",
        "diversity",
        "",
        "How much more alike synthetic patients are to each other than real ones; copies are alike by 1.",
        "Wang et al., Asilomar 2003; for diversity Odena et al., ICML 2017",
        PictureLikeness(),
        fewest_patients=2,
    )
    return [likeness] + [
        Metric(
            f"feature spread, {space.name}",
            "diversity",
            "",
            "By what share synthetic patients lie closer together than real ones; 1 where all are the same.",
            "mean distance between patients",
            partial(spread_shortfall, space),
            fewest_patients=2,
        )
        for space in FEATURE_SPACES
    ]


def spread_shortfall(space: FeatureSpace, reference: Cases, other: Cases) -> float:
    """1 less the ratio of the mean distances between patients' mean features."""
    (a, patients_a), (b, patients_b) = samples_in(space, reference), samples_in(space, other)
    spreads = [pdist(_means(x, p)).mean() for x, p in ((a, patients_a), (b, patients_b)) if len(np.unique(p)) > 1]
    if len(spreads) < 2 or spreads[0] == 0:
        raise NotEnough("It needs two different patients on each side.")
    return float(1 - spreads[1] / spreads[0])


def _means(features: np.ndarray, patients: np.ndarray) -> np.ndarray:
    return np.stack([features[patients == name].mean(axis=0) for name in np.unique(patients)])


class PictureLikeness:
    """Mean MS-SSIM of the pictures of different patients, less that of a reference; each pair is compared once."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], float] = {}

    def __call__(self, reference: Cases, other: Cases) -> float:
        return self._mean(other) - self._mean(reference)

    def _mean(self, cases: Cases) -> float:
        pairs = [(a, b) for a, b in combinations(cases, 2) if a.patient != b.patient]
        if not pairs:
            raise NotEnough("It needs two patients on each side.")
        unknown = {key: pair for pair in pairs if (key := _key(*pair)) not in self.known}
        self.known |= dict(zip(unknown, _likenesses(list(unknown.values())), strict=True))
        return float(np.mean([self.known[_key(*pair)] for pair in pairs]))


def _key(a: Case, b: Case) -> tuple[str, str]:
    return (min(a.content, b.content), max(a.content, b.content))


def _likenesses(pairs: list[tuple[Case, Case]]) -> list[float]:
    """MS-SSIM of each pair, the mean over its pictures."""
    if not pairs:
        return []
    try:
        import torch
        from monai.metrics import MultiScaleSSIMMetric
    except ImportError as error:
        raise NotEnough("It needs MONAI: pip install 'synthetic-lung-ct[evaluation]'.") from error
    compare, found = MultiScaleSSIMMetric(spatial_dims=2, data_range=1.0), []
    for first in range(0, len(pairs), BATCH):
        some = pairs[first : first + BATCH]
        a, b = (
            torch.from_numpy(np.stack([p[side].measures["pictures"] for p in some])).float() / 255 for side in (0, 1)
        )
        count, height, width = len(some) * a.shape[1], *a.shape[2:]
        likeness = compare(a.reshape(count, 1, height, width), b.reshape(count, 1, height, width))
        found += likeness.reshape(len(some), -1).mean(dim=1).tolist()
    return found
