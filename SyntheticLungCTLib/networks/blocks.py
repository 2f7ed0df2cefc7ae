"""Blocks that both networks share.

Normalisation is per position, over channels only: what a voxel becomes does not depend on the size of the window it is
computed in, so windows meet without a seam.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import nn


class ChannelNorm(nn.Module):
    """Root-mean-square norm over channels (Zhang and Sennrich, NeurIPS 2019) of a (n, c, ...) tensor."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(channels))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        scale = torch.rsqrt(x.square().mean(dim=1, keepdim=True) + 1e-6)
        # In the precision of what comes in: a float32 weight would make float32 of bfloat16, twice as much to move.
        return x * scale * self.weight.to(x.dtype).view(1, -1, *[1] * (x.ndim - 2))


class PlaneBlock(nn.Module):
    """Residual block of two 3 x 3 convolutions within the slice: (n, c, y, x) -> the same."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.norm = ChannelNorm(channels)
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.second = zeroed(nn.Conv2d(channels, channels, 3, padding=1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.second(F.silu(self.first(F.silu(self.norm(x)))))


def zeroed(layer: nn.Module) -> nn.Module:
    """The layer with weights and bias at zero, so that a residual branch starts as nothing."""
    for parameter in layer.parameters():
        nn.init.zeros_(parameter)
    return layer


def plane(inputs: int, outputs: int, size: int = 3, stride: int = 1) -> nn.Conv3d:
    return nn.Conv3d(
        inputs, outputs, (1, size, size), (1, stride, stride), (0, (size - stride + 1) // 2, (size - stride + 1) // 2)
    )


def across(channels: int) -> nn.Conv3d:
    return nn.Conv3d(channels, channels, (3, 1, 1), padding=(1, 0, 0))


class SlabBlock(nn.Module):
    """Residual block on (n, c, z, y, x), shifted and scaled by an embedding (n, e) of time and scan."""

    def __init__(self, channels: int, embedding: int) -> None:
        super().__init__()
        self.norm = ChannelNorm(channels)
        self.film = nn.Linear(embedding, 2 * channels)
        self.within, self.across = plane(channels, channels), zeroed(across(channels))

    def forward(self, x: torch.Tensor, embedding: torch.Tensor) -> torch.Tensor:
        scale, shift = self.film(embedding)[:, :, None, None, None].chunk(2, dim=1)
        h = F.silu(torch.addcmul(shift, self.norm(x), 1 + scale))
        return x + self.across(F.silu(self.within(h)))


def frequencies(time: torch.Tensor) -> torch.Tensor:
    """Sinusoidal embedding (n, 32) of time in [0, 1]."""
    angle = time[:, None] * math.pi * 2.0 ** torch.linspace(-1, 6, 16, device=time.device)
    return torch.cat([angle.sin(), angle.cos()], dim=1)
