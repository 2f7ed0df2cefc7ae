"""A body as wide on its left as on its right, around a chest wall: what is drawn at random is more lopsided than people
are, and leaves too thin a wall here and there."""

from __future__ import annotations

import numpy as np

from .cage import Cage
from .distance_maps import REACH_MM
from .frame import Frame
from .organs import Organ

#: Ribs, muscles, fat and skin around the cage at least.
WALL_MM = 13.0


def even_body(organs: np.ndarray, frame: Frame) -> np.ndarray:
    """The mean of the distances to the body (*GRID) and of their mirror image, a wall around the cage included.

    Args:
        organs: distances (organs, *GRID), see `distance_maps`. The middle of the lungs' box is that of the body.
    """
    body = organs[Organ.BODY]
    # Lungs fill their box from side to side, which lies in the middle of the grid.
    body = (body + body[..., ::-1]) / 2
    cage = Cage.around(organs, frame)
    if cage is None:
        return body
    z_mm, y_mm, x_mm = (frame.cells_mm(axis) for axis in range(3))
    places = cage.polar(y_mm, x_mm)
    wall = np.stack([cage.depth_mm(height_mm, *places) - WALL_MM for height_mm in z_mm]) / REACH_MM
    within = (z_mm > cage.lungs_mm[0]) & (z_mm < cage.lungs_mm[1])
    return np.where(within[:, None, None], np.minimum(body, np.clip(wall, -1, 1)), body).astype(np.float32)
