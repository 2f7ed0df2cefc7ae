"""The U-Net in which both networks of the thorax work: on patches of 2 x 2 x 2 cells that know where they lie."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import nn

from .blocks import ChannelNorm, zeroed

#: Cells along each axis of a patch.
PATCH = 2
#: Waves that tell where on the grid a position lies: sine and cosine of four lengths along each axis.
WAVES = (0.5, 1.0, 2.0, 4.0)
PLACE_NUMBERS = 3 * 2 * len(WAVES)


class VolumeUNet(nn.Module):
    """(n, widths[0], z, y, x) of patches -> the same, shifted and scaled by an embedding (n, e).

    Args:
        widths: channels at each level; each level halves z, y and x.
        attention: whether every position of the coarsest level looks at every other.
    """

    def __init__(self, widths: tuple[int, ...], embedding: int, attention: bool) -> None:
        super().__init__()
        self.downward = nn.ModuleList(VolumeBlock(w, embedding) for w in widths)
        self.down = nn.ModuleList(nn.Conv3d(a, b, 2, 2) for a, b in pairwise(widths))
        self.attention = GlobalAttention(widths[-1]) if attention else nn.Identity()
        self.upward = nn.ModuleList(VolumeBlock(w, embedding) for w in widths[:-1])
        self.up = nn.ModuleList(nn.Conv3d(b, a, 1) for a, b in pairwise(widths))

    def forward(
        self,
        x: torch.Tensor,
        embedding: torch.Tensor,
        middle: Callable[[torch.Tensor], torch.Tensor] | None = None,
    ) -> torch.Tensor:
        """Args: middle: what else is done to the coarsest level."""
        kept = []
        for level, block in enumerate(self.downward):
            x = block(self.down[level - 1](x) if level else x, embedding)
            kept.append(x)
        x = self.attention(x)
        x = middle(x) if middle else x
        for level in reversed(range(len(self.upward))):
            x = F.interpolate(self.up[level](x), scale_factor=2, mode="nearest") + kept[level]
            x = self.upward[level](x, embedding)
        return x


class PatchEntrance(nn.Module):
    """Patches (n, width, z, y, x) of what is noisy and what is given, (n, channels, 2 z, 2 y, 2 x), and of places."""

    def __init__(self, channels: int, width: int) -> None:
        super().__init__()
        self.noisy = nn.Conv3d(channels, width, PATCH, PATCH)
        self.given = nn.Conv3d(channels, width, PATCH, PATCH, bias=False)
        self.place = nn.Conv3d(PLACE_NUMBERS, width, 1, bias=False)

    def forward(
        self, noisy: torch.Tensor, given: torch.Tensor, known: torch.Tensor, place: torch.Tensor
    ) -> torch.Tensor:
        """Channels that are not `known` (n, channels) are given as zero; `place` as from `places`."""
        x = self.noisy(noisy) + self.place(place)
        return x + self.given(given * known[:, :, None, None, None]) if known.any() else x


def patch_exit(width: int, channels: int) -> nn.Sequential:
    """(n, width, z, y, x) of patches -> (n, channels, 2 z, 2 y, 2 x)."""
    return nn.Sequential(ChannelNorm(width), nn.SiLU(), nn.ConvTranspose3d(width, channels, PATCH, PATCH))


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
    """Every position looks at every other, so that both sides of a chest agree."""

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


class MaskAttention(nn.Module):
    """Every position looks at the patches of a mask, wherever they are.

    Args:
        patch: cells along each side of a patch; the mask's sides are multiples of it.
    """

    def __init__(self, channels: int, patch: int = 8, heads: int = 4) -> None:
        super().__init__()
        self.heads, self.patch = heads, patch
        self.norm = ChannelNorm(channels)
        self.ask = nn.Conv3d(channels, channels, 1)
        self.show = nn.Conv3d(1, 2 * channels, patch, patch)
        self.place = nn.Conv3d(PLACE_NUMBERS, 2 * channels, 1, bias=False)
        self.answer = zeroed(nn.Conv3d(channels, channels, 1))

    def forward(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """(n, channels, z, y, x), and a mask (n, 1, z, y, x) on finer cells."""
        extent = tuple(side // self.patch for side in mask.shape[2:])
        tokens = self.show(mask) + self.place(places((0, 0, 0), extent, extent, mask.device).to(mask.dtype))
        query = self._of_heads(self.ask(self.norm(x)))
        key, value = (self._of_heads(part) for part in tokens.chunk(2, dim=1))
        seen = F.scaled_dot_product_attention(query, key, value)
        return x + self.answer(seen.transpose(2, 3).flatten(1, 2).reshape(x.shape))

    def _of_heads(self, x: torch.Tensor) -> torch.Tensor:
        return x.unflatten(1, (self.heads, -1)).flatten(3).transpose(2, 3)


def places(
    corner: tuple[int, int, int], extent: tuple[int, int, int], whole: tuple[int, int, int], device: torch.device
) -> torch.Tensor:
    """Where the patches of a window of a `whole` (z, y, x) lie, as (1, PLACE_NUMBERS, z, y, x)."""
    axes = [
        -1 + 2 * (torch.arange(size, device=device) + low) / (total - 1)
        for low, size, total in zip(corner, extent, whole, strict=True)
    ]
    grid = torch.stack(torch.meshgrid(*axes, indexing="ij"))
    angle = torch.cat([math.pi * wave * grid for wave in WAVES])
    return torch.cat([angle.sin(), angle.cos()])[None]
