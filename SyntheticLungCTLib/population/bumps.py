"""Lobes and spicules of a nodule for which they are asked: bumps on its surface, a few broad or many narrow ones.

Readers' contours go around most spicules, so a shape that follows contours alone hardly has any.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

#: By rating, 1 to 5: how many there are at least and at most, and how far they rise, in logarithms of the radius.
LOBES = ((0, 0, 0.0), (2, 3, 0.18), (3, 4, 0.3), (4, 6, 0.42), (6, 7, 0.55))
#: Of spicules these are the roots, as far as readers draw them; their strands are `nodules/spicules.py`. So high, a
#: mask's outline is as uneven as the training nodules' of that rating, and keeps a body.
SPICULES = ((0, 0, 0.0), (4, 6, 0.18), (7, 9, 0.28), (10, 13, 0.38), (14, 18, 0.48))
#: Angle from a bump's axis to where it is half as high, in degrees; at the least so far on the surface, in mm, because
#: a CT does not show what is finer.
HALF_LOBE, HALF_SPICULE, FINEST_MM = 24.0, 11.0, 1.3
#: Each is so much higher or lower than the others.
UNEVEN = 0.25
#: Of so many random directions the one farthest from the other bumps is taken.
CANDIDATES = 8


@dataclass(frozen=True)
class Bumps:
    """Bumps of the logarithm of a radius.

    Attributes:
        axes: unit vectors (k, 3) as x, y, z; heights: (k,).
        sharpness: (k,), the concentration of von Mises and Fisher's distribution, whose form each bump has.
    """

    axes: np.ndarray
    heights: np.ndarray
    sharpness: np.ndarray

    @classmethod
    def drawn(
        cls, rng: np.random.Generator, diameter_mm: float, ratings: Mapping[str, int], asked: Collection[str]
    ) -> Bumps:
        """Those of the ratings of 1 to 5 that are asked for, lobulation and spiculation; otherwise none."""
        finest = FINEST_MM / (diameter_mm / 2)
        axes, heights, sharpness = [], [], []
        for name, table, half_degrees in (("lobulation", LOBES, HALF_LOBE), ("spiculation", SPICULES, HALF_SPICULE)):
            if name not in asked:
                continue
            fewest, most, height = table[ratings[name] - 1]
            for axis in _spread(rng, int(rng.integers(fewest, most + 1))):
                axes.append(axis)
                heights.append(height * (1 + rng.uniform(-UNEVEN, UNEVEN)))
                sharpness.append(np.log(2) / (1 - np.cos(max(np.radians(half_degrees), finest))))
        return cls(np.reshape(axes, (-1, 3)), np.array(heights), np.array(sharpness))

    def rise(self, directions: np.ndarray) -> np.ndarray:
        """What the logarithm of the radius gains (n,) in directions (n, 3)."""
        return np.exp(self.sharpness * (directions @ self.axes.T - 1)) @ self.heights


def _spread(rng: np.random.Generator, count: int) -> list[np.ndarray]:
    """Random directions that keep away from each other (Mitchell's best candidate)."""
    chosen: list[np.ndarray] = []
    for _ in range(count):
        some = rng.standard_normal((CANDIDATES, 3))
        some /= np.linalg.norm(some, axis=1, keepdims=True)
        nearest = np.max([some @ other for other in chosen], axis=0) if chosen else np.zeros(CANDIDATES)
        chosen.append(some[nearest.argmin()])
    return chosen
