"""Tissues that differ in contrast agent alone made even: drawn alone, each comes in patches that no patient has."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from .tissues import Tissue

#: Width in cells over which one tissue of a kind prevails.
WIDTHS_CELLS = {
    (Tissue.FAINT_ORGAN, Tissue.ORGAN, Tissue.DENSE_ORGAN): 4.0,
    (Tissue.FAINT_CONTRAST_BLOOD, Tissue.CONTRAST_BLOOD, Tissue.DENSE_CONTRAST_BLOOD): 2.0,
}
#: How much more than its share the prevailing one takes; the greater, the sharper the borders.
SHARPNESS = 4


def even_contrast(shares: np.ndarray) -> None:
    """Shares (tissues, *FINE_GRID) of 0 to 1 in which what prevails around a cell has what is its kind's; in place.

    What enhances most, spleen and kidneys, lies in the back half of a body: in front of it organs are like the liver.
    """
    body = np.flatnonzero((shares[Tissue.OUTSIDE] < 0.5).any(axis=(0, 2)))
    front = slice(None, body.mean().astype(int) if len(body) else None)
    shares[Tissue.ORGAN][:, front] += shares[Tissue.DENSE_ORGAN][:, front]
    shares[Tissue.DENSE_ORGAN][:, front] = 0
    for kind, width in WIDTHS_CELLS.items():
        tissues = list(kind)
        around = np.stack([ndimage.gaussian_filter(shares[tissue], width) for tissue in tissues]) ** SHARPNESS
        shares[tissues] = shares[tissues].sum(axis=0) * around / np.maximum(around.sum(axis=0), 1e-12)
