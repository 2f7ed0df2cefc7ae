"""A metric's figure for synthetic CTs beside its floor, and the verdict."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import BaseModel

from .case import NotEnough, patients_of
from .half_samples import Comparison, HalfSamples
from .metric import Metric

BAND_PERCENT = (2.5, 97.5)
#: Fewer real patients span no band of real against real.
FEWEST_FOR_BAND = 5
#: A draw may hold none of those few patients who have a tissue; with more draws like that a figure is refused.
LEAST_DRAWS_SHARE = 0.5

Verdict = Literal["inside", "near", "outside"]


class Spread(BaseModel):
    """The mean over all draws of patients, and where 95 % of the draws lie."""

    mean: float
    low: float
    high: float


class Figure(BaseModel):
    """One row of the report.

    Attributes:
        synthetic: of synthetic against real.
        floor: of real against real, sets of the same size; None where there is nothing like it.
        verdict: "inside" the band of real against real; "near" where only some draws are in it; "outside" where none
            of the middle 95 % is. None where it was refused or where there are too few patients.
        remark: why there is no figure or no verdict.
    """

    name: str
    group: str
    unit: str
    meaning: str
    source: str
    higher_is_better: bool
    synthetic: Spread | None = None
    floor: Spread | None = None
    verdict: Verdict | None = None
    remark: str = ""


def figure(metric: Metric, draws: HalfSamples) -> Figure:
    """A metric measured in all draws, or the reason why it is refused."""
    told = {name: getattr(metric, name) for name in ("name", "group", "unit", "meaning", "source", "higher_is_better")}
    try:
        floor, synthetic = (_spread(metric, comparisons) for comparisons in (draws.floor, draws.stand_in))
    except NotEnough as error:
        return Figure(**told, remark=f"Refused: {error}")
    real_patients = sum(len(patients_of(side)) for side in (draws.floor[0].reference, draws.floor[0].other))
    if real_patients < FEWEST_FOR_BAND:
        few = f"No verdict: {real_patients} real patients span no band, {FEWEST_FOR_BAND} are needed."
        return Figure(**told, synthetic=synthetic, floor=floor, remark=few)
    return Figure(**told, synthetic=synthetic, floor=floor, verdict=verdict(synthetic, floor, metric.higher_is_better))


def verdict(synthetic: Spread, floor: Spread, higher_is_better: bool) -> Verdict:
    """Only the bad side counts: nobody is blamed for a figure that is better than real against real."""
    if higher_is_better:
        mean, best, bound = -synthetic.mean, -synthetic.high, -floor.low
    else:
        mean, best, bound = synthetic.mean, synthetic.low, floor.high
    tolerance = 1e-9 * max(abs(bound), 1.0)
    if mean <= bound + tolerance:
        return "inside"
    return "near" if best <= bound + tolerance else "outside"


def _spread(metric: Metric, comparisons: list[Comparison]) -> Spread:
    fewest = metric.fewest_patients
    if (count := min(len(patients_of(side)) for side in (comparisons[0].reference, comparisons[0].other))) < fewest:
        raise NotEnough(f"{count} patients to compare, it needs {fewest} synthetic and {2 * fewest} real ones.")
    found = []
    for comparison in comparisons:
        try:
            found.append(metric.distance(comparison.reference, comparison.other))
        except NotEnough as error:
            reason = error
    if len(found) < LEAST_DRAWS_SHARE * len(comparisons):
        raise reason
    low, high = np.percentile(found, BAND_PERCENT)
    return Spread(mean=float(np.mean(found)), low=float(low), high=float(high))
