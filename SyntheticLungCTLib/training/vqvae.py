"""Training of the multi-head VQ-VAE on slices without scanner noise."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
import torch
from monai.losses import SSIMLoss

from ..networks.multihead_vqvae import MultiheadVQVAE
from .config import CropLoopConfig, CTTrainingConfig
from .crops import random_crops
from .loop import TrainingLoop
from .preparation import PreparedPatient, prepared_patients

SSIM_WEIGHT, FULL_RANGE_WEIGHT, COMMITMENT_WEIGHT = 0.1, 1.0, 0.25
#: HU that weigh as one in the full-range term.
FULL_RANGE_UNIT_HU = 400.0


def train(config: CTTrainingConfig, resume: bool = False, report: Callable[[str], None] = print) -> None:
    """Train on the configuration's training patients; see `loop.TrainingLoop` for what is written."""
    torch.manual_seed(config.vqvae.seed)
    patients = prepared_patients(config.data, config.data.train)
    network = MultiheadVQVAE(**config.vqvae.network).to(memory_format=torch.channels_last)
    loop = TrainingLoop(network, config.vqvae, resume)
    ssim = SSIMLoss(spatial_dims=2, win_size=7)

    def loss(module: torch.nn.Module, seed: int) -> tuple[torch.Tensor, dict[str, float]]:
        hu = slice_batch(patients, config.vqvae, seed).to(loop.device)
        views, decoded, commitment = module(hu)
        target = network.views(hu)
        weights = view_weights(target)
        by_view = (views - target).abs().mean(dim=(0, 2, 3))
        # In bfloat16 its variances fall below 0, and it becomes infinite.
        with torch.autocast(hu.device.type, enabled=False):
            structure = ssim(views.clamp(0, 1).float(), target)
        full = (decoded - hu).abs().mean()
        total = (weights * by_view).sum() + SSIM_WEIGHT * structure
        total = total + FULL_RANGE_WEIGHT * full / FULL_RANGE_UNIT_HU + COMMITMENT_WEIGHT * commitment
        return total, {"mae_hu": float(full.detach()), "codes_in_use": network.quantizer.share_in_use()}

    loop.run(loss, report)


def slice_batch(patients: list[PreparedPatient], config: CropLoopConfig, seed: int) -> torch.Tensor:
    """HU (n, 1, y, x) of random crops, half of them mirrored: a slice's texture has no left and right."""
    crops = itertools.islice(random_crops(patients, config, seed), config.batch)
    slices = [c.hu if i % 2 else c.hu[:, :, ::-1] for i, c in enumerate(crops)]
    return torch.from_numpy(np.concatenate(slices)[:, None].copy()).to(memory_format=torch.channels_last)


def view_weights(views: torch.Tensor, least_share: float = 0.005) -> torch.Tensor:
    """Loss weights (intervals,), mean 1: the rarer an interval's own voxels, the more one of them weighs.

    HUydra weighs by a softmax of each view's share of non-zero voxels, which leaves compact bone, half a percent of a
    slice, so little weight that it is decoded at two thirds of its HU.
    """
    share = ((views > 0) & (views < 1)).float().mean(dim=(0, 2, 3)).clamp_min(least_share)
    weights = share.rsqrt()
    return weights * len(share) / weights.sum()
