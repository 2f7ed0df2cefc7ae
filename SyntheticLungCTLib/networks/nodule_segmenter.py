"""The nodule segmenter: it says which cells around a place are nodule, and so whether a drawn nodule can be found."""

from __future__ import annotations

import torch
from diffusers.configuration_utils import ConfigMixin, register_to_config
from diffusers.models.modeling_utils import ModelMixin
from torch import nn

from .nodule_inpainter import MIDDLE_HU, STEP_HU
from .volume_unet import VolumeUNet


class NoduleSegmenter(ModelMixin, ConfigMixin):
    """Logits (n, 1, z, y, x) of nodule for a CT on cells of 1 mm, whose sides are multiples of 4.

    Args:
        widths: channels at each level; each level halves z, y and x.
    """

    @register_to_config
    def __init__(self, widths: tuple[int, ...] = (16, 32, 48)) -> None:
        super().__init__()
        widths = tuple(widths)
        self.enter = nn.Conv3d(1, widths[0], 3, padding=1)
        self.unet = VolumeUNet(widths, embedding=1, attention=False)
        self.leave = nn.Conv3d(widths[0], 1, 1)

    def forward(self, hu: torch.Tensor) -> torch.Tensor:
        """Args: hu: (n, 1, z, y, x) in HU."""
        x = self.enter((hu - MIDDLE_HU) / STEP_HU)
        # Nothing is told but the CT.
        return self.leave(self.unet(x, x.new_zeros(len(x), 1)))
