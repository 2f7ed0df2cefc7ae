"""The samples of cases in a feature space, or why there are none."""

from __future__ import annotations

import numpy as np

from .case import Cases, NotEnough, samples
from .feature_space import FeatureSpace


def samples_in(space: FeatureSpace, cases: Cases) -> tuple[np.ndarray, np.ndarray]:
    """Features (n, k) of all cases together, and whose they are (n,).

    Raises:
        NotEnough: when no case has any; says what to install, or what to give.
    """
    try:
        return samples(cases, space.name)
    except NotEnough as error:
        raise NotEnough(space.why_lacking) from error
