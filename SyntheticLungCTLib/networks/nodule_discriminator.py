"""The nodule discriminator: whether the CT in a region is real or drawn."""

from __future__ import annotations

from itertools import pairwise

import torch
import torch.nn.functional as F
from diffusers.configuration_utils import ConfigMixin, register_to_config
from diffusers.models.modeling_utils import ModelMixin
from torch import nn
from torch.nn.utils.parametrizations import spectral_norm

from .nodule_inpainter import MIDDLE_HU, STEP_HU

#: Texture and noise are so many times finer than the CT's range; seen by themselves they are learned at once.
FINE_HU = 50.0


class NoduleDiscriminator(ModelMixin, ConfigMixin):
    """Realism (n,) of a CT on cells of 1 mm within a region: the mean over its patches, the higher the more real.

    Patches as in Isola et al. (CVPR 2017). All weights but the last have spectral norm 1, as in Miyato et al. (ICLR
    2018); were the last bound as well, scores would hardly differ, because drawn and real ones differ in little.

    Args:
        widths: channels at each level; each level halves z, y and x.
        least: what 95 of 100 real nodules reach; set when it is trained.
    """

    @register_to_config
    def __init__(self, widths: tuple[int, ...] = (16, 32, 64), least: float = 0.0) -> None:
        super().__init__()
        widths = tuple(widths)
        self.enter = spectral_norm(nn.Conv3d(4, widths[0], 3, padding=1))
        self.down = nn.ModuleList(spectral_norm(nn.Conv3d(a, b, 4, 2, 1)) for a, b in pairwise(widths))
        self.leave = nn.Conv3d(widths[-1], 1, 1)

    def forward(self, hu: torch.Tensor, region: torch.Tensor, share: torch.Tensor) -> torch.Tensor:
        """Args: hu: in HU; region: 1 where it may be drawn; share: the nodule's, of each cell; (n, 1, z, y, x) each."""
        fine = (hu - F.avg_pool3d(hu, 3, 1, 1, count_include_pad=False)) / FINE_HU
        x = F.leaky_relu(self.enter(torch.cat([(hu - MIDDLE_HU) / STEP_HU, fine, region, share], dim=1)), 0.2)
        for layer in self.down:
            x = F.leaky_relu(layer(x), 0.2)
        weight = F.interpolate(region, size=x.shape[2:], mode="area")
        return (self.leave(x) * weight).sum(dim=(1, 2, 3, 4)) / weight.sum(dim=(1, 2, 3, 4)).clamp_min(1e-6)
