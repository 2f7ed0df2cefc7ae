"""The kinds of artefacts that are looked for, and from where on each is one."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .airway import broken_airway
from .blur import blur
from .leaks import leaks
from .scan import Scan, Trace
from .streaks import streaks
from .tiling import tiling
from .wrong_hu import wrong_hu

#: Written by Testing/benchmarks/calibrate_artefacts.py from the real training CTs.
BOUNDS = Path(__file__).with_name("bounds.csv")


@dataclass(frozen=True)
class Kind:
    """One kind.

    Attributes:
        unit: of its score.
        meaning: to a reader.
        trace: finds it in a CT.
        least: the lowest bound that makes sense, where real CTs score nothing.
        least_pixels: the lowest bound in pixels, where what is measured cannot be finer than they are.
    """

    name: str
    unit: str
    meaning: str
    trace: Callable[[Scan], Trace]
    least: float
    least_pixels: float = 0.0

    def bound(self, pixel_mm: float) -> float:
        """From where on a score is an artefact in a CT with such pixels."""
        return max(bounds()[self.name].bound, self.least_pixels * pixel_mm)


#: What the ten real training CTs score at most on pixels of 2.4 mm, averaged from their own (2.48). The measure ends at
#: 6.4 mm, so that on pixels beyond 2.5 mm blur cannot be told.
BORDER_PIXELS = 2.5

KINDS = (
    Kind("streaks", "HU", "stripes of one direction through fat or muscle", streaks, 5.0),
    Kind("tiling", "HU", "a step along a straight line, where two windows were drawn one by one", tiling, 3.0),
    Kind("blur", "mm", "the lungs' border rises over more millimetres than in a real CT", blur, 2.0, BORDER_PIXELS),
    Kind("wrong HU", "HU", "a tissue's median is not in the range that patients have", wrong_hu, 5.0),
    Kind("broken airway", "share", "airways that hold no air or are cut off from the trachea", broken_airway, 0.05),
    Kind("leaks", "ml", "air in solid tissue, or lung that is open to the outside", leaks, 1.0),
)


@dataclass(frozen=True)
class Bound:
    """From where on a score is an artefact, the highest score of a real CT, and where both are from."""

    bound: float
    highest_real: float
    source: str


@cache
def bounds() -> dict[str, Bound]:
    """The bounds by the name of the kind."""
    with BOUNDS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["kind"]: Bound(float(row["bound"]), float(row["highest_real"]), row["source"]) for row in rows}
