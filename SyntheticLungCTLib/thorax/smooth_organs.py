"""Organs of the belly with smooth surfaces: drawn cell by cell, they are ragged and full of islands of fat."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from .tissues import Tissue

SOFT = (Tissue.FAT, Tissue.SOFT_TISSUE, Tissue.FAINT_ORGAN, Tissue.ORGAN, Tissue.DENSE_ORGAN, Tissue.GAS)
#: Deviation of what is looked at around a cell, in cells.
AROUND_CELLS = 1.6


def smooth_organs(shares: np.ndarray) -> None:
    """Shares (tissues, *FINE_GRID) in which what is soft parts a cell as it does the cells around; in place."""
    soft = list(SOFT)
    around = np.stack([ndimage.gaussian_filter(shares[tissue], AROUND_CELLS) for tissue in soft])
    shares[soft] = shares[soft].sum(axis=0) * around / np.maximum(around.sum(axis=0), 1e-6)
