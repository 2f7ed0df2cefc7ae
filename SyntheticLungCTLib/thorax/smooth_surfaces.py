"""Lungs, body and organs with smooth surfaces: drawn cell by cell, they are ragged and full of islands of fat."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from .tissues import Tissue

#: What is thinner than cells stays as it was drawn.
THIN = (Tissue.AIRWAY, Tissue.BONE)
#: Deviation of what is looked at around a cell, in cells.
AROUND_CELLS = 1.6


def smooth_surfaces(shares: np.ndarray) -> None:
    """Shares (tissues, *FINE_GRID) of 0 to 1 in which all but thin tissues part a cell as they do those around it; in
    place."""
    room = 1 - shares[list(THIN)].sum(axis=0)
    total = np.zeros_like(room)
    large = [tissue for tissue in Tissue if tissue not in THIN and shares[tissue].any()]
    for tissue in large:
        shares[tissue] = ndimage.gaussian_filter(shares[tissue], AROUND_CELLS)
        total += shares[tissue]
    for tissue in large:
        shares[tissue] *= room / np.maximum(total, 1e-6)
