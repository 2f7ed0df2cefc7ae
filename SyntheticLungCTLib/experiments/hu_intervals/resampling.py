"""Figures of each arm with intervals: patients and seeds drawn anew, the same draws for every arm."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np

from ...evaluation.distances import INTERVAL_PERCENT, RESAMPLINGS, Interval, kernel_distance, standardized
from .features import SPACES
from .reconstruction import ERRORS, SPECTRA

DISTANCES = tuple(f"distance {space.name}" for space in SPACES)
#: Indices of seeds and of patients.
Draw = tuple[np.ndarray, np.ndarray]
#: Of each figure its value and then that of each draw.
Drawn = dict[str, np.ndarray]


@dataclass(frozen=True)
class Measured:
    """What was measured of an arm, a dictionary for each seed, beside the features of the real slices.

    Attributes:
        patients: names, as they end the keys of both.
    """

    seeds: list[dict[str, np.ndarray]]
    real: dict[str, np.ndarray]
    patients: list[str]


def draws(seeds: int, patients: int, count: int = RESAMPLINGS, seed: int = 0) -> list[Draw]:
    """All seeds and patients, then `count` times as many drawn with repeats."""
    rng = np.random.default_rng(seed)
    return [(np.arange(seeds), np.arange(patients))] + [
        (rng.integers(seeds, size=seeds), rng.integers(patients, size=patients)) for _ in range(count)
    ]


def figures(measured: Measured, drawn: list[Draw]) -> Drawn:
    """Every figure of an arm in every draw, (1 + draws,)."""
    found = {}
    for name in (*ERRORS, *SPECTRA):
        table = np.array([[seed[f"{name} of {patient}"] for patient in measured.patients] for seed in measured.seeds])
        found[name] = np.array([_mean(table[np.ix_(*draw)]) for draw in drawn])
    for space, name in zip(SPACES, DISTANCES, strict=True):
        found[name] = np.array([_distance(measured, space.name, draw) for draw in drawn])
    for name in ("seconds", "memory_mib", "parameters"):
        found[name] = np.array([np.mean([measured.seeds[k][name] for k in seeds]) for seeds, _ in drawn])
    return found


def interval(values: np.ndarray) -> Interval:
    """The value and where 95 % of the draws lie, less the draws' bias, see `evaluation.distances`."""
    rest = values[1:][np.isfinite(values[1:])]
    if not len(rest):
        return Interval(float(values[0]), float("nan"), float("nan"))
    low, high = np.percentile(rest - (rest.mean() - values[0]), INTERVAL_PERCENT)
    return Interval(float(values[0]), float(low), float(high))


def _mean(values: np.ndarray) -> float:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # no patient of a draw has the tissue: stays NaN
        return float(np.nanmean(values))


def _distance(measured: Measured, space: str, draw: Draw) -> float:
    """Kernel distance of drawn slices from real ones, mean over seeds; a slice is a sample, as both sets show the same
    patients. In units of the real slices' spread."""
    seeds, patients = draw
    keys = [f"{space} of {measured.patients[p]}" for p in patients]
    unit = np.concatenate([measured.real[f"{space} of {patient}"] for patient in measured.patients])
    real = np.concatenate([measured.real[key] for key in keys])
    ours = [np.concatenate([measured.seeds[k][key] for key in keys]) for k in seeds]
    if min(len(real), *(len(rows) for rows in ours)) < 2:
        return float("nan")
    return float(np.mean([kernel_distance(*standardized(unit, real, rows)) for rows in ours]))
