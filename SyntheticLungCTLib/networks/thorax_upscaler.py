"""The thorax upscaler: a rectified flow over the tissues of the fine grid, given the organs of the coarse one.

The second stage of a cascade (Ho et al., "Cascaded diffusion models for high fidelity image generation", JMLR 23,
2022): trained on windows, told how blurred the coarse organs are, so that it trusts them as far as they deserve.

A cell's share of each tissue is nearly 0 or 1, so the estimate is the tissue's probability. What the noisy cell itself
says about it is known (Bayes' rule, for Gaussian noise) and added; the network learns what the surroundings say. As the
U-Net thinks in patches of two cells, one step of mean-field inference (Zheng et al., "Conditional random fields as
recurrent neural networks", ICCV 2015) lets neighbouring cells agree.
"""

from __future__ import annotations

import torch
from diffusers.configuration_utils import ConfigMixin, register_to_config
from diffusers.models.modeling_utils import ModelMixin
from torch import nn

from .blocks import frequencies, zeroed
from .thorax_generator import SIZE_NUMBERS
from .volume_unet import PatchEntrance, VolumeUNet, patch_exit, places

#: A cell's own evidence counts no more than this, as cells that surfaces cut are neither 0 nor 1.
MOST_EVIDENCE = 8.0


class ThoraxUpscaler(ModelMixin, ConfigMixin):
    """Logits (n, tissues, 2 z, 2 y, 2 x) of the tissues, from noisy shares of -1 to 1.

    Args:
        tissues, organs: channels of the fine and the coarse thorax.
        widths: channels at each level; each level halves z, y and x of the coarse grid.
    """

    @register_to_config
    def __init__(self, tissues: int = 15, organs: int = 9, widths: tuple[int, ...] = (32, 64, 64)) -> None:
        super().__init__()
        widths = tuple(widths)
        embedding = 2 * widths[-1]
        self.condition = nn.Sequential(
            nn.Linear(32 + SIZE_NUMBERS + tissues + 2, embedding), nn.SiLU(), nn.Linear(embedding, embedding)
        )
        self.enter = PatchEntrance(tissues, widths[0])
        self.enter_coarse = nn.Conv3d(organs, widths[0], 1, bias=False)
        self.unet = VolumeUNet(widths, embedding, attention=False)
        self.leave = patch_exit(widths[0], tissues)
        self.neighbours = zeroed(nn.Conv3d(tissues, tissues, 3, padding=1))

    def forward(
        self,
        noisy: torch.Tensor,
        time: torch.Tensor,
        coarse: torch.Tensor,
        given: torch.Tensor,
        known: torch.Tensor,
        facts: torch.Tensor,
        corner: tuple[int, int, int],
        whole: tuple[int, int, int],
    ) -> torch.Tensor:
        """Logits of the tissue in each cell of `noisy` (n, tissues, 2 z, 2 y, 2 x); see `shares_of`.

        Args:
            time: (n,), 0 is noise and 1 is the thorax.
            coarse: distances (n, organs, z, y, x) of the organs.
            given: shares (n, tissues, 2 z, 2 y, 2 x) of tissues that are given; what stands for others is ignored.
            known: (n, tissues), 1 for those that are given and 0 for others.
            facts: (n, SIZE_NUMBERS + 2): size of the lungs' box, how blurred `coarse` is, whether blood is enhanced.
            corner, whole: the window's first cell on the coarse grid, and the grid's extent, (z, y, x).
        """
        embedding = self.condition(torch.cat([frequencies(time), facts, known], dim=1))
        place = places(corner, tuple(coarse.shape[2:]), whole, noisy.device)
        patches = self.enter(noisy, given, known, place) + self.enter_coarse(coarse)
        evidence = (2 * time / (1 - time).square().clamp_min(1e-3)).clamp_max(MOST_EVIDENCE).view(-1, 1, 1, 1, 1)
        # What neighbours tell weighs more, too, the less noise there is.
        gain = 1 + evidence / 2
        logits = torch.addcmul(evidence * noisy, self.leave(self.unet(patches, embedding)), gain)
        return torch.addcmul(logits, self.neighbours(logits.softmax(dim=1)), gain)


def shares_of(logits: torch.Tensor) -> torch.Tensor:
    """The shares (n, tissues, ...), -1 to 1, that are expected by logits."""
    return logits.softmax(dim=1).mul(2).sub_(1)
