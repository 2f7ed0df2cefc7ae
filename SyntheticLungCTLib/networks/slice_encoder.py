"""The slice encoder: what a slice of a CT looks like, in 32 numbers; a judge of realism that is no generator's part."""

from __future__ import annotations

import torch
from diffusers.configuration_utils import ConfigMixin, register_to_config
from diffusers.models.modeling_utils import ModelMixin
from monai.networks.nets import ResNet
from torch import nn

#: What it sees a slice through: intervals that touch, so that no HU is lost; lung, its borders, soft tissue, bone.
EDGES_HU = (-1024.0, -700.0, -150.0, 250.0, 1250.0)


class SliceEncoder(ModelMixin, ConfigMixin):
    """Features (n, features) of slices, and what is read off them in training.

    A residual network of 2-D convolutions (He et al., CVPR 2016) with means over the slice, so that slices may be of
    any size.

    Args:
        widths: channels at each level; each level but the first halves y and x, and so does the entry.
        features: how many numbers a slice becomes; few, so that a hundred slices bear their covariance.
        faults, places, tissues: how many numbers each head tells, see `training/slice_encoder.py`.
    """

    @register_to_config
    def __init__(
        self,
        widths: tuple[int, ...] = (24, 48, 72, 96),
        features: int = 32,
        faults: int = 7,
        places: int = 6,
        tissues: int = 7,
    ) -> None:
        super().__init__()
        self.trunk = ResNet(
            "basic",
            [1] * len(widths),
            list(widths),
            spatial_dims=2,
            n_input_channels=len(EDGES_HU) - 1,
            conv1_t_size=5,
            conv1_t_stride=2,
            no_max_pool=True,
            feed_forward=False,
        )
        self.narrow = nn.Linear(widths[-1], features)
        self.heads = nn.ModuleDict(
            {
                name: nn.Sequential(nn.ReLU(), nn.Linear(features, 64), nn.ReLU(), nn.Linear(64, count))
                for name, count in (("faults", faults), ("places", places), ("tissues", tissues))
            }
        )

    def encode(self, hu: torch.Tensor) -> torch.Tensor:
        """Features (n, features). Args: hu: (n, 1, y, x) in HU."""
        low, high = (torch.tensor(edges, device=hu.device).view(1, -1, 1, 1) for edges in (EDGES_HU[:-1], EDGES_HU[1:]))
        return self.narrow(self.trunk(((hu - low) / (high - low)).clamp(0, 1) * 2 - 1))

    def forward(self, hu: torch.Tensor) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
        """Features (n, features), and what each head tells (n, numbers). Args: hu: (n, 1, y, x) in HU."""
        features = self.encode(hu)
        return features, {name: head(features) for name, head in self.heads.items()}
