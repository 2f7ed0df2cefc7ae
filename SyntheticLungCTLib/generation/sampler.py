"""The sampler: noise becomes a latent along the rectified flow.

Steps are UniPC's (Zhao et al., NeurIPS 2023), of second order: eight of them draw a tenth more spread
of HU than eight Euler steps do, at the same cost. Classifier-free guidance (Ho and Salimans, 2021) makes the CT
obey the blueprint; it acts in the last steps only, where it costs no spread (Kynkaanniemi et al., NeurIPS 2024).
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from diffusers import UniPCMultistepScheduler

from ..networks.generator import BlueprintGenerator
from ..precision import fast_precision

DEFAULT_STEPS = 7
#: Weight of the guidance, 1 is none; and the noise level below which it acts.
GUIDANCE, GUIDED_BELOW = 4.0, 0.35


@torch.no_grad()
def sample(
    network: BlueprintGenerator,
    noise: torch.Tensor,
    conditions: dict[str, torch.Tensor],
    steps: int = DEFAULT_STEPS,
    known: tuple[torch.Tensor, torch.Tensor] | None = None,
    after_step: Callable[[], None] = lambda: None,
    guidance: float = GUIDANCE,
) -> torch.Tensor:
    """A normalised latent (1, c, z, y, x) for one window.

    Args:
        noise: the same shape; the sample is a function of it.
        conditions: labels, rendered, position and scan numbers as `BlueprintGenerator.forward` takes them.
        known: (mask, latent) of the part that another window has drawn; it is led along its own straight path, so
            that this window continues it.
        after_step: called after each step; may raise to stop.
        guidance: weight of the guidance; a network that was trained without open conditions bears none, which is 1.
    """
    scheduler = UniPCMultistepScheduler(use_flow_sigmas=True, prediction_type="flow_prediction")
    scheduler.set_timesteps(steps, device=noise.device)
    yes = torch.ones(1, device=noise.device)
    told, untold = (_velocity_of(network, conditions, share) for share in (yes, 0 * yes))
    x = noise
    for timestep, sigma in zip(scheduler.timesteps, scheduler.sigmas, strict=False):
        if known is not None:
            x = torch.where(known[0], sigma * noise + (1 - sigma) * known[1], x)
        time = (1 - sigma).expand(1)
        velocity = told(x, time)
        if sigma < GUIDED_BELOW and guidance != 1:
            velocity = velocity + (guidance - 1) * (velocity - untold(x, time))
        # diffusers' velocity points from data to noise.
        x = scheduler.step(-velocity, timestep, x).prev_sample
        after_step()
    return x


def _velocity_of(
    network: BlueprintGenerator, conditions: dict[str, torch.Tensor], known: torch.Tensor
) -> Callable[[torch.Tensor, torch.Tensor], torch.Tensor]:
    """The network with the blueprint read once, as a function of (noisy, time)."""
    with fast_precision(network.device):
        scan = network.embed_scan(conditions["scan"], known)
        features = network.read(conditions["labels"], conditions["rendered"], conditions["position"], scan, known)

    def velocity(noisy: torch.Tensor, time: torch.Tensor) -> torch.Tensor:
        with fast_precision(network.device):
            return network.velocity(noisy, time, features, scan).float()

    return velocity
