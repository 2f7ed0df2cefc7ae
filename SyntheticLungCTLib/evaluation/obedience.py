"""Does a CT show the blueprint that it was drawn from?"""

from __future__ import annotations

from importlib.util import find_spec

import numpy as np
from scipy.stats import bootstrap

from ..checking.check import LEAST_DICE
from ..checking.measures import dice
from ..checking.tissues import TISSUES
from .case import Cases, NotEnough, numbers, patients_of
from .figure import Figure, Spread

#: Tissues with a surface that is worth measuring; vessels and fat planes are too thin.
SURFACES = ("lung", "bone")
NEAR_DICE = 0.05
DICE_SOURCE = "Dice, Ecology 26, 1945; bounds of `synthetic-lung-ct check`"
SURFACE_SOURCE = "average symmetric surface distance, as MONAI computes it"


def obedience(
    blueprint: np.ndarray, again: np.ndarray, spacing_zyx_mm: tuple[float, float, float]
) -> dict[str, np.ndarray]:
    """`Dice TISSUE` and `surface TISSUE` (mm) of labels extracted again; NaN where neither has the tissue.

    Args:
        blueprint, again: uint8 (z, y, x) of `Label` values.
        spacing_zyx_mm: of the voxels.
    """
    found = {}
    for tissue, members in TISSUES.items():
        asked, drawn = np.isin(blueprint, members), np.isin(again, members)
        found[f"Dice {tissue}"] = dice(asked, drawn) if asked.any() or drawn.any() else float("nan")
        if tissue in SURFACES and find_spec("monai"):
            found[f"surface {tissue}"] = surface_distance_mm(asked, drawn, spacing_zyx_mm)
    return {name: np.asarray(value) for name, value in found.items()}


def surface_distance_mm(a: np.ndarray, b: np.ndarray, spacing_zyx_mm: tuple[float, float, float]) -> float:
    """Mean distance from each surface to the other, mm; NaN where one of the masks (z, y, x) is empty."""
    if not (a.any() and b.any()):
        return float("nan")
    import torch
    from monai.metrics import compute_average_surface_distance

    both = np.nonzero(a | b)
    box = tuple(slice(max(int(where.min()) - 1, 0), int(where.max()) + 2) for where in both)
    masks = (torch.from_numpy(np.ascontiguousarray(mask[box]))[None, None] for mask in (a, b))
    found = compute_average_surface_distance(
        *masks, include_background=True, symmetric=True, spacing=list(spacing_zyx_mm)
    )
    return float(found)


def obedience_figures(cases: Cases) -> list[Figure]:
    """Means over patients with 95 % bootstrap intervals. There is no floor: a real CT is its own blueprint's."""
    dices = [_dice_figure(cases, tissue) for tissue in TISSUES]
    return dices + [_surface_figure(cases, tissue) for tissue in SURFACES]


def _dice_figure(cases: Cases, tissue: str) -> Figure:
    told = Figure(
        name=f"Dice of the blueprint extracted again, {tissue}",
        group="obedience",
        unit="",
        meaning="Overlap of the tissue that was asked for with the tissue that is found in the CT; 1 is all of it.",
        source=DICE_SOURCE,
        higher_is_better=True,
    )
    try:
        spread = spread_by_patient(cases, f"Dice {tissue}")
    except NotEnough as error:
        return told.model_copy(update={"remark": f"Refused: {error}"})
    if (least := LEAST_DICE.get(tissue)) is None:
        return told.model_copy(update={"synthetic": spread, "remark": "Told only; no bound was set."})
    verdict = "inside" if spread.mean >= least else "near" if spread.mean >= least - NEAR_DICE else "outside"
    remark = f"Judged by the bound {least:g}; near is within {NEAR_DICE:g} of it."
    return told.model_copy(update={"synthetic": spread, "verdict": verdict, "remark": remark})


def _surface_figure(cases: Cases, tissue: str) -> Figure:
    told = Figure(
        name=f"surface distance, {tissue}",
        group="obedience",
        unit="mm",
        meaning="How far, on average, the surface that was asked for is from the one that is found in the CT.",
        source=SURFACE_SOURCE,
        higher_is_better=False,
    )
    try:
        return told.model_copy(
            update={
                "synthetic": spread_by_patient(cases, f"surface {tissue}"),
                "remark": "Told only; no bound was set.",
            }
        )
    except NotEnough as error:
        return told.model_copy(update={"remark": f"Refused: {error} Surface distances need MONAI."})


def spread_by_patient(cases: Cases, measure: str) -> Spread:
    """Mean of the patients' means, with its percentile bootstrap interval; one patient has no interval."""
    by_patient = []
    for patient in patients_of(cases):
        own = [case for case in cases if case.patient == patient]
        try:
            by_patient.append(numbers(own, measure).mean())
        except NotEnough:
            continue
    if not by_patient:
        raise NotEnough("It could be measured in none of the CTs.")
    mean = float(np.mean(by_patient))
    if len(by_patient) < 2:
        return Spread(mean=mean, low=mean, high=mean)
    drawn = bootstrap((by_patient,), np.mean, method="percentile", n_resamples=1000, rng=np.random.default_rng(0))
    return Spread(mean=mean, low=float(drawn.confidence_interval.low), high=float(drawn.confidence_interval.high))
