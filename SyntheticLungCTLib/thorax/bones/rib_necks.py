"""Ribs from their heads, between two vertebrae, to where they lie on the cage."""

from __future__ import annotations

import numpy as np

#: Where heads are (beside, behind) in mm from the canal's middle, how far beside it necks end, and how they go back
#: where no lung is near.
HEAD_MM, END_MM, SLOPE = (15.5, -9.0), 40.0, 1.2
#: From what is lung as near as this their middles lie so far; half of their thickness.
NEAR_MM, APART_MM, HALF_MM = 10.5, 4.5, 3.4
#: At which shares of a vertebra's height they begin and end, and half of their height.
SHARES, HALF_SHARE = (0.95, 0.8), 0.24


def rib_necks(share: float, apart_mm: np.ndarray, behind_mm: np.ndarray, beside_mm: np.ndarray) -> np.ndarray:
    """Where a slice shows them, bool (y, x).

    Args:
        share: where in its vertebra the slice lies at the canal, 0 to 1 from below.
        apart_mm: distances (y, x) from the lungs.
        behind_mm, beside_mm: how far behind the canal's middle rows (y, 1) lie, and beside it columns (1, x).
    """
    out_mm = beside_mm - HEAD_MM[0]
    out = out_mm / (END_MM - HEAD_MM[0])
    upright = (np.mod(share - np.interp(out, (0, 1), SHARES) + 0.5, 1) - 0.5) / HALF_SHARE
    straight_mm = (behind_mm - HEAD_MM[1] - SLOPE * out_mm) / np.hypot(1, SLOPE)
    off = np.where(apart_mm < NEAR_MM, apart_mm - APART_MM, straight_mm) / HALF_MM
    beyond = np.maximum(np.maximum(-9 * out, 6 * out - 5), (HEAD_MM[1] - behind_mm) / HALF_MM)
    return off**2 + upright**2 + np.maximum(0, beyond) ** 2 < 1
