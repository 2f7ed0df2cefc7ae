"""A nodule found by the segmenter."""

from __future__ import annotations

import numpy as np
import torch
from scipy import ndimage

from ..networks.nodule_segmenter import NoduleSegmenter
from ..precision import fast_precision


@torch.no_grad()
def segmented(segmenter: NoduleSegmenter, hu: np.ndarray, near: np.ndarray) -> np.ndarray:
    """Cells, bool (z, y, x), that look like nodule, of the pieces that touch others.

    Args:
        hu: (z, y, x) in HU on cells of 1 mm; sides are multiples of 4.
        near: bool (z, y, x), what the pieces touch.
    """
    whole = torch.from_numpy(np.ascontiguousarray(hu, np.float32))[None, None].to(segmenter.device)
    with fast_precision(segmenter.device):
        logits = segmenter(whole.contiguous(memory_format=torch.channels_last_3d))[0, 0].float().cpu().numpy()
    pieces, _ = ndimage.label(logits > 0)
    return np.isin(pieces, np.setdiff1d(pieces[near], [0]))
