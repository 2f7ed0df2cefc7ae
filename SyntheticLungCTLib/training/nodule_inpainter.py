"""Training of the nodule inpainter: rectified flow from a rendered nodule, or none, to the real CT of a region."""

from __future__ import annotations

import numpy as np
import torch

from ..networks.nodule_inpainter import DIFFERENCE_HU, NoduleInpainter, facts_of
from .config import LoopConfig, TrainingConfig
from .loop import TrainingLoop
from .nodule_corpus import hosts, nodule_settings, real_nodules
from .nodule_regions import Region, batched, drawn_region
from .thorax import logistic_normal, velocity_error

TIME_MEAN, TIME_SPREAD = -0.4, 1.2
#: Share of the examples that are healthy lung: what takes a nodule out.
HEALTHY_SHARE = 0.35
#: Each rating is left open as often, so that what is not wished stays free.
OPEN_SHARE = 0.3


def train(config: TrainingConfig, resume: bool = False, network: NoduleInpainter | None = None) -> None:
    """Train on the nodules that are not held out, and on the training patients' healthy lungs.

    Args:
        network: one to go on with; a new one, as the configuration tells, when None.

    Raises:
        InputError: when the configuration has no section for it, or names no file of nodules.
    """
    settings = nodule_settings(config, "nodule_inpainter")
    torch.manual_seed(settings.seed)
    nodules, lungs = real_nodules(config.data.nodules), hosts(config.data)
    network = network or NoduleInpainter(**settings.network)
    loop = TrainingLoop(network.to(memory_format=torch.channels_last_3d), settings, resume)

    def loss(module: torch.nn.Module, seed: int) -> tuple[torch.Tensor, dict[str, float]]:
        rng = np.random.default_rng(seed)
        regions = [drawn_region(nodules, lungs, bool(rng.random() < HEALTHY_SHARE), rng) for _ in range(settings.batch)]
        return inpainting_loss(module, regions, settings, rng, loop.device), {}

    loop.run(loss)


def inpainting_loss(
    module: torch.nn.Module, regions: list[Region], config: LoopConfig, rng: np.random.Generator, device: torch.device
) -> torch.Tensor:
    """Mean squared error, within the regions, of the velocity that follows from the estimate."""
    arrays = (batched(regions, name, device) for name in ("hu", "rendering_hu", "region", "share"))
    hu, rendering, region, share = arrays
    facts, known = zip(*(drawn_facts(one.ratings, config.condition_dropout, rng) for one in regions), strict=True)
    clean = (hu - rendering) / DIFFERENCE_HU * region
    time = logistic_normal(TIME_MEAN, TIME_SPREAD, len(regions), rng).to(device)
    noise = torch.from_numpy(rng.standard_normal(tuple(clean.shape), dtype=np.float32)).to(device)
    way = time.view(-1, 1, 1, 1, 1)
    numbers = (torch.from_numpy(np.stack(one)).to(device) for one in (facts, known))
    estimate = module(torch.lerp(noise, clean, way), time, rendering, region, share, *numbers)
    return velocity_error(estimate, clean, way, region)


def drawn_facts(
    ratings: np.ndarray | None, open_all_share: float, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """What the network is told of an example, and which of it counts, (FACTS,) each: some ratings are left open."""
    facts, known = facts_of(ratings)
    left_open = rng.random(len(known)) < (1.0 if rng.random() < open_all_share else OPEN_SHARE)
    known[:-1] *= ~left_open[:-1]
    return facts, known
