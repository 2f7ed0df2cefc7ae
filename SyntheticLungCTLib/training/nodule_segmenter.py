"""Training of the nodule segmenter on real nodules, and on healthy lung in which there is none."""

from __future__ import annotations

import numpy as np
import torch
from monai.losses import DiceCELoss

from ..networks.nodule_segmenter import NoduleSegmenter
from .config import TrainingConfig
from .loop import TrainingLoop
from .nodule_corpus import hosts, nodule_settings, real_nodules
from .nodule_regions import batched, drawn_region

HEALTHY_SHARE = 0.2
#: Scanners differ in noise and a little in HU: how far, at most, in HU.
MOST_NOISE_HU, MOST_SHIFT_HU = 25.0, 30.0


def train(config: TrainingConfig, resume: bool = False) -> None:
    """Train on the nodules that are not held out.

    Raises:
        InputError: when the configuration has no section for it, or names no file of nodules.
    """
    settings = nodule_settings(config, "nodule_segmenter")
    torch.manual_seed(settings.seed)
    nodules, lungs = real_nodules(config.data.nodules), hosts(config.data)
    loop = TrainingLoop(NoduleSegmenter(**settings.network).to(memory_format=torch.channels_last_3d), settings, resume)
    overlap = DiceCELoss(sigmoid=True, batch=True)

    def loss(module: torch.nn.Module, seed: int) -> tuple[torch.Tensor, dict[str, float]]:
        rng = np.random.default_rng(seed)
        regions = [drawn_region(nodules, lungs, bool(rng.random() < HEALTHY_SHARE), rng) for _ in range(settings.batch)]
        hu, share = batched(regions, "hu", loop.device), batched(regions, "share", loop.device)
        return overlap(module(_as_another_scanner(hu, rng)), (share > 0.5).float()), {}

    loop.run(loss)


def _as_another_scanner(hu: torch.Tensor, rng: np.random.Generator) -> torch.Tensor:
    noise = torch.from_numpy(rng.standard_normal(tuple(hu.shape), dtype=np.float32)).to(hu.device)
    return hu + rng.uniform(0, MOST_NOISE_HU) * noise + rng.uniform(-MOST_SHIFT_HU, MOST_SHIFT_HU)
