"""Pedicles, laminae, transverse processes and the necks of ribs, as bars and rods around the spinal canal."""

from __future__ import annotations

import numpy as np

#: Bars of an arch: ends as (beside, behind) in mm from the canal's middle, half of the width, and between which shares
#: of a vertebra's height; pedicle, lamina.
PEDICLE = ((11.0, -10.0), (11.0, 3.0), 4.0, (0.45, 0.95))
LAMINA = ((11.5, 2.5), (0.0, 11.0), 3.6, (0.02, 0.94))
#: Rods: ends, radius, and at which share of the height: transverse process, neck of the rib.
TRANSVERSE = ((12.0, 6.0), (31.0, 15.0), 5.4, 0.62)
NECK = ((15.0, -9.0), (31.0, 8.0), 4.4, 0.98)


def vertebral_arches(
    shares: np.ndarray, tall_mm: np.ndarray, behind_mm: np.ndarray, beside_mm: np.ndarray
) -> np.ndarray:
    """Where a slice shows them, bool (y, x).

    Args:
        shares, tall_mm: where in its vertebra each row (y, 1) lies, 0 to 1 from below, and how tall that one is.
        behind_mm, beside_mm: how far behind the canal's middle rows (y, 1) lie, and beside it columns (1, x).
    """
    found = np.zeros(np.broadcast_shapes(behind_mm.shape, beside_mm.shape), bool)
    for start, end, half_mm, (low, high) in (PEDICLE, LAMINA):
        found |= (_off_bar_mm(beside_mm, behind_mm, start, end) < half_mm) & (shares > low) & (shares < high)
    for start, end, radius_mm, at in (TRANSVERSE, NECK):
        upright_mm = (np.mod(shares - at + 0.5, 1) - 0.5) * tall_mm
        found |= np.hypot(_off_bar_mm(beside_mm, behind_mm, start, end), upright_mm) < radius_mm
    return found


def _off_bar_mm(
    beside_mm: np.ndarray, behind_mm: np.ndarray, start: tuple[float, float], end: tuple[float, float]
) -> np.ndarray:
    """Distance (y, x) in the slice from a bar between two places (beside, behind), the same at both sides."""
    ahead = np.subtract(end, start)
    off = beside_mm - start[0], behind_mm - start[1]
    along = np.clip((off[0] * ahead[0] + off[1] * ahead[1]) / (ahead @ ahead), 0, 1)
    return np.hypot(off[0] - along * ahead[0], off[1] - along * ahead[1])
