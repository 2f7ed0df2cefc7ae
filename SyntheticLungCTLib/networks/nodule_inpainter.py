"""The nodule inpainter: a rectified flow over a region of a CT, from a nodule as physics renders it to a real one.

What flows is the difference between the CT and the rendering, so the density and the edge that were asked for are
there from the start, and the network adds what physics leaves out: vessels that enter, the pleura, texture, the
scanner's noise.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from diffusers.configuration_utils import ConfigMixin, register_to_config
from diffusers.models.modeling_utils import ModelMixin
from torch import nn

from .blocks import ChannelNorm, frequencies, zeroed
from .volume_unet import MaskAttention, VolumeUNet

#: The five ratings, and whether there is a nodule.
FACTS = 6
#: HU of the middle of the network's range, and of a step of 1; of the difference, a step of 1.
MIDDLE_HU, STEP_HU, DIFFERENCE_HU = -400.0, 400.0, 150.0


class NoduleInpainter(ModelMixin, ConfigMixin):
    """The difference (n, 1, z, y, x) to the rendering in units of DIFFERENCE_HU; zero outside the region.

    Args:
        widths: channels at each level; each level halves z, y and x.
        mask_attention: whether the coarsest level also looks at patches of the mask; then sides are multiples of 8.
    """

    @register_to_config
    def __init__(self, widths: tuple[int, ...] = (16, 32, 64, 96), mask_attention: bool = False) -> None:
        super().__init__()
        widths = tuple(widths)
        embedding = 2 * widths[-1]
        self.condition = nn.Sequential(nn.Linear(32 + 2 * FACTS, embedding), nn.SiLU(), nn.Linear(embedding, embedding))
        self.enter = nn.Conv3d(4, widths[0], 3, padding=1)
        self.unet = VolumeUNet(widths, embedding, attention=False)
        self.look = MaskAttention(widths[-1]) if mask_attention else None
        self.leave = nn.Sequential(ChannelNorm(widths[0]), nn.SiLU(), zeroed(nn.Conv3d(widths[0], 1, 3, padding=1)))

    def forward(
        self,
        noisy: torch.Tensor,
        time: torch.Tensor,
        rendering_hu: torch.Tensor,
        region: torch.Tensor,
        share: torch.Tensor,
        facts: torch.Tensor,
        known: torch.Tensor,
    ) -> torch.Tensor:
        """The difference expected.

        Args:
            noisy: (n, 1, z, y, x); time: (n,), 0 is noise and 1 is the CT.
            rendering_hu: (n, 1, z, y, x); outside the region the CT itself.
            region: (n, 1, z, y, x), 1 where the CT is drawn anew; share: the nodule's share of each cell.
            facts, known: (n, FACTS), see `facts_of`.
        """
        embedding = self.condition(torch.cat([frequencies(time), facts * known, known], dim=1))
        seen = (rendering_hu - MIDDLE_HU) / STEP_HU
        x = self.enter(torch.cat([noisy * region, seen, region, share], dim=1))
        middle = self.look and (lambda coarsest: self.look(coarsest, share))
        return self.leave(self.unet(x, embedding, middle)) * region


def facts_of(ratings: Sequence[int | None] | None) -> tuple[np.ndarray, np.ndarray]:
    """Facts and what of them counts, float32 (FACTS,) each, of a nodule with five ratings of 1 to 5; None is open.

    Without ratings, None instead of five: there is no nodule.
    """
    wished = [None] * (FACTS - 1) if ratings is None else list(ratings)
    facts = [0.0 if value is None else (float(value) - 3) / 2 for value in wished] + [float(ratings is not None)]
    known = [float(value is not None) for value in wished] + [1.0]
    return np.array(facts, np.float32), np.array(known, np.float32)
