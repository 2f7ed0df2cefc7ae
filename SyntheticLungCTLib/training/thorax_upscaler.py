"""Training of the thorax upscaler: rectified flow over windows of morphed fine thoraxes, given blurred coarse ones."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from scipy import ndimage

from ..networks.thorax_upscaler import ThoraxUpscaler
from ..thorax.frame import GRID
from ..thorax.tissues import Tissue
from .coarse_thoraxes import coarse_thoraxes
from .config import TrainingConfig, WindowLoopConfig
from .fine_thoraxes import FineWindow, drawn_window, fine_thoraxes
from .loop import TrainingLoop
from .thorax import drawn_given, logistic_normal

TIME_MEAN, TIME_SPREAD = -1.0, 1.2
#: Coarse organs are blurred by at most so many cells, and given noise of at most this deviation, as those that a
#: network draws are uncertain.
BLUR_CELLS, BLUR_NOISE = 1.5, 0.25
LUNGS = (Tissue.LUNG_LEFT, Tissue.LUNG_RIGHT)


def train(config: TrainingConfig, resume: bool = False) -> None:
    """Train on windows of morphs of the configuration's training patients."""
    settings = config.thorax_upscaler
    torch.manual_seed(settings.seed)
    coarse, fine = coarse_thoraxes(config.data), fine_thoraxes(config.data)
    network = ThoraxUpscaler(**settings.network).to(memory_format=torch.channels_last_3d)
    loop = TrainingLoop(network, settings, resume)

    def loss(module: torch.nn.Module, seed: int) -> tuple[torch.Tensor, dict[str, float]]:
        rng = np.random.default_rng(seed)
        windows = [drawn_window(coarse, fine, settings.window_cells, rng) for _ in range(settings.batch)]
        losses = [upscaler_loss(module, window, settings, rng, loop.device) for window in windows]
        return torch.stack(losses).mean(), {}

    loop.run(loss)


def upscaler_loss(
    module: torch.nn.Module,
    window: FineWindow,
    config: WindowLoopConfig,
    rng: np.random.Generator,
    device: torch.device,
) -> torch.Tensor:
    """Cross-entropy of the tissues, where the scan reached; its least is the expected share, as the flow asks for."""
    blur = float(rng.random())
    coarse = blurred(window.coarse.numpy(), blur, rng)
    open_size = window.size * float(rng.random() >= config.condition_dropout)
    facts = torch.cat([open_size, torch.tensor([blur, float(window.contrast)])])[None].to(device)
    known = torch.from_numpy(drawn_given(len(Tissue), LUNGS, Tissue.OUTSIDE, rng)[None]).float().to(device)
    shares = window.shares[None].to(device, memory_format=torch.channels_last_3d)
    time = logistic_normal(TIME_MEAN, TIME_SPREAD, 1, rng).to(device)
    noise = torch.from_numpy(rng.standard_normal(tuple(shares.shape), dtype=np.float32)).to(device)
    noisy = torch.lerp(noise, shares, time)
    organs = torch.from_numpy(coarse[None]).to(device)
    logits = module(noisy, time, organs, shares, known, facts, window.corner, GRID)
    error = F.cross_entropy(logits, (shares + 1) / 2, reduction="none")
    seen = window.seen.to(error)
    return (error * seen).sum() / seen.sum().clamp_min(1)


def blurred(coarse: np.ndarray, blur: float, rng: np.random.Generator) -> np.ndarray:
    """Distances (organs, z, y, x) as uncertain as `blur`, 0 to 1, tells."""
    sigma = (0.0, *[BLUR_CELLS * blur] * 3)
    noise = rng.standard_normal(coarse.shape, dtype=np.float32)
    return ndimage.gaussian_filter(coarse, sigma, mode="nearest") + np.float32(BLUR_NOISE * blur) * noise
