"""Whether an uncertainty is as large as the error that it announces."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

BINS = 12


@dataclass(frozen=True)
class Calibration:
    """Voxels sorted by announced standard deviation into bins of as many each.

    Attributes:
        announced: (bins,) root mean square of the announced standard deviations, HU.
        found: (bins,) root mean square error, HU; equal to what was announced where the uncertainty is calibrated.
    """

    announced: np.ndarray
    found: np.ndarray

    @property
    def factor(self) -> float:
        """By what the announced would have to be multiplied to be right on the whole."""
        return float(np.sqrt((self.found**2).mean() / (self.announced**2).mean()))

    @property
    def rank_correlation(self) -> float:
        """Of announced and found over the bins: 1 where more announced always means more found."""
        ranks = self.found.argsort().argsort()
        return float(np.corrcoef(np.arange(len(ranks)), ranks)[0, 1])


def calibration(deviation: np.ndarray, error: np.ndarray, bins: int = BINS) -> Calibration:
    """Announced against found (Levi et al., Sensors 22, 2022).

    Args:
        deviation, error: (n,) of the voxels that count, HU.
    """
    order = np.argsort(deviation, kind="stable")
    groups = np.array_split(order, bins)

    def level(values: np.ndarray) -> np.ndarray:
        return np.array([np.sqrt((values[group].astype(float) ** 2).mean()) for group in groups])

    return Calibration(level(deviation), level(error))
