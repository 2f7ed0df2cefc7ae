"""The multi-head VQ-VAE: one head per HU interval around a shared backbone, slice by slice, 4 x 4 smaller in plane.

After HUydra (arXiv 2603.23041): heads encode the views of an interval each, a backbone shares what they have in common,
and heads decode them again. Here the intervals touch by default and every head has a codebook of its own.
"""

from __future__ import annotations

import torch
from diffusers.configuration_utils import ConfigMixin, register_to_config
from diffusers.models.modeling_utils import ModelMixin
from torch import nn

from ..hounsfield import TOUCHING_EDGES_HU, HounsfieldIntervals
from .blocks import ChannelNorm, PlaneBlock
from .quantizer import Quantizer
from .reconstructor import Reconstructor

#: Voxels of the CT along y and x that one latent position stands for.
SHRINK = 4


class MultiheadVQVAE(ModelMixin, ConfigMixin):
    """HU (n, 1, y, x) <-> latent (n, latent_channels, y / 4, x / 4); n counts slices.

    Args:
        bounds_hu: the intervals; touching ones are joined exactly, others by a learned reconstructor.
        head_width: channels of each head.
        backbone_width: channels of the shared backbone.
        backbone_blocks: residual blocks in the backbone, on either side.
        code_dimensions: channels of the latent for each head.
        codes: codes in each codebook.
        codebooks: that the latent vector is divided among; one per head when None, 1 in HUydra's layout.
    """

    @register_to_config
    def __init__(
        self,
        bounds_hu: tuple[tuple[float, float], ...] = HounsfieldIntervals.touching(TOUCHING_EDGES_HU).bounds_hu,
        head_width: int = 32,
        backbone_width: int = 64,
        backbone_blocks: int = 2,
        code_dimensions: int = 4,
        codes: int = 256,
        codebooks: int | None = None,
    ) -> None:
        super().__init__()
        self.intervals = HounsfieldIntervals(tuple((low, high) for low, high in bounds_hu))
        k, width = len(self.intervals), head_width * len(self.intervals)
        self.latent_channels = k * code_dimensions
        self.encoder_heads = nn.Sequential(
            nn.PixelUnshuffle(SHRINK), nn.Conv2d(k * SHRINK**2, width, 3, padding=1, groups=k), nn.SiLU(),
        )  # fmt: skip
        self.encoder = nn.Sequential(
            nn.Conv2d(width, backbone_width, 1),
            *[PlaneBlock(backbone_width) for _ in range(backbone_blocks)],
            ChannelNorm(backbone_width),
            nn.Conv2d(backbone_width, self.latent_channels, 1),
        )
        codebooks = codebooks or k
        self.quantizer = Quantizer(codebooks, codes, self.latent_channels // codebooks)
        self.decoder = nn.Sequential(
            nn.Conv2d(self.latent_channels, backbone_width, 3, padding=1),
            *[PlaneBlock(backbone_width) for _ in range(backbone_blocks)],
            ChannelNorm(backbone_width),
            nn.Conv2d(backbone_width, width, 1),
        )
        self.decoder_heads = nn.Sequential(
            nn.SiLU(), nn.Conv2d(width, k * SHRINK**2, 3, padding=1, groups=k), nn.PixelShuffle(SHRINK),
        )  # fmt: skip
        self.reconstructor = None if self.intervals.is_invertible else Reconstructor(k)

    def views(self, hu: torch.Tensor) -> torch.Tensor:
        """HU (n, 1, y, x) -> views (n, intervals, y, x) in [0, 1]."""
        return torch.cat(self.intervals.split(hu), dim=1)

    def encode(self, hu: torch.Tensor) -> torch.Tensor:
        """HU (n, 1, y, x) -> latent before quantisation; y and x are multiples of 4."""
        return self.encoder(self.encoder_heads(self.views(hu) * 2 - 1))

    def encode_slab(self, hu: torch.Tensor) -> torch.Tensor:
        """HU (n, z, y, x) -> latent (n, latent_channels, z, y / 4, x / 4) before quantisation."""
        latent = self.encode(hu.reshape(-1, 1, *hu.shape[2:]).contiguous(memory_format=torch.channels_last))
        return latent.reshape(*hu.shape[:2], *latent.shape[1:]).transpose(1, 2)

    def decode_views(self, latent: torch.Tensor) -> torch.Tensor:
        """Quantised latent -> views (n, intervals, y, x), not yet clipped to [0, 1]."""
        return self.decoder_heads(self.decoder(latent)) * 0.5 + 0.5

    def join(self, views: torch.Tensor) -> torch.Tensor:
        """Views (n, intervals, y, x) -> HU (n, 1, y, x)."""
        views = views.clamp(0, 1)
        if self.reconstructor is not None:
            return self.reconstructor.to_hu(views)
        return self.intervals.join(list(views.split(1, dim=1)))

    def decode(self, latent: torch.Tensor) -> torch.Tensor:
        """Latent, quantised here -> HU (n, 1, y, x)."""
        return self.join(self.decode_views(self.quantizer.snap(latent)))

    def forward(self, hu: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """HU -> (views decoded, HU decoded, commitment loss)."""
        quantized, commitment = self.quantizer(self.encode(hu))
        views = self.decode_views(quantized)
        return views, self.join(views), commitment
