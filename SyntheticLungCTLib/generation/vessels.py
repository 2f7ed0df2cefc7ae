"""Pulmonary vessels drawn by the share that they fill of each voxel: smooth, tapering, and fading where they are thin.

Labels say of a voxel that it shows a vessel, not how much of one, so networks draw a line of them with steps and beads.
Where a blueprint knows the vessels' lines, a CT follows them instead.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import ndimage

from ..blueprint.blueprint import Blueprint
from ..blueprint.labels import LUNGS, Label
from ..geometry import Geometry
from ..scanner.look import Look
from ..trees.painting import Tube
from ..trees.vessel_share import SEEN_SHARE, vessel_share

#: What networks drew of a vessel is replaced so many pixels around its label, by lung of so many pixels around that.
AROUND_PIXELS, LUNG_PIXELS = 2, 2.5
#: By how much a share may leave the border of what is seen because lines were rounded; on another grid than they were
#: labelled on, borders differ by a pixel, which is less than this square.
ROUNDING, SQUARE = 0.02, np.ones((3, 3), bool)


def known_vessels(blueprint: Blueprint, geometry: Geometry) -> list[Tube]:
    """A blueprint's vessels as lines in mm (z, y, x) from the first voxel of a geometry; none where it knows none."""
    return [] if blueprint.vessels is None else blueprint.vessels.tubes(geometry)


def draw_vessels(
    hu: np.ndarray, labels: np.ndarray, tubes: Sequence[Tube], look: Look, spacing_zyx_mm: tuple[float, float, float]
) -> None:
    """Draw vessels along lines in place of what networks drew of them; in place, and only within the lungs.

    Labels decide: a vessel without a line stays as networks drew it, and one without its label was erased.

    Args:
        hu: int16 (z, y, x), without noise.
        labels: `Label` values (z, y, x).
        tubes: lines (n, 3) in mm (z, y, x) from the first voxel, with radii (n,) in mm.
    """
    found = vessel_share(labels.shape, np.asarray(spacing_zyx_mm), tubes) if tubes else None
    if found is None:
        return
    box, shares = found
    for plane, names, share in zip(hu[box], labels[box], shares, strict=True):
        lung, vessel = np.isin(names, LUNGS), names == Label.PULMONARY_VESSEL
        unlabelled, seen = lung & (share > SEEN_SHARE + ROUNDING), share > SEEN_SHARE - ROUNDING
        share[unlabelled] = SEEN_SHARE
        share[_around(ndimage.binary_opening(unlabelled, SQUARE))] = 0
        others = ~(lung | vessel) | ndimage.binary_opening(vessel & ~seen, SQUARE)
        replaced = _around(vessel & seen) & ~_around(others)
        empty = _without(plane, replaced, lung & ~_around(vessel), look.lung_hu)
        drawn = np.rint(empty + share * np.maximum(look.blood_hu - empty, 0)).astype(plane.dtype)
        # Right beside air or soft tissue, partial volume is as networks drew it.
        np.copyto(plane, drawn, where=~ndimage.binary_dilation(~(lung | vessel)))


def _around(mask: np.ndarray) -> np.ndarray:
    return ndimage.binary_dilation(mask, iterations=AROUND_PIXELS) if mask.any() else mask


def _without(plane: np.ndarray, vessel: np.ndarray, lung: np.ndarray, lung_hu: float) -> np.ndarray:
    """A slice (y, x) in float32 with the lung that is nearest in place of vessels; `lung_hu` where none is near."""
    share = ndimage.gaussian_filter(lung.astype(np.float32), LUNG_PIXELS, truncate=3)
    near = ndimage.gaussian_filter(np.where(lung, plane - lung_hu, 0).astype(np.float32), LUNG_PIXELS, truncate=3)
    return np.where(vessel, lung_hu + near / np.maximum(share, 1e-2), plane).astype(np.float32)
