"""`synthetic-lung-ct experiment hu-intervals`: the experiment end to end; what was finished is not done again."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from ...errors import InputError
from ...evaluation.case_cache import CaseCache
from ...progress import Progress, Reporter
from ...training.preparation import prepared_patients
from .arms import ARMS
from .config import HUIntervalsConfig
from .features import evaluated_slices, features
from .reconstructors import reconstructor_errors
from .resampling import Drawn, Measured, draws, figures
from .run import Run, finish
from .table import report as page

REPORT, SETTINGS = "HU_INTERVALS.md", "settings.json"
#: Of the whole work, how much is the runs'.
TRAINING = 0.98
#: Of the settings, between two calls that go on with the same runs.
MAY_DIFFER = {"output": True, "seeds": True, "data": {"folder", "cache", "outlines"}}


def run_experiment(
    config: HUIntervalsConfig, progress: Progress | None = None, cancelled: Callable[[], bool] | None = None
) -> Path:
    """Train and measure every arm with every seed, seed by seed, and write the report into the output folder.

    Raises:
        InputError: when a patient's CT is missing, or the folder holds runs of another configuration.
        Cancelled: when `cancelled` said so; the run at work left a checkpoint.
    """
    tell = Reporter("The experiment", progress, cancelled)
    _check_settings(config)
    tell(0.0, "Preparing patients")
    real, slices = _real(config, tell)
    runs = [Run(arm, seed, config.output / f"{arm.name}-seed{seed}") for seed in range(config.seeds) for arm in ARMS]
    for index, run in enumerate(runs):
        if run.measured() is None:
            finish(run, config, partial(tell, TRAINING * index / len(runs)))
    tell(TRAINING, "Training HUydra's reconstructors alone")
    reconstructors = reconstructor_errors(
        prepared_patients(config.data, config.data.train), slices, config.vqvae, config.reconstructor_steps
    )
    return _written(page(_figures(runs, real, config), reconstructors, config), config.output / REPORT)


def _figures(runs: list[Run], real: dict[str, np.ndarray], config: HUIntervalsConfig) -> dict[str, Drawn]:
    """Of each arm, by its name; all arms with the same draws."""
    drawn = draws(config.seeds, len(config.data.val))
    found = {}
    for arm in ARMS:
        seeds = [run.measured() for run in runs if run.arm == arm]
        found[arm.name] = figures(Measured(seeds, real, config.data.val), drawn)
    return found


def _real(config: HUIntervalsConfig, tell: Reporter) -> tuple[dict[str, np.ndarray], list[np.ndarray]]:
    """Features of the evaluated patients' own slices, and the slices (n, y, x)."""
    store, slices = CaseCache(config.output), []
    known = store.load("real") or {}
    for patient in prepared_patients(config.data, config.data.val):
        tell(0.0, f"Measuring {patient.name}")
        picks = evaluated_slices(patient)
        slices.append(np.asarray(patient.hu[picks]))
        if not any(key.endswith(f" of {patient.name}") for key in known):
            own = features(patient, picks, slices[-1])
            known |= {f"{space} of {patient.name}": rows for space, rows in own.items()}
            store.keep("real", known)
    return known, slices


def _check_settings(config: HUIntervalsConfig) -> None:
    """Runs of two configurations are never mixed; more seeds may be added."""
    settings = config.model_dump_json(exclude=MAY_DIFFER, indent=2)
    file = config.output / SETTINGS
    if not file.is_file():
        _written(settings + "\n", file)
    elif json.loads(file.read_text()) != json.loads(settings):
        raise InputError(f"{config.output} holds runs of another configuration ({file}); choose another --output.")


def _written(text: str, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.tmp")
    temporary.write_text(text, encoding="utf-8")
    return temporary.replace(path)
