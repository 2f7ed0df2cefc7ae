"""Training of the thorax generator: rectified flow over the distance maps of morphed thoraxes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from ..networks.thorax_generator import ThoraxGenerator
from ..thorax.organs import Organ
from .coarse_thoraxes import coarse_thoraxes
from .config import LoopConfig, TrainingConfig
from .loop import TrainingLoop
from .morphs import drawn_morph, morphed

#: Times are drawn from a logistic normal with this mean: what a thorax will be is settled where noise still rules.
TIME_MEAN, TIME_SPREAD = -1.2, 1.2
#: The nearer to the end, the more an error would weigh; not beyond this remaining way.
LEAST_WAY = 0.1
#: A distance that is cut weighs 1; near an organ's surface the more the smaller the organ, at most this.
MOST_WEIGHT = 8.0
LUNGS = (Organ.LUNG_LEFT, Organ.LUNG_RIGHT)


def train(config: TrainingConfig, resume: bool = False) -> None:
    """Train on morphs of the configuration's training patients."""
    torch.manual_seed(config.thorax.seed)
    thoraxes = coarse_thoraxes(config.data)
    network = ThoraxGenerator(**config.thorax.network).to(memory_format=torch.channels_last_3d)
    loop = TrainingLoop(network, config.thorax, resume)
    nearness = near_surfaces(np.stack([t.maps for t in thoraxes]))

    def loss(module: torch.nn.Module, seed: int) -> tuple[torch.Tensor, dict[str, float]]:
        rng = np.random.default_rng(seed)
        morphs = [drawn_morph(thoraxes, rng) for _ in range(config.thorax.batch)]
        maps, seen = zip(*(morphed(thoraxes[m.patient], m.cells) for m in morphs), strict=True)
        size = torch.stack([m.size for m in morphs])
        clean = CleanThoraxes(*(t.to(loop.device) for t in (torch.stack(maps), torch.stack(seen), size)))
        return thorax_loss(module, clean, config.thorax, nearness, rng), {}

    loop.run(loss)


@dataclass
class CleanThoraxes:
    """A batch of examples: distances (n, organs, *GRID), where they were seen (n, *GRID), size numbers (n, 3)."""

    maps: torch.Tensor
    seen: torch.Tensor
    size: torch.Tensor


def thorax_loss(
    module: torch.nn.Module,
    clean: CleanThoraxes,
    config: LoopConfig,
    nearness: torch.Tensor,
    rng: np.random.Generator,
) -> torch.Tensor:
    """Mean squared error of the velocity that follows from the estimate, where the scan reached."""
    maps, count = clean.maps.contiguous(memory_format=torch.channels_last_3d), len(clean.maps)
    size = clean.size * torch.from_numpy(rng.random((count, 1)) >= config.condition_dropout).to(clean.size)
    known = torch.from_numpy(np.stack([drawn_given(len(Organ), LUNGS, Organ.BODY, rng) for _ in range(count)])).to(maps)
    time = logistic_normal(TIME_MEAN, TIME_SPREAD, count, rng).to(maps)
    noise = torch.from_numpy(rng.standard_normal(tuple(maps.shape), dtype=np.float32)).to(maps)
    share = time.view(-1, 1, 1, 1, 1)
    estimate = module(torch.lerp(noise, maps, share), time, maps, known, size)
    weight = torch.where(maps.abs() < 1, nearness.to(maps).view(1, -1, 1, 1, 1), 1.0) * clean.seen[:, None]
    return velocity_error(estimate, maps, share, weight)


def logistic_normal(mean: float, spread: float, count: int, rng: np.random.Generator) -> torch.Tensor:
    """Times (count,) between 0 and 1."""
    return torch.sigmoid(mean + spread * torch.from_numpy(rng.standard_normal(count))).float()


def velocity_error(
    estimate: torch.Tensor, clean: torch.Tensor, share: torch.Tensor, weight: torch.Tensor
) -> torch.Tensor:
    """Weighted mean square of the velocity's error that an estimate of the clean data has at times `share`."""
    error = ((estimate - clean) / (1 - share).clamp_min(LEAST_WAY)).square()
    return (weight * error).sum() / weight.sum()


def drawn_given(channels: int, lungs: tuple[int, int], around: int, rng: np.random.Generator) -> np.ndarray:
    """Which channels (channels,) are given in one example: none, the lungs, the lungs and what is `around`, or any."""
    kind, known = rng.random(), np.zeros(channels, bool)
    if kind < 0.4:
        return known
    if kind < 0.85:
        known[list(lungs)] = True
        known[around] = kind > 0.7
        return known
    return rng.random(channels) < 0.4


def near_surfaces(maps: np.ndarray) -> torch.Tensor:
    """Weight (organs,) of a cell near each organ's surface, from maps (n, organs, z, y, x)."""
    share = (np.abs(maps) < 1).mean(axis=(0, 2, 3, 4))
    return torch.from_numpy(np.clip(np.sqrt(0.3 / np.maximum(share, 1e-6)), 1, MOST_WEIGHT)).float()
