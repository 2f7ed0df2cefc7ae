"""The mask-conditioned generator: the velocity field of a rectified flow in the VQ-VAE's latent.

Rectified flow after Liu et al. (ICLR 2023). The blueprint enters at full resolution through strided convolutions, as a
3 mm nodule would not survive shrinking its mask. Reading the blueprint (`BlueprintReader`) is separate from the steps
of the flow (`BlueprintGenerator.forward`): it is done once for a window, so the network that each step runs is small.

Convolutions within the slice (1 x 3 x 3) and across slices (3 x 1 x 1) take turns, which suits the anisotropic voxels.
"""

from __future__ import annotations

from itertools import pairwise

import torch
import torch.nn.functional as F
from diffusers.configuration_utils import ConfigMixin, register_to_config
from diffusers.models.modeling_utils import ModelMixin
from torch import nn

from .blocks import ChannelNorm, SlabBlock, frequencies, plane, zeroed
from .blueprint_reader import BlueprintReader

#: Numbers that describe a scan to the network, see `generation.conditions`.
SCAN_NUMBERS = 7


class BlueprintGenerator(ModelMixin, ConfigMixin):
    """Velocity (n, latent_channels, z, y, x) of the flow from noise (time 0) to latent (time 1).

    Args:
        latent_channels: of the VQ-VAE.
        labels: number of labels in the taxonomy.
        widths: channels at each level; each level halves y and x. y and x of a window are multiples of
            2 ** (len(widths) - 1) latents.
        latent_mean, latent_std: per channel, of the VQ-VAE's latents; the flow works on normalised latents.
    """

    @register_to_config
    def __init__(
        self,
        latent_channels: int = 28,
        labels: int = 24,
        widths: tuple[int, ...] = (48, 96, 160, 192),
        latent_mean: tuple[float, ...] | None = None,
        latent_std: tuple[float, ...] | None = None,
    ) -> None:
        super().__init__()
        widths = tuple(widths)
        embedding = 4 * widths[0]
        self.scan = nn.Sequential(nn.Linear(SCAN_NUMBERS + 1, embedding), nn.SiLU(), nn.Linear(embedding, embedding))
        self.time = nn.Sequential(nn.Linear(32, embedding), nn.SiLU(), nn.Linear(embedding, embedding))
        self.reader = BlueprintReader(labels, latent_channels, widths, embedding)
        self.enter = nn.Conv3d(latent_channels, widths[0], 1)
        self.downward = nn.ModuleList(SlabBlock(w, embedding) for w in widths)
        self.down = nn.ModuleList(plane(a, b, 2, 2) for a, b in pairwise(widths))
        self.upward = nn.ModuleList(nn.ModuleList([SlabBlock(w, embedding), SlabBlock(w, embedding)]) for w in widths)
        self.up = nn.ModuleList(nn.Conv3d(b, a, 1) for a, b in pairwise(widths))
        self.leave = nn.Sequential(ChannelNorm(widths[0]), zeroed(nn.Conv3d(widths[0], latent_channels, 1)))

    def embed_scan(self, scan: torch.Tensor, known: torch.Tensor) -> torch.Tensor:
        """Scan numbers (n, SCAN_NUMBERS) -> embedding (n, e); `known` (n,) is 0 where the scan is left open."""
        known = known[:, None].to(scan.dtype)
        return self.scan(torch.cat([scan * known, known], dim=1))

    def normalised(self, latent: torch.Tensor) -> torch.Tensor:
        """Latents (n, c, ...) of the VQ-VAE, each channel with mean 0 and deviation 1."""
        return (latent - self._statistic("latent_mean", latent)) / self._statistic("latent_std", latent)

    def unnormalised(self, latent: torch.Tensor) -> torch.Tensor:
        """The inverse of `normalised`."""
        return latent * self._statistic("latent_std", latent) + self._statistic("latent_mean", latent)

    def _statistic(self, name: str, like: torch.Tensor) -> torch.Tensor:
        values = torch.tensor(self.config[name], device=like.device, dtype=like.dtype)
        return values.view(1, -1, *[1] * (like.ndim - 2))

    def read(
        self,
        labels: torch.Tensor,
        rendered: torch.Tensor,
        position: torch.Tensor,
        scan: torch.Tensor,
        known: torch.Tensor,
    ) -> list[torch.Tensor]:
        """Features of a window, to be passed to every step.

        Args:
            labels: (n, z, 4 y, 4 x) label values.
            rendered: (n, c, z, y, x) normalised latent of the blueprint's plain rendering.
            position: (n, 3, z, y, x); scan: embedding of `embed_scan`.
            known: (n,) 1, or 0 where the blueprint is left open for classifier-free guidance.
        """
        return self.reader(labels, rendered, position, scan, known)

    def forward(
        self,
        noisy: torch.Tensor,
        time: torch.Tensor,
        *,
        labels: torch.Tensor,
        rendered: torch.Tensor,
        position: torch.Tensor,
        scan: torch.Tensor,
        known: torch.Tensor,
    ) -> torch.Tensor:
        """Velocity at `noisy` (n, c, z, y, x) and `time` (n,) in [0, 1], the blueprint read afresh (for training)."""
        embedding = self.embed_scan(scan, known)
        return self.velocity(noisy, time, self.read(labels, rendered, position, embedding, known), embedding)

    def velocity(
        self, noisy: torch.Tensor, time: torch.Tensor, features: list[torch.Tensor], scan: torch.Tensor
    ) -> torch.Tensor:
        """Velocity at `noisy` (n, c, z, y, x) and `time` (n,), with the features and the embedding of the window."""
        embedding = F.silu(scan + self.time(frequencies(time)))
        x = self.enter(noisy)
        kept = []
        for level, block in enumerate(self.downward):
            x = self.down[level - 1](x) if level else x
            x = block(x + features[level], embedding)
            kept.append(x)
        for level in reversed(range(len(kept))):
            if level < len(kept) - 1:
                x = F.interpolate(self.up[level](x), scale_factor=(1, 2, 2), mode="nearest") + kept[level]
            for block in self.upward[level]:
                x = block(x, embedding)
        return self.leave(x)
