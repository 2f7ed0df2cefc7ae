"""Slices drawn from a patient's blueprint by networks of the experiment."""

from __future__ import annotations

import numpy as np
import torch

from ...generation.conditions import scan_numbers
from ...generation.rendering import rendered_hu
from ...generation.sampler import sample
from ...hounsfield_check import HIGHEST_HU, LOWEST_HU
from ...networks.generator import BlueprintGenerator
from ...networks.multihead_vqvae import SHRINK, MultiheadVQVAE
from ...training.preparation import PreparedPatient
from ...volume import AIR_HU

Networks = tuple[MultiheadVQVAE, BlueprintGenerator]


def drawn_slices(networks: Networks, patient: PreparedPatient, picks: np.ndarray, seed: int) -> np.ndarray:
    """HU (n, y, x) of the slices at `picks`, each drawn by itself and without scanner noise; air outside the body."""
    return np.stack([_drawn_slice(networks, patient, int(z), seed) for z in picks])


@torch.no_grad()
def _drawn_slice(networks: Networks, patient: PreparedPatient, z: int, seed: int) -> np.ndarray:
    vqvae, generator = networks
    labels, position = np.asarray(patient.labels[z]), patient.position[:, z].astype(np.float32)
    height, width = labels.shape
    pad = [(0, -side % (SHRINK * 2 ** (len(generator.config.widths) - 1))) for side in labels.shape]
    padded = np.pad(labels, pad)[None]
    latent_pad = [(0, 0)] + [(0, after // SHRINK) for _, after in pad]
    rendered = vqvae.encode_slab(torch.from_numpy(rendered_hu(padded, patient.look))[None])
    conditions = {
        "labels": torch.from_numpy(padded)[None],
        "rendered": generator.normalised(rendered),
        "position": torch.from_numpy(np.pad(position, latent_pad, mode="edge"))[None, :, None],
        "scan": torch.tensor([scan_numbers(patient.look, patient.spacing_zyx_mm)]),
    }
    noise = torch.randn(rendered.shape, generator=torch.Generator().manual_seed(1000 * seed + z))
    latent = generator.unnormalised(sample(generator, noise, conditions, guidance=1.0))
    hu = vqvae.decode(latent[:, :, 0])[0, 0, :height, :width].numpy()
    return np.where(labels != 0, hu.clip(LOWEST_HU, HIGHEST_HU), AIR_HU)
