"""A metric: how far one set of CTs is from a reference, where it comes from and what it means."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .case import Cases


@dataclass(frozen=True)
class Metric:
    """One figure of the report.

    Attributes:
        name: what is measured, and of what.
        group: "distribution", "physics" or "diversity".
        unit: of the figure; empty where it has none.
        meaning: in one sentence.
        source: the paper or norm it is from.
        distance: of a set from a reference set; raises NotEnough where it means nothing.
        higher_is_better: True where a low figure is the bad one.
        fewest_patients: of either side, below which it is refused.
    """

    name: str
    group: str
    unit: str
    meaning: str
    source: str
    distance: Callable[[Cases, Cases], float]
    higher_is_better: bool = False
    fewest_patients: int = 1
