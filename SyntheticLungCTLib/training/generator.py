"""Training of the mask-conditioned generator: rectified flow in the frozen VQ-VAE's latent."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch

from ..blueprint.labels import Label
from ..errors import InputError
from ..generation.conditions import scan_numbers
from ..generation.rendering import rendered_hu
from ..networks.generator import BlueprintGenerator
from ..networks.multihead_vqvae import SHRINK, MultiheadVQVAE
from .config import CropLoopConfig, CTTrainingConfig, GeneratorConfig
from .crops import Crop, random_crops
from .ensemble_member import begun_member, drawn_patients
from .loop import TrainingLoop
from .preparation import PreparedPatient, prepared_patients
from .vqvae import view_weights

#: Weight of the decoded error, in squared views, beside the velocity's: it then makes up a quarter of the loss.
DECODED_WEIGHT = 300.0


def train(config: CTTrainingConfig, resume: bool = False, report: Callable[[str], None] = print) -> None:
    """Train on the configuration's training patients, in the latent of the VQ-VAE trained before.

    Raises:
        InputError: when there is no trained VQ-VAE yet, or no generator where a member of its ensemble is asked for.
    """
    folder = Path(config.vqvae.output) / "ema"
    if not (folder / "config.json").is_file():
        raise InputError(f"{folder} holds no trained VQ-VAE; run `synthetic-lung-ct train vqvae` first.")
    torch.manual_seed(config.generator.seed)
    vqvae = MultiheadVQVAE.from_pretrained(folder, torch_dtype=torch.float32).eval().requires_grad_(False)
    if config.generator.member_of is None:
        patients = prepared_patients(config.data, config.data.train)
        network = _new_network(vqvae, patients, config.generator)
    else:
        patients = prepared_patients(config.data, drawn_patients(config.data.train, config.generator.seed))
        network = begun_member(config.generator.member_of)
    loop = TrainingLoop(network.to(memory_format=torch.channels_last_3d), config.generator, resume)
    vqvae.to(loop.device)

    def loss(module: torch.nn.Module, seed: int) -> tuple[torch.Tensor, dict[str, float]]:
        crops = list(itertools.islice(random_crops(patients, config.generator, seed), config.generator.batch))
        return flow_loss(module, vqvae, crops, config.generator, loop.device), {}

    loop.run(loss, report)


def _new_network(vqvae: MultiheadVQVAE, patients: list[PreparedPatient], config: GeneratorConfig) -> BlueprintGenerator:
    mean, std = latent_statistics(vqvae, patients, config)
    statistics = {"latent_channels": vqvae.latent_channels, "latent_mean": mean, "latent_std": std}
    return BlueprintGenerator(**{**config.network, **statistics})


def flow_loss(
    module: torch.nn.Module, vqvae: MultiheadVQVAE, crops: list[Crop], config: CropLoopConfig, device: torch.device
) -> torch.Tensor:
    """Mean squared error of the velocity, at times drawn from a logistic normal (Esser et al., ICML 2024).

    Places are weighed by `tissue_weights`, which moves effort to what is rare and leaves the optimum where it is.
    """
    network = module.module if hasattr(module, "module") else module
    latent = encoded(vqvae, network, np.stack([c.hu for c in crops]), device)
    rendered = encoded(vqvae, network, np.stack([rendered_hu(c.labels, c.patient.look) for c in crops]), device)
    labels = torch.from_numpy(np.stack([c.labels for c in crops])).to(device)
    position = torch.from_numpy(np.stack([c.position for c in crops])).to(device)
    scans = torch.tensor([scan_numbers(c.patient.look, _stretched(c)) for c in crops], device=device)
    known = (torch.rand(len(crops), device=device) >= config.condition_dropout).float()
    noise, time = torch.randn_like(latent), torch.sigmoid(torch.randn(len(crops), device=device))
    weight = time.view(-1, 1, 1, 1, 1)
    noisy = noise + weight * (latent - noise)
    velocity = module(noisy, time, labels=labels, rendered=rendered, position=position, scan=scans, known=known)
    error = (velocity - (latent - noise)).square().mean(dim=1)
    weights = tissue_weights(labels)
    found = noisy + (1 - weight) * velocity
    decoded = decoded_error(vqvae, network.unnormalised(found), network.unnormalised(latent), weights)
    return (weights * error).mean() + DECODED_WEIGHT * (time.square()[:, None] * decoded).mean()


def decoded_error(
    vqvae: MultiheadVQVAE, found: torch.Tensor, true: torch.Tensor, weights: torch.Tensor
) -> torch.Tensor:
    """Squared error (n, z / 2) of the interval views that two latents (n, c, z, y, x) decode to, every second slice.

    A small error in the latent may be a large one in HU. After Berrada et al., "Boosting latent diffusion with
    perceptual objectives" (ICLR 2025). `weights` are those of the positions.
    """

    def views(latent: torch.Tensor) -> torch.Tensor:
        slices = latent[:, :, ::2].transpose(1, 2).flatten(0, 1).contiguous(memory_format=torch.channels_last)
        return vqvae.decode_views(slices).clamp(-0.1, 1.1)

    with torch.no_grad():
        target = views(true)
        rarity = view_weights(target)[:, None, None]
    error = (rarity * (views(found) - target).square()).mean(dim=1)
    error = torch.nn.functional.avg_pool2d(error, SHRINK) * weights[:, ::2].flatten(0, 1)
    return error.mean(dim=(1, 2)).unflatten(0, (len(found), -1))


def tissue_weights(labels: torch.Tensor, least_share: float = 0.005) -> torch.Tensor:
    """Weights (n, z, y, x), mean 1, of latent positions from labels (n, z, 4 y, 4 x): the rarer a tissue, the more.

    Half of a crop is air and lung; bone, a twentieth, would be learned last.
    """
    share = torch.bincount(labels.flatten().long(), minlength=len(Label)).float() / labels.numel()
    weights = share.clamp_min(least_share).rsqrt()[labels.long()]
    weights = torch.nn.functional.avg_pool2d(weights, SHRINK)
    return weights / weights.mean()


def encoded(vqvae: MultiheadVQVAE, network: BlueprintGenerator, hu: np.ndarray, device: torch.device) -> torch.Tensor:
    """HU (n, z, y, x) -> normalised latent (n, c, z, y / 4, x / 4)."""
    with torch.no_grad():
        latent = network.normalised(vqvae.encode_slab(torch.from_numpy(hu).to(device)))
    return latent.contiguous(memory_format=torch.channels_last_3d)


def latent_statistics(
    vqvae: MultiheadVQVAE, patients: list[PreparedPatient], config: CropLoopConfig
) -> tuple[list[float], list[float]]:
    """Mean and standard deviation of each latent channel over random crops."""
    with torch.no_grad():
        crops = itertools.islice(random_crops(patients, config, config.seed), 48)
        latents = torch.cat([vqvae.encode(torch.from_numpy(c.hu[:, None])) for c in crops])
    return latents.mean(dim=(0, 2, 3)).tolist(), latents.std(dim=(0, 2, 3)).clamp_min(1e-3).tolist()


def _stretched(crop: Crop) -> tuple[float, float, float]:
    """Voxel spacing as the stretched anatomy has it: a body drawn larger has finer pixels."""
    z_mm, y_mm, x_mm = crop.patient.spacing_zyx_mm
    return (z_mm, y_mm / crop.scale, x_mm / crop.scale)
