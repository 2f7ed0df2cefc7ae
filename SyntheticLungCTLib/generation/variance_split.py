"""The law of total variance: what models disagree on, and what is random within each."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np


class VarianceSplit:
    """Variance of draws, model by model, with memory for a few volumes, however many draws there are.

    Var(x) = E[Var(x | model)] + Var(E[x | model]): the first is random (aleatoric), the second is what the models
    disagree on (epistemic; Depeweg et al., ICML 2018). Every model has to draw from the same noise: then chance, which
    is the same for all, does not look like disagreement.
    """

    def __init__(self) -> None:
        self._means, self._random = _Moments(), _Moments()

    def add_model(self, draws: Iterable[np.ndarray]) -> None:
        """The draws (z, y, x) of one model, two or more."""
        own = _Moments()
        for draw in draws:
            own.add(draw)
        if own.count < 2:
            raise ValueError("One draw of a model tells nothing about chance; draw two or more")
        self._means.add(own.mean)
        self._random.add(own.variance())

    @property
    def models(self) -> int:
        """How many there are so far."""
        return self._means.count

    @property
    def mean(self) -> np.ndarray:
        """Over all models and draws, float32 (z, y, x)."""
        return self._means.mean

    @property
    def aleatoric(self) -> np.ndarray:
        """Standard deviation of what is random, float32 (z, y, x)."""
        return np.sqrt(self._random.mean)

    @property
    def epistemic(self) -> np.ndarray | None:
        """Standard deviation of what models disagree on, float32 (z, y, x); None for one model, which cannot tell."""
        return np.sqrt(self._means.variance()) if self._means.count > 1 else None

    @property
    def total(self) -> np.ndarray:
        """Standard deviation of both together; of chance alone for one model."""
        disagreed = self._means.variance() if self._means.count > 1 else 0
        return np.sqrt(self._random.mean + disagreed)


class _Moments:
    """Mean and variance of volumes that come one by one (Welford, Technometrics 4, 1962)."""

    def __init__(self) -> None:
        self.count, self.mean, self._squares = 0, np.float32(0), np.float32(0)

    def add(self, values: np.ndarray) -> None:
        self.count += 1
        before = values - self.mean
        self.mean = (self.mean + before / self.count).astype(np.float32)
        self._squares = (self._squares + before * (values - self.mean)).astype(np.float32)

    def variance(self) -> np.ndarray:
        return np.maximum(self._squares / (self.count - 1), 0)
