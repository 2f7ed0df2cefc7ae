"""A region of a CT drawn anew: with a nodule, as it was asked for, or without."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from diffusers import UniPCMultistepScheduler

from ..networks.nodule_inpainter import DIFFERENCE_HU, NoduleInpainter, facts_of
from ..population.specification import RATINGS
from ..rectified_flow import integrate

#: More make nodules grainier than real ones, measured on the training nodules.
STEPS = 4
#: Scale of the noise that a nodule begins with. With 1 its edge is more ragged than real ones are; what is missing of
#: the grain then is the CT's own noise, see `host_noise`. Chosen by eye and by radiomics, of the held-out nodules, too.
TEMPERATURE = 0.75


@torch.no_grad()
def inpainted(
    network: NoduleInpainter,
    rendering_hu: np.ndarray,
    region: np.ndarray,
    share: np.ndarray,
    ratings: Sequence[int | None] | None,
    rng: np.random.Generator,
    guidance: dict[str, float] | None = None,
) -> np.ndarray:
    """The CT of a crop, float32 HU (z, y, x); outside the region the rendering as it is.

    Args:
        rendering_hu: the CT with the region filled and the nodule in it as physics renders it.
        region: bool, where to draw; share: the nodule's share of each cell; both (z, y, x) on cells of 1 mm.
        ratings: the five, 1 to 5 in the order of `RATINGS`, None for one that is open; None for no nodule.
        guidance: by rating, how much more than learned it acts: 1 is as learned, 2 twice (Ho and Salimans, 2021).
    """

    def tensor(array: np.ndarray) -> torch.Tensor:
        whole = torch.from_numpy(np.ascontiguousarray(array, np.float32))[None, None].to(network.device)
        return whole.contiguous(memory_format=torch.channels_last_3d)

    inside, volumes = tensor(region), (tensor(rendering_hu), tensor(region), tensor(share))
    facts, known = (torch.from_numpy(part)[None].to(network.device) for part in facts_of(ratings))
    weights = {RATINGS.index(name): weight - 1 for name, weight in (guidance or {}).items() if weight != 1}

    def estimate(x: torch.Tensor, time: torch.Tensor) -> torch.Tensor:
        told = network(x, time, *volumes, facts, known)
        guided = told.clone()
        for index, weight in weights.items():
            untold = known.clone()
            untold[:, index] = 0
            guided += weight * (told - network(x, time, *volumes, facts, untold))
        return guided

    noise = torch.from_numpy(rng.standard_normal(rendering_hu.shape, dtype=np.float32))[None, None]
    noise = noise.to(network.device, memory_format=torch.channels_last_3d) * (1.0 if ratings is None else TEMPERATURE)
    scheduler = UniPCMultistepScheduler(use_flow_sigmas=True, prediction_type="sample")
    change = integrate(scheduler, STEPS, noise, estimate, lambda step: None) * inside
    return rendering_hu + DIFFERENCE_HU * change[0, 0].float().cpu().numpy()
