"""A broken airway: bronchi that should hold air and don't, or that are cut off from the trachea."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from ..blueprint.labels import LUNGS, Label
from .scan import Scan, Trace

#: The lumen is air down to bronchi of a few pixels, where half is partial volume.
OPEN_BELOW_HU = -500
_FULL = np.ones((3, 3, 3), bool)


def broken_airway(scan: Scan) -> Trace:
    """Share of the labelled airways that no air leads to from the top; 1 where none are labelled or reach a lung.

    The top is where they are highest: the trachea, or both bronchi where the CT ends below it.
    """
    lumen = scan.labels == Label.AIRWAY_LUMEN
    heat = np.zeros(scan.hu.shape, np.float32)
    if not lumen.any():
        return Trace(1.0, heat)
    parts, _ = ndimage.label(lumen & (scan.hu < OPEN_BELOW_HU), _FULL)
    top = np.flatnonzero(lumen.any(axis=(1, 2)))[-1]
    tree = np.isin(parts, np.setdiff1d(parts[top], 0))
    heat[lumen & ~tree] = 1
    if not np.isin(scan.labels, LUNGS)[ndimage.binary_dilation(tree, _FULL, 3)].any():
        return Trace(1.0, heat)
    return Trace(float(1 - tree.sum() / lumen.sum()), heat)
