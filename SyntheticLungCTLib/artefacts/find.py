"""All kinds of artefacts looked for in one CT."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from pydantic import BaseModel

from ..geometry import Geometry
from .kinds import KINDS
from .scan import Scan, Trace


class Flag(BaseModel):
    """What was found of one kind.

    Attributes:
        score: in the kind's unit; `bound` is from where on it is an artefact.
        raised: whether it is one.
        worst_lps_mm: a place where it is strongest, in patient coordinates; None where there is no trace of it.
    """

    kind: str
    meaning: str
    unit: str
    score: float
    bound: float
    raised: bool
    worst_lps_mm: tuple[float, float, float] | None


@dataclass(frozen=True)
class Findings:
    """A flag for each kind, and where they are: float32 (z, y, x), 1 at the bound of the kind that is strongest."""

    flags: list[Flag]
    heat: np.ndarray

    @property
    def raised(self) -> list[Flag]:
        return [flag for flag in self.flags if flag.raised]


def find_artefacts(
    hu: np.ndarray, labels: np.ndarray, geometry: Geometry, progress: Callable[[float, str], None] | None = None
) -> Findings:
    """Look for every kind.

    Args:
        hu: int16 (z, y, x) in LPS order.
        labels: uint8 of `Label` values, of the same shape: what should be seen, or what was extracted from the CT.
        progress: called with a share from 0 to 1 and the kind.
    """
    scan = Scan(hu, labels, geometry.spacing_zyx_mm)
    flags, heat = [], np.zeros(hu.shape, np.float32)
    for index, kind in enumerate(KINDS):
        if progress is not None:
            progress(index / len(KINDS), f"Looking for {kind.name}")
        trace, bound = kind.trace(scan), kind.bound(geometry.spacing_mm[0])
        np.maximum(heat, trace.heat / bound, out=heat)
        told = {"kind": kind.name, "meaning": kind.meaning, "unit": kind.unit, "score": trace.score, "bound": bound}
        flags.append(Flag(**told, raised=trace.score > bound, worst_lps_mm=_worst(trace, geometry)))
    return Findings(flags, heat)


def _worst(trace: Trace, geometry: Geometry) -> tuple[float, float, float] | None:
    if not trace.heat.any():
        return None
    return geometry.lps_of_index(np.unravel_index(int(trace.heat.argmax()), trace.heat.shape))
