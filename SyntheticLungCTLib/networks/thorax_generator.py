"""The thorax generator: a rectified flow over the signed distances of the organs on the coarse grid.

It estimates the clean thorax rather than the velocity, which is easier for data as smooth as distances (Li and He,
"Back to basics: let denoising generative models denoise", 2025). Any organs may be given: one network completes a
thorax from any of them and, given none, invents it.
"""

from __future__ import annotations

import math
from itertools import pairwise

import torch
import torch.nn.functional as F
from diffusers.configuration_utils import ConfigMixin, register_to_config
from diffusers.models.modeling_utils import ModelMixin
from torch import nn

from .blocks import ChannelNorm, frequencies, zeroed

#: Cells along each axis that are gathered into channels.
PATCH = 2
#: Extent of the lungs' box, as the logarithm of its ratio to the average, (z, y, x).
SIZE_NUMBERS = 3
#: Waves that tell where on the grid a position lies: sine and cosine of four lengths along each axis.
WAVES = (0.5, 1.0, 2.0, 4.0)
PLACE_NUMBERS = 3 * 2 * len(WAVES)


class ThoraxGenerator(ModelMixin, ConfigMixin):
    """Estimate (n, organs, z, y, x) of the distances from noisy ones.

    Args:
        organs: channels of the coarse thorax.
        widths: channels at each level; each level halves z, y and x, after `PATCH` did.
    """

    @register_to_config
    def __init__(
        self,
        organs: int = 8,
        widths: tuple[int, ...] = (48, 80, 112),
    ) -> None:
        super().__init__()
        widths, inputs = tuple(widths), organs * PATCH**3
        embedding = 2 * widths[-1]
        self.condition = nn.Sequential(
            nn.Linear(32 + SIZE_NUMBERS + organs, embedding), nn.SiLU(), nn.Linear(embedding, embedding)
        )
        self.enter = nn.Conv3d(2 * inputs + PLACE_NUMBERS, widths[0], 1)
        self.downward = nn.ModuleList(VolumeBlock(w, embedding) for w in widths)
        self.down = nn.ModuleList(nn.Conv3d(a, b, 2, 2) for a, b in pairwise(widths))
        self.attention = GlobalAttention(widths[-1])
        self.upward = nn.ModuleList(VolumeBlock(w, embedding) for w in widths)
        self.up = nn.ModuleList(nn.Conv3d(b, a, 1) for a, b in pairwise(widths))
        self.leave = nn.Sequential(ChannelNorm(widths[0]), nn.SiLU(), nn.Conv3d(widths[0], inputs, 1))

    def forward(
        self, noisy: torch.Tensor, time: torch.Tensor, given: torch.Tensor, known: torch.Tensor, size: torch.Tensor
    ) -> torch.Tensor:
        """The distances that `noisy` (n, organs, z, y, x) is estimated to come from.

        Args:
            time: (n,), 0 is noise and 1 is the thorax.
            given: distances (n, organs, z, y, x) of the organs that are given; what stands for others is ignored.
            known: (n, organs), 1 for those that are given and 0 for others.
            size: (n, SIZE_NUMBERS) of the lungs' box.
        """
        embedding = self.condition(torch.cat([frequencies(time), size, known], dim=1))
        given = given * known[:, :, None, None, None]
        patches = [_gathered(noisy), _gathered(given)]
        x = self.enter(torch.cat([*patches, _places(patches[0])], dim=1))
        kept = []
        for level, block in enumerate(self.downward):
            x = block(self.down[level - 1](x) if level else x, embedding)
            kept.append(x)
        x = self.attention(x)
        for level in reversed(range(len(kept))):
            if level < len(kept) - 1:
                x = F.interpolate(self.up[level](x), scale_factor=2, mode="nearest") + kept[level]
            x = self.upward[level](x, embedding)
        return _spread(self.leave(x))


class VolumeBlock(nn.Module):
    """Residual block of two 3 x 3 x 3 convolutions on (n, c, z, y, x), shifted and scaled by an embedding (n, e)."""

    def __init__(self, channels: int, embedding: int) -> None:
        super().__init__()
        self.norm = ChannelNorm(channels)
        self.film = nn.Linear(embedding, 2 * channels)
        self.first = nn.Conv3d(channels, channels, 3, padding=1)
        self.second = zeroed(nn.Conv3d(channels, channels, 3, padding=1))

    def forward(self, x: torch.Tensor, embedding: torch.Tensor) -> torch.Tensor:
        scale, shift = self.film(F.silu(embedding))[:, :, None, None, None].chunk(2, dim=1)
        h = self.first(F.silu(self.norm(x)))
        return x + self.second(F.silu(torch.addcmul(shift, h, 1 + scale)))


class GlobalAttention(nn.Module):
    """Every position of the coarsest level looks at every other, so that both sides of a chest agree."""

    def __init__(self, channels: int, heads: int = 4) -> None:
        super().__init__()
        self.heads = heads
        self.norm = ChannelNorm(channels)
        self.ask = nn.Conv3d(channels, 3 * channels, 1)
        self.answer = zeroed(nn.Conv3d(channels, channels, 1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        query, key, value = (
            part.unflatten(1, (self.heads, -1)).flatten(3).transpose(2, 3)
            for part in self.ask(self.norm(x)).chunk(3, dim=1)
        )
        seen = F.scaled_dot_product_attention(query, key, value)
        return x + self.answer(seen.transpose(2, 3).flatten(1, 2).reshape(x.shape))


def _places(like: torch.Tensor) -> torch.Tensor:
    """Where each position of (n, ..., z, y, x) lies on the grid, as (n, PLACE_NUMBERS, z, y, x)."""
    axes = [torch.linspace(-1, 1, size, device=like.device, dtype=like.dtype) for size in like.shape[2:]]
    grid = torch.stack(torch.meshgrid(*axes, indexing="ij"))
    angle = torch.cat([math.pi * wave * grid for wave in WAVES])
    return torch.cat([angle.sin(), angle.cos()])[None].expand(len(like), -1, -1, -1, -1)


def _gathered(x: torch.Tensor) -> torch.Tensor:
    """(n, c, z, y, x) -> (n, 8 c, z / 2, y / 2, x / 2)."""
    for axis in (2, 4, 6):
        x = x.unflatten(axis, (-1, PATCH))
    return x.permute(0, 1, 3, 5, 7, 2, 4, 6).flatten(1, 4)


def _spread(x: torch.Tensor) -> torch.Tensor:
    """The inverse of `_gathered`."""
    x = x.unflatten(1, (-1, PATCH, PATCH, PATCH)).permute(0, 1, 5, 2, 6, 3, 7, 4)
    return x.flatten(6, 7).flatten(4, 5).flatten(2, 3)
