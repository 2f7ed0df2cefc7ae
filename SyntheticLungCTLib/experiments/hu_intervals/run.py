"""One arm with one seed: both networks trained, then measured. What was finished is not done again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from ...evaluation.case_cache import CaseCache
from ...networks.generator import BlueprintGenerator
from ...networks.multihead_vqvae import MultiheadVQVAE
from ...training import generator, vqvae
from ...training.preparation import prepared_patients
from .arms import Arm
from .config import HUIntervalsConfig
from .cost import cost
from .drawing import drawn_slices
from .features import evaluated_slices, features
from .reconstruction import reconstruction

MEASURED = "measured"


@dataclass(frozen=True)
class Run:
    """An arm and a seed, and the folder that holds what came of them."""

    arm: Arm
    seed: int
    folder: Path

    @property
    def title(self) -> str:
        return f"{self.arm.title}, seed {self.seed}"

    def measured(self) -> dict[str, np.ndarray] | None:
        """What was measured of it; None where it is not finished."""
        return CaseCache(self.folder).load(MEASURED)


def finish(run: Run, config: HUIntervalsConfig, report: Callable[[str], None]) -> None:
    """Train from the last checkpoint on and measure.

    Args:
        report: called with lines on how far it is; may raise to stop, which leaves a checkpoint.
    """
    own = _of_run(run, config)
    vqvae.train(own, resume=True, report=lambda line: report(f"{run.title}: VQ-VAE {line}"))
    generator.train(own, resume=True, report=lambda line: report(f"{run.title}: generator {line}"))
    networks = trained_networks(run.folder)
    found = dict(cost(run.folder)) | {"parameters": float(sum(p.numel() for p in networks[0].parameters()))}
    arrays = {name: np.asarray(value) for name, value in found.items()}
    for patient in prepared_patients(config.data, config.data.val):
        report(f"{run.title}: measuring {patient.name}")
        picks = evaluated_slices(patient)
        for name, value in reconstruction(networks[0], patient, picks).items():
            arrays[f"{name} of {patient.name}"] = np.asarray(value)
        drawn = drawn_slices(networks, patient, picks, run.seed)
        arrays |= {f"{space} of {patient.name}": rows for space, rows in features(patient, picks, drawn).items()}
    CaseCache(run.folder).keep(MEASURED, arrays)


def trained_networks(folder: Path) -> tuple[MultiheadVQVAE, BlueprintGenerator]:
    """A run's VQ-VAE and generator, averaged weights in float32."""
    options = {"torch_dtype": torch.float32, "low_cpu_mem_usage": False}
    found = (kind.from_pretrained(folder / name / "ema", **options).eval().requires_grad_(False)
             for kind, name in ((MultiheadVQVAE, "vqvae"), (BlueprintGenerator, "generator")))  # fmt: skip
    return tuple(found)


def _of_run(run: Run, config: HUIntervalsConfig) -> HUIntervalsConfig:
    """The configuration with the arm's network and the run's seed and folders: the same seed sees the same data."""
    network = run.arm.network(config.head_channels, config.latent_channels, config.vqvae.network)
    trained = {"vqvae": config.vqvae.model_copy(update={"network": network}), "generator": config.generator}
    return config.model_copy(
        update={
            name: section.model_copy(update={"seed": run.seed, "output": run.folder / name})
            for name, section in trained.items()
        }
    )
