"""The second stage of the nodule inpainter: drawn nodules are to be found by a segmenter and taken for real ones.

After FreeTumor (Wu et al., 2024): the segmenter is frozen; the discriminator learns beside the inpainter. It judges
a region twice in the same surroundings, as it is in the patient and as it is drawn, so that the surroundings tell it
nothing. The inpainter draws in few steps and learns from its last (Clark et al., ICLR 2024), and goes on learning the
flow.
"""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from diffusers import UniPCMultistepScheduler
from monai.losses import DiceLoss

from ..networks.nodule_discriminator import NoduleDiscriminator
from ..networks.nodule_inpainter import DIFFERENCE_HU, NoduleInpainter, facts_of
from ..networks.nodule_segmenter import NoduleSegmenter
from ..nodules.inpaint import STEPS
from ..rectified_flow import integrate
from .config import TrainingConfig
from .loop import TrainingLoop
from .nodule_corpus import Host, RealNodule, hosts, nodule_settings, real_nodules
from .nodule_inpainter import inpainting_loss
from .nodule_regions import Region, batched, drawn_region, inserted_region

#: What being found and being taken for real weigh beside the flow's error.
FOUND_WEIGHT, REAL_WEIGHT = 0.2, 0.2
#: Of the steps, those that put a nodule into another patient's lung, for the segmenter; the others draw a patient's own
#: region, for the discriminator. And of all, those in healthy lung.
GUEST_SHARE, HEALTHY_SHARE = 0.25, 0.25
#: Real nodules that are not thought real, of 100, when the discriminator's bound is set; and how many are judged.
REAL_BELOW_BOUND, JUDGED = 5, 200


def train(config: TrainingConfig, resume: bool = False) -> None:
    """Go on with the first stage's inpainter; writes it, and the discriminator into a folder of its own.

    The discriminator then goes on alone, against the finished inpainter, if it is to learn for more steps.

    Raises:
        InputError: when the configuration has no section for it, or names no file of nodules.
    """
    settings = nodule_settings(config, "nodule_adversary")
    torch.manual_seed(settings.seed)
    nodules, lungs = real_nodules(config.data.nodules), hosts(config.data)
    layout, loaded = torch.channels_last_3d, {"torch_dtype": torch.float32, "low_cpu_mem_usage": False}
    inpainter = NoduleInpainter.from_pretrained(settings.inpainter, **loaded).to(memory_format=layout)
    judge = NoduleDiscriminator(**settings.discriminator.network).to(memory_format=layout)
    generator = TrainingLoop(inpainter, settings, resume)
    discriminator = TrainingLoop(judge, settings.discriminator, resume)
    segmenter = NoduleSegmenter.from_pretrained(settings.segmenter, **loaded).to(generator.device, memory_format=layout)
    segmenter.eval().requires_grad_(False)
    overlap = DiceLoss(sigmoid=True, batch=True)

    def loss(module: torch.nn.Module, seed: int) -> tuple[torch.Tensor, dict[str, float]]:
        rng = np.random.default_rng(seed)
        own = [drawn_region(nodules, lungs, bool(rng.random() < HEALTHY_SHARE), rng) for _ in range(settings.batch)]
        flow = inpainting_loss(module, own, settings, rng, generator.device)
        figures = {"flow": float(flow.detach())}
        if rng.random() < GUEST_SHARE:
            guests = [inserted_region(nodules, lungs, rng) for _ in range(settings.batch)]
            told = _Told(guests, generator.device)
            missed = overlap(segmenter(drawn_hu(module, told, rng)), (told.share > 0.5).float())
            return flow + FOUND_WEIGHT * missed, {**figures, "found": 1 - float(missed.detach())}
        told = _Told(own, generator.device)
        drawn = drawn_hu(module, told, rng)
        apart = discriminator.one_step(judge, lambda *_: (_told_apart(judge, told, drawn.detach()), {}))["loss"]
        real = judge(drawn, told.region, told.share).mean()
        return flow - REAL_WEIGHT * real, {**figures, "apart": apart}

    generator.run(loss, companion=discriminator)
    generator.ema.copy_to(inpainter.parameters())
    _go_on_alone(discriminator, inpainter, nodules, lungs)


def _go_on_alone(
    discriminator: TrainingLoop, inpainter: NoduleInpainter, nodules: list[RealNodule], lungs: list[Host]
) -> None:
    """Train the discriminator against a finished inpainter, and note what real nodules reach."""

    def loss(module: torch.nn.Module, seed: int) -> tuple[torch.Tensor, dict[str, float]]:
        rng = np.random.default_rng((seed, 1))
        told = _Told([drawn_region(nodules, lungs, bool(rng.random() < HEALTHY_SHARE), rng)], discriminator.device)
        with torch.no_grad():
            drawn = drawn_hu(inpainter, told, rng)
        return _told_apart(module, told, drawn), {}

    discriminator.run(loss)
    real = [drawn_region(nodules, lungs, False, np.random.default_rng(seed)) for seed in range(JUDGED)]
    discriminator.ema.copy_to(discriminator.network.parameters())
    least = _bound(real, discriminator.network, discriminator.device)
    discriminator.network.register_to_config(least=least)
    discriminator.save()


class _Told:
    """What the networks are told of regions, (n, 1, z, y, x) each."""

    def __init__(self, regions: list[Region], device: torch.device) -> None:
        self.hu, self.rendering, self.region, self.share = (
            batched(regions, name, device) for name in ("hu", "rendering_hu", "region", "share")
        )
        facts, known = zip(*(facts_of(one.ratings) for one in regions), strict=True)
        self.facts, self.known = (torch.from_numpy(np.stack(part)).to(device) for part in (facts, known))


def drawn_hu(module: torch.nn.Module, told: _Told, rng: np.random.Generator) -> torch.Tensor:
    """Regions drawn in HU (n, 1, z, y, x); only the last step can be learned from."""
    noise = torch.from_numpy(rng.standard_normal(tuple(told.hu.shape), dtype=np.float32)).to(told.hu)
    done = 0

    def estimate(x: torch.Tensor, time: torch.Tensor) -> torch.Tensor:
        nonlocal done
        done += 1
        with torch.set_grad_enabled(done == STEPS):
            return module(
                x.detach(), time.expand(len(x)), told.rendering, told.region, told.share, told.facts, told.known
            )

    scheduler = UniPCMultistepScheduler(use_flow_sigmas=True, prediction_type="sample")
    change = integrate(scheduler, STEPS, noise, estimate, lambda step: None)
    return told.rendering + DIFFERENCE_HU * change * told.region


def _told_apart(judge: NoduleDiscriminator, told: _Told, drawn: torch.Tensor) -> torch.Tensor:
    """Hinge loss (Lim and Ye, 2017)."""
    real, synthetic = (judge(hu, told.region, told.share) for hu in (told.hu, drawn))
    return F.relu(1 - real).mean() + F.relu(1 + synthetic).mean()


@torch.no_grad()
def _bound(regions: list[Region], judge: NoduleDiscriminator, device: torch.device) -> float:
    judge.eval()
    found = [_Told([region], device) for region in regions]
    return float(np.percentile([float(judge(one.hu, one.region, one.share)) for one in found], REAL_BELOW_BOUND))
