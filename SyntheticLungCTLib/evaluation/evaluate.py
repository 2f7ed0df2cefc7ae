"""`synthetic-lung-ct evaluate`: a directory of synthetic CTs against one of real CTs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..errors import InputError
from ..progress import Progress, Reporter
from .case import Cases, patient_of, patients_of
from .case_cache import CaseCache
from .directory import blueprint_entries, check_header, ct_entries
from .figure import Figure, figure
from .half_samples import DRAWS, half_samples
from .measure_file import CTFile, measure_file
from .metric import Metric
from .metrics.distribution import distribution_metrics
from .metrics.diversity import diversity_metrics
from .metrics.physics import physics_metrics
from .nodule_figures import nodule_figures
from .notes import notes_on
from .obedience import obedience_figures
from .units import in_units_of

#: Of the whole work, how much is measuring CTs.
MEASURING = 0.85


@dataclass(frozen=True)
class Evaluation:
    """Two sets of CTs and what was found.

    Attributes:
        figures: one of each metric, refused ones with the reason.
        notes: what a reader has to know beside them.
    """

    real: Cases
    synthetic: Cases
    figures: list[Figure]
    notes: list[str]


def evaluate(
    real: Path,
    synthetic: Path,
    cache: Path,
    masks: Path | None = None,
    real_masks: Path | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    draws: int = DRAWS,
    seed: int = 0,
) -> Evaluation:
    """Measure all CTs, one at a time, and compare the sets.

    Args:
        real, synthetic: directories, one CT per file or DICOM folder. CTs of one patient are named PATIENT__ANYTHING.
        cache: a folder that keeps what was measured, by what is in the files.
        masks: a directory of the blueprints that the synthetic CTs were drawn from, of the same names.
        real_masks: a directory of segmentations that name the nodules of real CTs, of the same names.
        draws: how often patients are drawn anew for floors and intervals.
        seed: of these draws.

    Raises:
        InputError: when a directory or a file in it cannot be used; the message names it.
        Cancelled: when `cancelled` says so; CTs that were measured need not be measured again.
    """
    report = Reporter("The evaluation", progress, cancelled)
    files = _files(real, synthetic, masks, real_masks)
    store, cases = CaseCache(cache), []
    for index, file in enumerate(files):
        stage = f"Measuring {file.entry.name} ({index + 1} of {len(files)})"
        report(MEASURING * index / len(files), stage)

        def tell(share: float, index: int = index, stage: str = stage) -> None:
            report(MEASURING * (index + share) / len(files), stage)

        cases.append(measure_file(file, store, tell))
    count = sum(file.is_real for file in files)
    found = compare(cases[:count], cases[count:], report, draws, seed)
    if masks is not None:
        found += obedience_figures(cases[count:]) + nodule_figures(cases[:count], cases[count:])
    return Evaluation(cases[:count], cases[count:], found, notes_on(cases[:count], cases[count:]))


def compare(
    real: Cases, synthetic: Cases, report: Progress = lambda share, stage: None, draws: int = DRAWS, seed: int = 0
) -> list[Figure]:
    """Every metric's figure for two sets of measured CTs.

    Raises:
        InputError: when there are fewer than two real patients, so that real cannot be compared with real.
    """
    _check_patients(patients_of(real))
    drawn = half_samples(in_units_of(real, real), in_units_of(real, synthetic), draws, seed)
    metrics, figures = all_metrics(), []
    for index, metric in enumerate(metrics):
        report(MEASURING + (1 - MEASURING) * index / len(metrics), "Comparing patients")
        figures.append(figure(metric, drawn))
    return figures


def all_metrics() -> list[Metric]:
    """In the order of the report."""
    return [*physics_metrics(), *distribution_metrics(), *diversity_metrics()]


def _files(real: Path, synthetic: Path, masks: Path | None, real_masks: Path | None) -> list[CTFile]:
    """All CTs, the real ones first; what can be seen to be unusable is told before the long work."""
    blueprints = blueprint_entries(masks) if masks is not None else {}
    outlined = blueprint_entries(real_masks) if real_masks is not None else {}
    files = [CTFile(entry, is_real=True, blueprint=outlined.get(entry.name)) for entry in ct_entries(real)]
    if real_masks is not None and not any(file.blueprint for file in files):
        raise InputError(f"{real_masks} holds no segmentation of the name of a CT in {real}.")
    _check_patients([patient_of(file.entry.name) for file in files])
    for entry in ct_entries(synthetic):
        if masks is not None and entry.name not in blueprints:
            raise InputError(f"{masks} holds no blueprint {entry.name}.seg.nrrd for {entry.path}.")
        files.append(CTFile(entry, is_real=False, blueprint=blueprints.get(entry.name)))
    for file in files:
        check_header(file.entry)
    return files


def _check_patients(names: list[str]) -> None:
    if len(set(names)) < 2:
        raise InputError("One real patient has no floor: real against real needs the CTs of two patients or more.")
