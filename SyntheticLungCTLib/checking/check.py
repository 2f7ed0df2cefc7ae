"""`synthetic-lung-ct check`: does a synthetic CT obey its blueprint, and does it measure like the real CT?"""

from __future__ import annotations

import numpy as np
from pydantic import BaseModel

from ..blueprint.extract import extract_labels
from ..blueprint.labels import Label
from ..errors import InputError
from ..scanner.noise_power import noise_power_hu2, share_above_half_nyquist
from ..volume import CTVolume
from .measures import dice, share_of_matter_outside, slice_correlation
from .tissues import TISSUES, interior

LEAST_DICE = {"lung": 0.97, "fat": 0.85, "soft tissue": 0.85, "bone": 0.85, "vessel": 0.70}
MOST_MEDIAN_DIFFERENCE_HU = {"lung": 30.0}
OTHER_MEDIAN_DIFFERENCE_HU = 20.0
SPREAD_RATIO = (0.8, 1.25)
NOISE_SHARE_RATIO = (0.7, 1.4)
MOST_CORRELATION_DIFFERENCE = 0.05
MOST_MATTER_OUTSIDE = 1e-4


class Row(BaseModel):
    """One measure; `kept` is None where it is only told."""

    measure: str
    tissue: str
    real: float | None
    synthetic: float | None
    bound: str
    kept: bool | None


class CheckReport(BaseModel):
    """All measures of one pair."""

    measures: list[Row]

    def rows(self) -> list[tuple[str, str, float | None, float | None, str, bool | None]]:
        return [(r.measure, r.tissue, r.real, r.synthetic, r.bound, r.kept) for r in self.measures]

    @property
    def passed(self) -> bool:
        return all(row.kept is not False for row in self.measures)


def check(real: CTVolume, synthetic: CTVolume, same_anatomy: bool = True) -> CheckReport:
    """Measure a synthetic CT against the real CT whose blueprint it was drawn from.

    Args:
        same_anatomy: False where only the look is the same, as after a completion: then each CT is measured in its own
            tissues, and whether the blueprint was obeyed is left out.

    Raises:
        InputError: when the two do not share a grid.
    """
    if real.hu.shape != synthetic.hu.shape or not real.geometry.is_close_to(synthetic.geometry, 1e-3):
        raise InputError(
            f"The synthetic CT's grid {synthetic.hu.shape} is not the real one's {real.hu.shape} at the same place; "
            "draw it from the real CT's own blueprint."
        )
    labels, again = extract_labels(real), extract_labels(synthetic)
    rows = _obedience(labels, again) if same_anatomy else []
    measured = labels if same_anatomy else again
    for tissue in TISSUES:
        masks = interior(labels, tissue), interior(measured, tissue)
        if masks[0] is not None and masks[1] is not None:
            rows += _hounsfield(real.hu[masks[0]], synthetic.hu[masks[1]], tissue)
    for tissue in ("soft tissue", "blood", "lung"):
        masks = interior(labels, tissue), interior(measured, tissue)
        if masks[0] is not None and masks[1] is not None:
            rows += _noise(real.hu, synthetic.hu, masks, tissue)
    pixel_mm = synthetic.geometry.spacing_zyx_mm[2]
    return CheckReport(measures=rows + _whole(real.hu, synthetic.hu, labels, measured, pixel_mm))


def _obedience(labels: np.ndarray, again: np.ndarray) -> list[Row]:
    rows = []
    for tissue, members in TISSUES.items():
        least = LEAST_DICE.get(tissue)
        found = dice(np.isin(labels, members), np.isin(again, members))
        kept = None if least is None else found >= least
        rows.append(_row("Dice of blueprint", tissue, 1.0, found, f">= {least}" if least else "", kept))
    return rows


def _hounsfield(real: np.ndarray, synthetic: np.ndarray, tissue: str) -> list[Row]:
    most = MOST_MEDIAN_DIFFERENCE_HU.get(tissue, OTHER_MEDIAN_DIFFERENCE_HU)
    medians, spreads = (
        (float(np.median(real)), float(np.median(synthetic))),
        (float(real.std()), float(synthetic.std())),
    )
    return [
        _row("median HU", tissue, *medians, f"within {most:g}", abs(medians[0] - medians[1]) <= most),
        _row("standard deviation HU", tissue, *spreads, "x 0.8 to 1.25", _within(spreads, SPREAD_RATIO)),
    ]


def _noise(real: np.ndarray, synthetic: np.ndarray, masks: tuple[np.ndarray, np.ndarray], tissue: str) -> list[Row]:
    powers = noise_power_hu2(real, masks[0]), noise_power_hu2(synthetic, masks[1])
    if powers[0] is None or powers[1] is None:
        return []
    shares = (share_above_half_nyquist(powers[0]), share_above_half_nyquist(powers[1]))
    deviations = (sum(powers[0]) ** 0.5, sum(powers[1]) ** 0.5)
    return [
        _row("noise power above half Nyquist", tissue, *shares, "x 0.7 to 1.4", _within(shares, NOISE_SHARE_RATIO)),
        _row("noise HU", tissue, *deviations, "", None),
    ]


def _whole(
    real: np.ndarray, synthetic: np.ndarray, labels: np.ndarray, measured: np.ndarray, pixel_mm: float
) -> list[Row]:
    correlations = (
        slice_correlation(real, labels != Label.OUTSIDE),
        slice_correlation(synthetic, measured != Label.OUTSIDE),
    )
    near = abs(correlations[0] - correlations[1]) <= MOST_CORRELATION_DIFFERENCE
    outside = share_of_matter_outside(synthetic, measured, pixel_mm)
    return [
        _row("slice correlation", "body", *correlations, f"within {MOST_CORRELATION_DIFFERENCE}", near),
        _row(
            "matter outside the body", "air", None, outside, f"<= {MOST_MATTER_OUTSIDE}", outside <= MOST_MATTER_OUTSIDE
        ),
    ]


def _within(pair: tuple[float, float], bounds: tuple[float, float]) -> bool:
    return bounds[0] <= pair[1] / max(pair[0], 1e-6) <= bounds[1]


def _row(measure: str, tissue: str, real: float | None, synthetic: float, bound: str, kept: bool | None) -> Row:
    return Row(measure=measure, tissue=tissue, real=real, synthetic=synthetic, bound=bound, kept=kept)
