"""The evaluation as data: what is written as JSON and told on the page."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from pydantic import BaseModel

from ... import __version__
from ..case import Cases, patients_of
from ..evaluate import Evaluation
from ..figure import Figure

GROUPS = {
    "physics": "Physics: does a CT measure like one?",
    "distribution": "Distribution: are synthetic CTs where real ones are?",
    "diversity": "Diversity: do they differ from each other as patients do?",
    "obedience": "Obedience: do they show the blueprint that they were drawn from?",
}


class SetOfCTs(BaseModel):
    """One of the two directories."""

    folder: str
    cts: list[str]
    patients: int


class Report(BaseModel):
    """Everything that the evaluation says.

    Attributes:
        draws: how often patients were drawn anew.
        seed: of these draws; the same files and seed give the same report.
    """

    version: str
    real: SetOfCTs
    synthetic: SetOfCTs
    draws: int
    seed: int
    notes: list[str]
    figures: list[Figure]

    @classmethod
    def of(cls, evaluation: Evaluation, real: Path, synthetic: Path, draws: int, seed: int) -> Report:
        return cls(
            version=__version__,
            real=_set(real, evaluation.real),
            synthetic=_set(synthetic, evaluation.synthetic),
            draws=draws,
            seed=seed,
            notes=evaluation.notes,
            figures=evaluation.figures,
        )

    @property
    def summary(self) -> str:
        """How many figures are inside, near and outside, in one sentence."""
        count = Counter(figure.verdict for figure in self.figures)
        told = ", ".join(f"{count[verdict]} {verdict}" for verdict in ("inside", "near", "outside"))
        return f"Of {len(self.figures)} figures {told}; {count[None]} without a verdict."


def _set(folder: Path, cases: Cases) -> SetOfCTs:
    return SetOfCTs(folder=folder.name, cts=[case.name for case in cases], patients=len(patients_of(cases)))


def told(value: float, unit: str = "") -> str:
    """A number with three digits and its unit."""
    return f"{value:.3g} {unit}".strip()
