"""Following a rectified flow (Liu et al., "Flow straight and fast", ICLR 2023) from noise to data."""

from __future__ import annotations

from collections.abc import Callable

import torch
from diffusers import DPMSolverMultistepScheduler, UniPCMultistepScheduler

from .precision import fast_precision


def integrate(
    scheduler: UniPCMultistepScheduler | DPMSolverMultistepScheduler,
    steps: int,
    noise: torch.Tensor,
    estimate: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    after_step: Callable[[int], None],
) -> torch.Tensor:
    """The data (n, ...) that `noise` becomes.

    Args:
        scheduler: on flow sigmas, of the prediction type "sample".
        estimate: (noisy, time (1,)) -> the data expected; time 0 is noise, 1 is data. Called in fast precision.
        after_step: called with the number of steps done; may raise to stop.
    """
    scheduler.set_timesteps(steps, device=noise.device)
    x = noise
    for step, (timestep, sigma) in enumerate(zip(scheduler.timesteps, scheduler.sigmas, strict=False), start=1):
        with fast_precision(x.device):
            data = estimate(x, (1 - sigma).expand(1).to(x.device)).float()
        x = scheduler.step(data, timestep, x).prev_sample
        after_step(step)
    return x
