"""Nodules that a mask names, as entries of the blueprint's list."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from ...geometry import Geometry
from ..labels import NODULES, Label
from ..nodule import Nodule

_TEXTURE = {Label.NODULE_NON_SOLID: 1, Label.NODULE_PART_SOLID: 3, Label.NODULE_SOLID: 5}


def nodules_of_mask(mask: np.ndarray, geometry: Geometry) -> list[Nodule]:
    """One `Nodule` for each connected part (26 neighbours) of a uint8 (z, y, x) mask of nodule labels.

    Its diameter is that of the sphere of equal volume, its texture that of its most frequent label.
    """
    parts, _ = ndimage.label(mask > 0, np.ones((3, 3, 3)))
    found = []
    for index, box in enumerate(ndimage.find_objects(parts), start=1):
        part = parts[box] == index
        centre = [offset.start + mean for offset, mean in zip(box, ndimage.center_of_mass(part), strict=True)]
        volume_mm3 = part.sum() * geometry.voxel_volume_ml * 1000
        label = max(NODULES, key=lambda value: (mask[box][part] == value).sum())
        found.append(
            Nodule(
                center_lps_mm=geometry.lps_of_index(tuple(centre)),
                diameter_mm=float(np.cbrt(6 * volume_mm3 / np.pi)),
                texture=_TEXTURE[label],
            )
        )
    return found
