"""A nodule found by the segmenter."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from scipy import ndimage

from ..networks.nodule_segmenter import NoduleSegmenter
from ..precision import fast_precision

#: Sides of what the segmenter sees, at least. It learned that nodules lie far from the border of a crop: of 12 held-out
#: real nodules of 5.6 to 10.2 mm it finds 2 on 32 cells, and on 40 less of each of them than on 48.
LEAST_CELLS = 48
#: The smallest it learned from, 5.5 mm and seen 1.25 times smaller; of a smaller one it is shown a larger picture.
SMALLEST_MM = 4.4
#: The segmenter halves a crop twice.
MULTIPLE = 4


@torch.no_grad()
def segmented(
    segmenter: NoduleSegmenter, hu: np.ndarray, near: np.ndarray, diameter_mm: float = SMALLEST_MM
) -> np.ndarray:
    """Cells, bool (z, y, x), that look like nodule, of the pieces that touch others.

    Args:
        hu: (z, y, x) in HU on cells of 1 mm; sides are multiples of 4. A small crop goes on beyond its border.
        near: bool (z, y, x), what the pieces touch.
        diameter_mm: of the nodule that is looked for.
    """
    larger = max(1.0, SMALLEST_MM / diameter_mm)
    sides = [max(LEAST_CELLS, -(-int(np.ceil(side * larger)) // MULTIPLE) * MULTIPLE) for side in hu.shape]
    wide = _about_the_middle(hu.astype(np.float32), larger, sides)
    whole = torch.from_numpy(wide)[None, None].to(segmenter.device)
    with fast_precision(segmenter.device):
        logits = segmenter(whole.contiguous(memory_format=torch.channels_last_3d))[0, 0].float().cpu().numpy()
    return touching(_about_the_middle(logits, 1 / larger, hu.shape) > 0, near)


def touching(mask: np.ndarray, near: np.ndarray) -> np.ndarray:
    """The connected pieces of a mask (z, y, x) that hold cells of another."""
    pieces, _ = ndimage.label(mask)
    return np.isin(pieces, np.setdiff1d(pieces[near], [0]))


def _about_the_middle(values: np.ndarray, larger: float, sides: Sequence[int]) -> np.ndarray:
    """Values (z, y, x) so much larger, linearly, cut or gone on to some sides; the middle stays."""
    if larger == 1 and tuple(sides) == values.shape:
        return values
    offset = [(was - 1) / 2 - (side - 1) / 2 / larger for was, side in zip(values.shape, sides, strict=True)]
    scale = np.full(3, 1 / larger)
    return ndimage.affine_transform(values, scale, offset, tuple(sides), order=1, mode="nearest")
