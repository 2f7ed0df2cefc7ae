"""Leaks: air within the chest wall or the mediastinum, and lung that is open to the outside."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from ..blueprint.labels import WITHIN_LUNGS, Label
from .scan import IN_PLANE, SOLIDS, Scan, Trace

#: Far below fat: a solid tissue's voxel that holds this much air is none of it.
AIR_BELOW_HU = -400
#: Borders are left out, because partial volume is no leak.
BORDER_MM = 2.0


def leaks(scan: Scan) -> Trace:
    """Millilitres of the largest piece of air in solid tissue, or of lung beside the outside air."""
    steps = max(1, round(BORDER_MM / scan.spacing_zyx_mm[2]))
    solid = ndimage.binary_erosion(np.isin(scan.labels, SOLIDS), IN_PLANE, steps)
    outside = ndimage.binary_dilation(scan.labels == Label.OUTSIDE, IN_PLANE)
    amiss = (solid & (scan.hu < AIR_BELOW_HU)) | (outside & np.isin(scan.labels, WITHIN_LUNGS))
    parts, count = ndimage.label(amiss, np.ones((3, 3, 3), bool))
    if not count:
        return Trace(0.0, np.zeros(scan.hu.shape, np.float32))
    volumes_ml = np.bincount(parts.ravel()).astype(np.float32) * scan.voxel_ml
    volumes_ml[0] = 0
    return Trace(float(volumes_ml.max()), volumes_ml[parts])
