"""Pulmonary vessels and airways drawn by the share that they fill of each voxel: smooth, tapering, fading where thin.

Labels say of a voxel that it shows a vessel, not how much of one, so networks draw a line of them with steps and beads.
Where a blueprint knows the trees' lines, a CT follows them instead.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import ndimage

from ..blueprint.blueprint import Blueprint
from ..blueprint.labels import BLOODS, LUNGS, Label
from ..blueprint.tree_lines import Trees, Tube
from ..geometry import Geometry
from ..scanner.look import Look
from ..trees.painting import AIRWAY
from ..trees.radii import with_wall_mm
from ..trees.tube import Box
from ..trees.tube_share import SEEN_SHARE, tube_share
from ..volume import AIR_HU

#: What networks drew of a tree is replaced so many pixels around its label, by lung of so many pixels around that.
AROUND_PIXELS, LUNG_PIXELS = 2, 2.5
#: By how much a share may leave the border of what is seen because lines were rounded; on another grid than they were
#: labelled on, borders differ by a pixel, which is less than this square.
ROUNDING, SQUARE = 0.02, np.ones((3, 3), bool)
#: What a vessel comes from, or lies beside, and the width of specks there.
SPECK_PIXELS = (5, 5)
WITHIN = (*BLOODS, Label.FAT, Label.SOFT_TISSUE)
#: An airway's wall; an airway that is labelled fills at least this share of its voxels, wall included.
WALL_HU, AIRWAY_SHARE = 20.0, 0.1


def known_trees(blueprint: Blueprint, geometry: Geometry) -> Trees:
    """A blueprint's trees in mm (z, y, x) from the first voxel of a geometry; none where it knows none."""
    return Trees([], []) if blueprint.trees is None else blueprint.trees.trees(geometry)


def draw_lung_trees(
    hu: np.ndarray, labels: np.ndarray, trees: Trees, look: Look, spacing_zyx_mm: tuple[float, float, float]
) -> None:
    """Draw vessels and airways along lines in place of what networks drew of them; in place, within the lungs.

    Labels decide: what has no line stays as networks drew it, and what has no label was erased.

    Args:
        hu: int16 (z, y, x), without noise.
        labels: `Label` values (z, y, x).
    """
    spacing_mm = np.asarray(spacing_zyx_mm)
    outer = [(points, with_wall_mm(radii)) for points, radii in trees.airways]
    found = tube_share(labels.shape, spacing_mm, trees.vessels) if trees.vessels else None
    if found is None:
        return
    box, vessels = found
    airways, hollows = (_shares(labels.shape, spacing_mm, tubes, box) for tubes in (outer, trees.airways))
    for plane, names, *shares in zip(hu[box], labels[box], vessels, airways, hollows, strict=True):
        _draw(plane, names, *shares, look)


def _shares(shape: Sequence[int], spacing_mm: np.ndarray, tubes: Sequence[Tube], box: Box) -> np.ndarray:
    found = tube_share(shape, spacing_mm, tubes, box) if tubes else None
    return np.zeros([side.stop - side.start for side in box], np.float32) if found is None else found[1]


def _draw(
    plane: np.ndarray, names: np.ndarray, share: np.ndarray, airway: np.ndarray, hollow: np.ndarray, look: Look
) -> None:
    """Draw the shares (y, x) of vessels, of airways with their walls and of what is hollow into a slice, in place."""
    lung, vessel, own = np.isin(names, LUNGS), names == Label.PULMONARY_VESSEL, np.isin(names, AIRWAY)
    own &= airway > AIRWAY_SHARE
    unlabelled, seen = lung & (share > SEEN_SHARE + ROUNDING), share > SEEN_SHARE - ROUNDING
    share[unlabelled] = SEEN_SHARE
    share[_around(ndimage.binary_opening(unlabelled, SQUARE))] = 0
    others = ~(lung | vessel | own) | ndimage.binary_opening(vessel & ~seen, SQUARE)
    replaced = _around(vessel & seen | own) & ~_around(others)
    bare = _lung_around(plane, lung & ~_around(vessel | own), look.lung_hu)
    drawn = _with_vessels(bare, share, look)
    # What networks drew and stays has its share of a vessel already. Neither this nor an airway ends with an edge.
    kept = np.maximum(plane, _with_vessels(np.minimum(plane, bare), share, look))
    drawn += (1 - _soft(replaced)) * (kept - drawn)
    labelled = _soft(_around(own))
    drawn += labelled * airway * (WALL_HU - drawn)
    drawn += labelled * hollow * (AIR_HU - drawn)
    # Right beside air or soft tissue, but not beside blood, partial volume is as networks drew it.
    beside = ndimage.binary_dilation(~(lung | vessel | own | np.isin(names, BLOODS)))
    np.copyto(plane, np.rint(drawn).astype(plane.dtype), where=(lung | vessel | own) & ~beside)
    # At the hilum a vessel goes on within what it leaves, where networks draw brighter specks.
    within = np.isin(names, WITHIN) & (share > SEEN_SHARE)
    even = ndimage.grey_opening(plane, SPECK_PIXELS)
    plane[within] = np.maximum(even, np.rint(even + share * (look.blood_hu - even)))[within]


def _around(mask: np.ndarray) -> np.ndarray:
    return ndimage.binary_dilation(mask, iterations=AROUND_PIXELS) if mask.any() else mask


def _soft(mask: np.ndarray) -> np.ndarray:
    return ndimage.uniform_filter(mask.astype(np.float32), len(SQUARE))


def _with_vessels(plane: np.ndarray, share: np.ndarray, look: Look) -> np.ndarray:
    return plane + share * np.maximum(look.blood_hu - plane, 0)


def _lung_around(plane: np.ndarray, lung: np.ndarray, lung_hu: float) -> np.ndarray:
    """A slice (y, x) in float32 of the lung that is nearest, of `lung_hu` where none is near."""
    share = ndimage.gaussian_filter(lung.astype(np.float32), LUNG_PIXELS, truncate=3)
    near = ndimage.gaussian_filter(np.where(lung, plane - lung_hu, 0).astype(np.float32), LUNG_PIXELS, truncate=3)
    return (lung_hu + near / np.maximum(share, 1e-2)).astype(np.float32)
