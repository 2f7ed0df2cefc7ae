"""HUydra's reconstructor: the full HU range from the views of intervals with gaps (arXiv 2603.23041)."""

from __future__ import annotations

import torch
from torch import nn

#: Parameters for four intervals: 333, 185 and 5.
VARIANTS = ("cnn3x3x3", "cnn3x3", "affine")


class Reconstructor(nn.Sequential):
    """(n, intervals, y, x) views -> (n, 1, y, x) in [0, 1], the range [-1000, 1000] HU."""

    def __init__(self, intervals: int = 4, variant: str = "cnn3x3x3", width: int = 4) -> None:
        def convolution(inputs: int, outputs: int, size: int = 3) -> nn.Conv2d:
            return nn.Conv2d(inputs, outputs, size, padding=size // 2)

        layers: dict[str, list[nn.Module]] = {
            "cnn3x3x3": [
                convolution(intervals, width),
                nn.ReLU(),
                convolution(width, width),
                nn.ReLU(),
                convolution(width, 1),
            ],
            "cnn3x3": [convolution(intervals, width), nn.ReLU(), convolution(width, 1)],
            "affine": [convolution(intervals, 1, size=1), nn.Sigmoid()],
        }
        if variant not in layers:
            raise ValueError(f"The reconstructor's variant is one of {', '.join(VARIANTS)}, not {variant!r}")
        super().__init__(*layers[variant])

    def to_hu(self, views: torch.Tensor) -> torch.Tensor:
        """(n, intervals, y, x) views -> (n, 1, y, x) in HU."""
        return self(views) * 2000.0 - 1000.0
