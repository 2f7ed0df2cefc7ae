"""What stands behind a vertebra's body: pedicles, laminae, joints, processes, as rounded struts.

Sizes are about those of Panjabi et al. (Spine 16, 1991, and 18, 1993). Laminae overlap like tiles, and joints reach
from each vertebra to the next, so that every slice shows bone right behind the canal.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Strut(NamedTuple):
    """A rounded bar between two places, the same at both sides.

    Attributes:
        start, end: (beside, behind, share): mm from the canal's middle, and the share of the vertebra's height.
        half_mm: half of its width in a slice that it runs in.
        half_share: half of its height, as a share of the vertebra's.
        leans_mm: by how much it goes back from its middle to its lower edge.
    """

    start: tuple[float, float, float]
    end: tuple[float, float, float]
    half_mm: float
    half_share: float
    leans_mm: float = 0.0


PEDICLE = Strut((10.5, -9.0, 0.68), (10.9, 4.5, 0.68), 2.9, 0.29)
LAMINA = Strut((11.5, 8.2, 0.46), (0.0, 12.4, 0.2), 3.1, 0.58, 2.4)
UPPER_JOINT = Strut((11.4, 4.0, 0.72), (11.2, 6.0, 1.1), 3.3, 0.12)
LOWER_JOINT = Strut((11.4, 10.5, 0.45), (10.4, 12.2, -0.03), 3.2, 0.12)
#: Those that change along the chest, at these heights in the lungs, 0 at their bottom: transverse processes get shorter
#: downwards; spinous ones are steep amid the chest, and short and tall plates below.
LEVELS = (0.0, 0.5, 1.0)
TRANSVERSE = (
    Strut((12.0, 7.5, 0.62), (18.0, 15.0, 0.55), 4.7, 0.2),
    Strut((12.0, 8.0, 0.6), (24.5, 18.0, 0.5), 4.7, 0.21),
    Strut((12.0, 7.0, 0.6), (29.0, 15.0, 0.5), 4.7, 0.24),
)
SPINOUS = (
    Strut((0.0, 13.0, 0.18), (0.0, 28.0, -0.02), 2.8, 0.33),
    Strut((0.0, 13.0, 0.2), (0.0, 25.5, -0.7), 2.9, 0.25),
    Strut((0.0, 13.0, 0.2), (0.0, 31.0, -0.3), 2.8, 0.27),
)


def vertebral_arches(shares: np.ndarray, behind_mm: np.ndarray, beside_mm: np.ndarray, level: float) -> np.ndarray:
    """Where a slice shows them, bool (y, x).

    Args:
        shares: where in its vertebra each place (y, x) lies, 0 to 1 from below.
        behind_mm, beside_mm: how far behind the canal's middle rows (y, 1) lie, and beside it columns (1, x).
        level: of the slice in the lungs, see `LEVELS`.
    """
    found = np.zeros(np.broadcast_shapes(behind_mm.shape, beside_mm.shape), bool)
    for strut in (PEDICLE, LAMINA, UPPER_JOINT, LOWER_JOINT, _at(level, TRANSVERSE), _at(level, SPINOUS)):
        for above in (-1, 0, 1):
            found |= _within(strut, shares + above, behind_mm, beside_mm)
    return found


def _at(level: float, struts: tuple[Strut, ...]) -> Strut:
    """The strut at a level between those of `LEVELS`."""
    rows = np.array([np.hstack(strut) for strut in struts])
    values = [float(np.interp(level, LEVELS, column)) for column in rows.T]
    return Strut(tuple(values[:3]), tuple(values[3:6]), *values[6:])


def _within(strut: Strut, shares: np.ndarray, behind_mm: np.ndarray, beside_mm: np.ndarray) -> np.ndarray:
    """Which places (y, x) lie within a strut; heights count as if it were as tall as it is wide."""
    scale = strut.half_mm / strut.half_share
    up = shares - strut.start[2]
    off = beside_mm - strut.start[0], behind_mm - strut.start[1] + strut.leans_mm / strut.half_share * up, scale * up
    ahead = np.subtract(strut.end, strut.start) * (1, 1, scale)
    along = np.clip(sum(part * step for part, step in zip(off, ahead, strict=True)) / (ahead @ ahead), 0, 1)
    squares = sum((part - along * step) ** 2 for part, step in zip(off, ahead, strict=True))
    return squares < strut.half_mm**2
