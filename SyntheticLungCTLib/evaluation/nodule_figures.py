"""Whether the nodules that were asked for are found again, beside how well real ones are found at their outlines."""

from __future__ import annotations

from .case import Cases, NotEnough
from .figure import Figure, Spread
from .obedience import spread_by_patient

SOURCE = "region growing after Kuhnigk et al., IEEE TMI 25, 2006, as in `nodules/measuring/resegment.py`"
MEANINGS = {
    "nodules found": "Share of the nodules asked for of which what is found at their place overlaps by 0.4 or more.",
    "Dice nodule": "Overlap of the nodules that were asked for with what is found at their place in the CT.",
}


def nodule_figures(real: Cases, synthetic: Cases) -> list[Figure]:
    """Means over patients with 95 % bootstrap intervals; the floor is how well real nodules' outlines are found."""
    return [_figure(measure, real, synthetic) for measure in MEANINGS]


def _figure(measure: str, real: Cases, synthetic: Cases) -> Figure:
    told = Figure(
        name=measure,
        group="obedience",
        unit="",
        meaning=MEANINGS[measure],
        source=SOURCE,
        higher_is_better=True,
    )
    try:
        asked = spread_by_patient(synthetic, measure)
    except NotEnough:
        return told.model_copy(update={"remark": "Refused: No blueprint shows a nodule."})
    try:
        floor = spread_by_patient(real, measure)
    except NotEnough:
        no_floor = "No verdict: no real CT's nodules were named (--real-masks)."
        return told.model_copy(update={"synthetic": asked, "remark": no_floor})
    return told.model_copy(update={"synthetic": asked, "floor": floor, "verdict": _verdict(asked, floor)})


def _verdict(asked: Spread, floor: Spread) -> str:
    """By the intervals of the means: nobody is blamed for nodules that are found better than real ones."""
    if asked.mean >= floor.low:
        return "inside"
    return "near" if asked.high >= floor.low else "outside"
