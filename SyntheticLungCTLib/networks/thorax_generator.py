"""The thorax generator: a rectified flow over the signed distances of the organs on the coarse grid.

It estimates the clean thorax rather than the velocity, which is easier for data as smooth as distances (Li and He,
"Back to basics: let denoising generative models denoise", 2025). Any organs may be given: one network completes a
thorax from any of them and, given none, invents it.
"""

from __future__ import annotations

import torch
from diffusers.configuration_utils import ConfigMixin, register_to_config
from diffusers.models.modeling_utils import ModelMixin
from torch import nn

from .blocks import frequencies
from .volume_unet import PATCH, PatchEntrance, VolumeUNet, patch_exit, places

#: Extent of the lungs' box, as the logarithm of its ratio to the average, (z, y, x).
SIZE_NUMBERS = 3


class ThoraxGenerator(ModelMixin, ConfigMixin):
    """Estimate (n, organs, z, y, x) of the distances from noisy ones.

    Args:
        organs: channels of the coarse thorax.
        widths: channels at each level; each level halves z, y and x, after patches did.
    """

    @register_to_config
    def __init__(
        self,
        organs: int = 9,
        widths: tuple[int, ...] = (48, 80, 112),
    ) -> None:
        super().__init__()
        widths = tuple(widths)
        embedding = 2 * widths[-1]
        self.condition = nn.Sequential(
            nn.Linear(32 + SIZE_NUMBERS + organs, embedding), nn.SiLU(), nn.Linear(embedding, embedding)
        )
        self.enter = PatchEntrance(organs, widths[0])
        self.unet = VolumeUNet(widths, embedding, attention=True)
        self.leave = patch_exit(widths[0], organs)

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
        extent = tuple(side // PATCH for side in noisy.shape[2:])
        place = places((0, 0, 0), extent, extent, noisy.device)
        return self.leave(self.unet(self.enter(noisy, given, known, place), embedding))
