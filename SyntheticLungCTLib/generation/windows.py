"""Windows that cover a volume with overlap, and the ramps that blend them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class WindowSize:
    """Largest window along z, y, x and the overlap of neighbours, in latent positions. Memory follows from it."""

    size: tuple[int, int, int] = (12, 128, 128)
    overlap: tuple[int, int, int] = (3, 16, 16)


def spans(length: int, size: int, overlap: int) -> list[slice]:
    """Slices of at most `size` that cover `length`, neighbours overlapping by at least `overlap`; all equally long."""
    if length <= size:
        return [slice(0, length)]
    count = -(-(length - overlap) // (size - overlap))
    starts = np.linspace(0, length - size, count).round().astype(int)
    return [slice(int(start), int(start) + size) for start in starts]


def plane_windows(shape_yx: tuple[int, int], window: WindowSize) -> Iterator[tuple[slice, slice]]:
    """The windows of one slab, row by row."""
    for rows in spans(shape_yx[0], window.size[1], window.overlap[1]):
        for columns in spans(shape_yx[1], window.size[2], window.overlap[2]):
            yield rows, columns


def blend_weight(drawn: np.ndarray) -> np.ndarray:
    """Weight (z, y, x) of a new window over what was drawn before: 1 where nothing was, a ramp from 0 within.

    The ramp rises with the distance to the old part's far side, so that both ends of an overlap are smooth.
    """
    if not drawn.any():
        return np.ones(drawn.shape, np.float32)
    from scipy import ndimage

    to_new = ndimage.distance_transform_cdt(drawn, metric="chessboard") if not drawn.all() else drawn * 1.0
    deepest = max(float(to_new.max()), 1.0)
    return np.where(drawn, 1 - to_new / (deepest + 1), 1.0).astype(np.float32)
