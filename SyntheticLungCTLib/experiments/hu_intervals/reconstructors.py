"""HUydra's reconstructors alone: how well four intervals with gaps tell the full range, from real views."""

from __future__ import annotations

import numpy as np
import torch

from ...hounsfield import HounsfieldIntervals
from ...networks.reconstructor import VARIANTS, Reconstructor
from ...training.config import CropLoopConfig
from ...training.preparation import PreparedPatient
from ...training.vqvae import slice_batch

#: The sigmoid needs large weights; convolutions die of such steps.
LEARNING_RATES = {"cnn3x3x3": 1e-2, "cnn3x3": 1e-2, "affine": 5e-2}
UNIT_HU = 100.0
#: What the reconstructor can tell; HU beyond are taken as these.
RANGE_HU = (-1000.0, 1000.0)


def reconstructor_errors(
    train: list[PreparedPatient], val: list[np.ndarray], config: CropLoopConfig, steps: int
) -> dict[str, tuple[int, float]]:
    """Of each variant the number of parameters and the root mean square error, HU, on slices (n, y, x) of `val`."""
    found = {}
    for variant in VARIANTS:
        torch.manual_seed(config.seed)
        network = Reconstructor(len(HounsfieldIntervals.huydra()), variant)
        _train(network, LEARNING_RATES[variant], train, config, steps)
        squares = [_square_error(network, hu) for hu in val]
        found[variant] = (sum(p.numel() for p in network.parameters()), float(np.sqrt(np.mean(squares))))
    return found


def _train(
    network: Reconstructor, rate: float, patients: list[PreparedPatient], config: CropLoopConfig, steps: int
) -> None:
    optimizer = torch.optim.Adam(network.parameters(), rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    for step in range(steps):
        hu = slice_batch(patients, config, step).clip(*RANGE_HU)
        loss = ((network.to_hu(_views(hu)) - hu) / UNIT_HU).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()


@torch.no_grad()
def _square_error(network: Reconstructor, hu: np.ndarray) -> float:
    slices = torch.from_numpy(hu.astype(np.float32))[:, None].clip(*RANGE_HU)
    return float((network.to_hu(_views(slices)) - slices).square().mean())


def _views(hu: torch.Tensor) -> torch.Tensor:
    return torch.cat(HounsfieldIntervals.huydra().split(hu), dim=1)
