"""Reads a blueprint at full resolution into features for the generator, once for a window."""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import nn

from .blocks import SlabBlock, plane
from .multihead_vqvae import SHRINK

POSITION_AXES = 3


class LabelConvolution(nn.EmbeddingBag):
    """A 4 x 4 convolution of stride 4 over one-hot labels, as a sum of looked-up rows: the same, without the one-hot.

    Labels (n, z, 4 y, 4 x) -> (n, channels, z, y, x).
    """

    def __init__(self, labels: int, channels: int) -> None:
        super().__init__(labels * SHRINK**2, channels, mode="sum")
        nn.init.normal_(self.weight, std=SHRINK**-1)
        self.labels = labels

    def forward(self, labels: torch.Tensor) -> torch.Tensor:
        n, depth, height, width = labels.shape
        blocks = labels.reshape(n, depth, height // SHRINK, SHRINK, width // SHRINK, SHRINK).transpose(3, 4)
        offsets = torch.arange(SHRINK**2, device=labels.device, dtype=torch.int32) * self.labels
        rows = super().forward(blocks.reshape(-1, SHRINK**2).int() + offsets)
        return rows.reshape(n, depth, height // SHRINK, width // SHRINK, -1).movedim(-1, 1)


class BlueprintReader(nn.Module):
    """Labels at full resolution and their plain rendering -> features at every level of the flow's U-Net."""

    def __init__(self, labels: int, latent_channels: int, widths: tuple[int, ...], embedding: int) -> None:
        super().__init__()
        self.rendered = nn.Conv3d(latent_channels, widths[0], 1)
        self.shrink = LabelConvolution(labels, widths[0])
        self.place = nn.Conv3d(POSITION_AXES, widths[0], 1)
        self.blocks = nn.ModuleList(nn.ModuleList([SlabBlock(w, embedding), SlabBlock(w, embedding)]) for w in widths)
        self.down = nn.ModuleList(plane(a, b, 2, 2) for a, b in pairwise(widths))

    def forward(
        self,
        labels: torch.Tensor,
        rendered: torch.Tensor,
        position: torch.Tensor,
        embedding: torch.Tensor,
        known: torch.Tensor,
    ) -> list[torch.Tensor]:
        x = (self.shrink(labels) + self.rendered(rendered) + self.place(position)) * known.view(-1, 1, 1, 1, 1)
        features = []
        for level, blocks in enumerate(self.blocks):
            x = self.down[level - 1](x) if level else x
            for block in blocks:
                x = block(x, embedding)
            features.append(x)
        return features
