"""Bodies of vertebrae with discs between: round in front, hollow behind by the canal, about as Panjabi et al. measured
(Spine 16, 1991)."""

from __future__ import annotations

import numpy as np

#: Half of a body's width and depth, at the bottom and at the top of the lungs.
WIDTHS_MM, DEPTHS_MM = (19.5, 13.5), (18.0, 12.5)
#: By what share it is narrower in its middle; the exponents of its outline in front and behind, an ellipse at 2; which
#: share of its depth lies before its widest place.
WAIST, OUTLINES, BULGE = 0.1, (2.1, 5.0), 0.66
#: How far behind the canal's middle it ends, to both sides of the canal.
END_MM = -4.0
#: Half of a disc's height in its middle, and by how much less it is at the rim, where slices hardly show a gap: at a
#: slant they show a lens.
DISC_MM, FLATTER_MM = 1.5, 1.8
#: Compact bone between body and disc.
ENDPLATE_MM = 1.4


def vertebral_bodies(
    shares: np.ndarray, tall_mm: np.ndarray, behind_mm: np.ndarray, beside_mm: np.ndarray, level: float
) -> tuple[np.ndarray, np.ndarray]:
    """Where a slice shows them, and their compact endplates, bool (y, x).

    Args:
        shares, tall_mm: where in its vertebra each place (y, x) lies, 0 to 1 from below, and how tall that one is.
        behind_mm, beside_mm: how far behind the canal's middle rows (y, 1) lie, and beside it columns (1, x).
        level: of the slice in the lungs, 0 at their bottom.
    """
    width_mm, depth_mm = (np.interp(level, (0, 1), sizes) for sizes in (WIDTHS_MM, DEPTHS_MM))
    scale = 1 - WAIST * np.sin(np.pi * np.clip(shares, 0, 1))
    before_mm = END_MM - 2 * depth_mm * (1 - BULGE) - behind_mm
    outline = np.where(before_mm > 0, *OUTLINES)
    reach_mm = 2 * depth_mm * scale * np.where(before_mm > 0, BULGE, 1 - BULGE)
    outward = (beside_mm / (width_mm * scale)) ** outline + np.abs(before_mm / reach_mm) ** outline
    off_mm = np.minimum(shares, 1 - shares) * tall_mm + FLATTER_MM * np.minimum(outward, 1) ** (2 / outline)
    bodies = (outward < 1) & (off_mm > DISC_MM)
    return bodies, bodies & (off_mm < DISC_MM + ENDPLATE_MM)
