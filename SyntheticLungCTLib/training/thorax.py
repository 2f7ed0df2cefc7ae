"""Training of the thorax generator: rectified flow over the distance maps of morphed thoraxes."""

from __future__ import annotations

import numpy as np
import torch

from ..networks.thorax_generator import ThoraxGenerator
from ..thorax.organs import Organ
from .coarse_thoraxes import coarse_thoraxes
from .config import LoopConfig, TrainingConfig
from .loop import TrainingLoop
from .morphs import MorphedThorax, morphed

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
        batch = [morphed(thoraxes, rng) for _ in range(config.thorax.batch)]
        return thorax_loss(module, batch, config.thorax, nearness, rng, loop.device), {}

    loop.run(loss)


def thorax_loss(
    module: torch.nn.Module,
    batch: list[MorphedThorax],
    config: LoopConfig,
    nearness: torch.Tensor,
    rng: np.random.Generator,
    device: torch.device,
) -> torch.Tensor:
    """Mean squared error of the velocity that follows from the estimate, where the scan reached."""
    maps = torch.stack([b.maps for b in batch]).to(device, memory_format=torch.channels_last_3d)
    size = torch.stack([b.size for b in batch]).to(device)
    size = size * torch.from_numpy(rng.random((len(batch), 1)) >= config.condition_dropout).to(size)
    known = torch.tensor(np.stack([drawn_organs(rng) for _ in batch]), device=device, dtype=torch.float32)
    time = torch.sigmoid(TIME_MEAN + TIME_SPREAD * torch.from_numpy(rng.standard_normal(len(batch)))).float().to(device)
    share = time.view(-1, 1, 1, 1, 1)
    noise = torch.from_numpy(rng.standard_normal(tuple(maps.shape), dtype=np.float32)).to(device)
    estimate = module(torch.lerp(noise, maps, share), time, maps, known, size)
    error = ((estimate - maps) / (1 - share).clamp_min(LEAST_WAY)).square()
    weight = torch.where(maps.abs() < 1, nearness.to(device).view(1, -1, 1, 1, 1), 1.0)
    weight = weight * torch.stack([b.seen for b in batch]).to(device)[:, None]
    return (weight * error).sum() / weight.sum()


def drawn_organs(rng: np.random.Generator) -> np.ndarray:
    """Which organs (organs,) are given in one example: none, the lungs, the lungs and the body, or any."""
    kind, known = rng.random(), np.zeros(len(Organ), bool)
    if kind < 0.35:
        return known
    if kind < 0.8:
        known[list(LUNGS)] = True
        known[Organ.BODY] = kind > 0.65
        return known
    return rng.random(len(Organ)) < 0.4


def near_surfaces(maps: np.ndarray) -> torch.Tensor:
    """Weight (organs,) of a cell near each organ's surface, from maps (n, organs, z, y, x)."""
    share = (np.abs(maps) < 1).mean(axis=(0, 2, 3, 4))
    return torch.from_numpy(np.clip(np.sqrt(0.3 / np.maximum(share, 1e-6)), 1, MOST_WEIGHT)).float()
