"""What was measured of one CT: all that an evaluation keeps of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

#: What follows this in a CT's name tells two CTs of one patient apart.
PATIENT_ENDS = "__"


def patient_of(name: str) -> str:
    """Whose CT it is, by its name."""
    return name.split(PATIENT_ENDS)[0]


@dataclass(frozen=True)
class Case:
    """One CT.

    Attributes:
        name: its file or folder without the suffix.
        content: what identifies its voxels, so that copies are known.
        spacing_zyx_mm: of its voxels.
        measures: arrays by name, see `measure_case`; a number that could not be measured is NaN.
    """

    name: str
    content: str
    spacing_zyx_mm: tuple[float, float, float]
    measures: dict[str, np.ndarray] = field(repr=False)

    @property
    def patient(self) -> str:
        return patient_of(self.name)


Cases = Sequence[Case]


class NotEnough(ValueError):
    """Too little was measured for a metric to mean anything; the message says what is missing."""


def numbers(cases: Cases, measure: str) -> np.ndarray:
    """One number of each case (n,), without the cases where it could not be measured.

    Raises:
        NotEnough: when none is left.
    """
    found = np.array([float(case.measures[measure]) for case in cases if measure in case.measures])
    found = found[np.isfinite(found)]
    if not found.size:
        raise NotEnough("It could be measured in none of the CTs.")
    return found


def samples(cases: Cases, measure: str) -> tuple[np.ndarray, np.ndarray]:
    """The rows of a measure (rows, k) of all cases together (n, k), and whose they are (n,).

    Raises:
        NotEnough: when no case has one.
    """
    having = [case for case in cases if measure in case.measures and len(case.measures[measure])]
    if not having:
        raise NotEnough("None of the CTs has these features.")
    rows = np.concatenate([case.measures[measure] for case in having])
    return rows, np.concatenate([np.repeat(case.patient, len(case.measures[measure])) for case in having])


def patients_of(cases: Iterable[Case]) -> list[str]:
    """The patients, each once, in the order of their names."""
    return sorted({case.patient for case in cases})
