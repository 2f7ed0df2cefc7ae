"""Metal: electrodes, wires, clips and ports, which are brighter than any bone."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from ..labels import CONTRAST_BLOODS, Label

#: Compact bone of the thorax stays below, even with a sharp kernel's overshoot.
_METAL_HU = 1800
#: Around metal, partial volume and blooming this bright are its own.
_EDGE_HU = 1200
_EDGE_PIXELS = 2


def paint_metal(hu: np.ndarray, labels: np.ndarray) -> None:
    """Paint metal into labels (z, y, x) in place; undiluted contrast agent in a vein is as bright and stays blood."""
    free = ~np.isin(labels, CONTRAST_BLOODS) & (labels != Label.OUTSIDE)
    seeds = free & (hu > _METAL_HU)
    if not seeds.any():
        return
    plane = ndimage.generate_binary_structure(2, 1)[None]
    near = ndimage.binary_dilation(seeds, plane, _EDGE_PIXELS)
    labels[near & free & (hu > _EDGE_HU)] = Label.METAL
