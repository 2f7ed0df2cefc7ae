"""HU intervals: a CT split into views, one per interval, and joined again.

With edges e_0 < e_1 < ... < e_K that touch, view k = clip((HU - e_k) / (e_k+1 - e_k), 0, 1) is a thermometer code, and
HU = e_0 + sum_k (e_k+1 - e_k) * view_k exactly, for HU within [e_0, e_K]. Every tissue has a view of its own, and
narrow intervals (soft tissue) weigh as much as wide ones (bone).

HUydra's four intervals (arXiv 2603.23041) leave gaps between them, so joining them needs a learned reconstructor.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

Array = TypeVar("Array")  # numpy array or torch tensor

TOUCHING_EDGES_HU = (-1024, -900, -700, -300, -20, 120, 500, 2000)
HUYDRA_INTERVALS_HU = ((-950, -700), (-500, -200), (30, 70), (100, 1000))


@dataclass(frozen=True)
class HounsfieldIntervals:
    """An ordered list of HU intervals (low, high)."""

    bounds_hu: tuple[tuple[float, float], ...]

    def __post_init__(self) -> None:
        flat = [edge for pair in self.bounds_hu for edge in pair]
        if not flat or any(b < a for a, b in pairwise(flat)) or any(a >= b for a, b in self.bounds_hu):
            raise ValueError(f"HU intervals must be non-empty, ascending and without overlap, not {self.bounds_hu}")

    @classmethod
    def touching(cls, edges_hu: tuple[float, ...] = TOUCHING_EDGES_HU) -> HounsfieldIntervals:
        return cls(tuple(pairwise(edges_hu)))

    @classmethod
    def huydra(cls) -> HounsfieldIntervals:
        return cls(HUYDRA_INTERVALS_HU)

    def __len__(self) -> int:
        return len(self.bounds_hu)

    @property
    def is_invertible(self) -> bool:
        """Whether the intervals touch, so that `join` undoes `split`."""
        return all(a[1] == b[0] for a, b in pairwise(self.bounds_hu))

    def split(self, hu: Array) -> list[Array]:
        """One view in [0, 1] per interval, each of the shape of `hu`."""
        return [((hu - low) / (high - low)).clip(0, 1) for low, high in self.bounds_hu]

    def join(self, views: list[Array]) -> Array:
        """HU from views; exact for touching intervals.

        Raises:
            ValueError: when there are gaps between the intervals; HU in a gap are lost, use a reconstructor.
        """
        if not self.is_invertible:
            raise ValueError("These intervals have gaps; join their views with networks.reconstructor.Reconstructor")
        widths = [high - low for low, high in self.bounds_hu]
        return sum((w * v for w, v in zip(widths, views, strict=True)), start=self.bounds_hu[0][0] + 0 * views[0])
