"""What the slice encoder sees in slices of three planes.

It was trained here on real slices, see `training/slice_encoder.py`. Single HU intervals are not shown to it: a slice in
which all else is clipped away is like none that it has seen, so radiomics speak for those.
"""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

import numpy as np

from ..blueprint.labels import WITHIN_LUNGS, Label
from ..resampling import resampled
from ..volume import AIR_HU
from .feature_space import FeatureSpace, Spacing
from .planes import PLANES, pixel_mm, slices_of

if TYPE_CHECKING:
    from ..networks.slice_encoder import SliceEncoder

#: The encoder halves a slice four times.
LEAST_PIXELS = 16


def encoded_slices(hu: np.ndarray, labels: np.ndarray, spacing_zyx_mm: Spacing, axis: int) -> np.ndarray:
    """Features (slices, 32) of the body in slices evenly spread over the lungs, with air around it and no table.

    Args:
        axis: across which slices are cut: 0 axial, 1 coronal, 2 sagittal.
    """
    spacing, rows = tuple(np.delete(spacing_zyx_mm, axis)), []
    for pick in slices_of(np.isin(labels, WITHIN_LUNGS), axis):
        values, body = (np.take(volume, pick, axis) for volume in (hu, labels != Label.OUTSIDE))
        occupied = [np.flatnonzero(body.any(axis=other)) for other in (1, 0)]
        box = tuple(slice(int(where[0]), int(where[-1]) + 1) for where in occupied)
        rows.append(resampled(np.where(body, values, AIR_HU)[box], spacing, pixel_mm(axis)))
    return encoded(rows)


def encoded(slices: list[np.ndarray]) -> np.ndarray:
    """Features (n, 32) of slices (y, x) in HU, on pixels of `planes.pixel_mm`; small ones get air around them."""
    import torch

    encoder = shipped_encoder()
    found = np.zeros((len(slices), encoder.config.features))
    with torch.no_grad():
        for index, hu in enumerate(slices):
            short = [max(LEAST_PIXELS - size, 0) for size in hu.shape]
            padded = np.pad(hu, [(0, size) for size in short], constant_values=AIR_HU).astype(np.float32)
            found[index] = encoder.encode(torch.from_numpy(padded)[None, None])[0].numpy()
    return found


@cache
def shipped_encoder() -> SliceEncoder:
    """The judge, which is the same whatever weights draw."""
    from ..weights import load_slice_encoder

    return load_slice_encoder()


ENCODER_SPACES = tuple(
    FeatureSpace(f"encoder of {plane} slices", partial(encoded_slices, axis=axis), "monai")
    for plane, axis in PLANES.items()
)
