"""The order in which tissues are found and painted."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..labels import CONTRAST_BLOODS, ORGANS, Label
from . import morphology as m
from .airways import airway_lumen, airway_wall
from .body import body_mask
from .bones import CORTICAL_HU, Bright, bright_voxels, part_bright
from .heart import BLOOD_SHARES, ORGAN_SHARES, Trunk, find_trunk
from .lungs import Lungs, find_lungs
from .metal import paint_metal
from .morphology import bounding_box
from .place import Place
from .scan import Scan
from .vessels import name_lung_tissue

_FAT_HU = -30.0
_TISSUE_HU = -200.0
_BONE_HU = 130.0
#: Half the width of the blurred edge between air and tissue.
_EDGE_MM = 1.8


def name_tissues(hu: np.ndarray, spacing_mm: m.Spacing, progress: Callable[[float, str], None]) -> np.ndarray:
    """Labels, uint8 (z, y, x), of int16 HU in LPS order."""
    progress(0.0, "Finding the body")
    body = body_mask(hu, spacing_mm)
    box = bounding_box(body, 2)
    scan = Scan.of(hu[box], body[box], spacing_mm)
    progress(0.15, "Growing the airways")
    lumen = airway_lumen(scan)
    progress(0.3, "Finding the lungs")
    lungs = find_lungs(scan, lumen)
    wall = airway_wall(scan, lumen)
    progress(0.45, "Parting bone and blood")
    spacing = scan.coarse_spacing_mm
    left, right = scan.lessened(lungs.left), scan.lessened(lungs.right)
    values, brilliant = bright_voxels(scan, left | right)
    place = Place.of(values, brilliant, scan.lessened(scan.body), left, right, spacing)
    bright = part_bright(scan, values, brilliant, left | right, scan.lessened(lumen), place)
    trunk = find_trunk(scan, place, bright, left | right, scan.lessened(lumen))
    progress(0.65, "Painting")
    labels = np.zeros(hu.shape, np.uint8)
    painted = _soft_tissues(scan, lungs, lumen, trunk)
    _paint_bone(scan, painted, bright)
    painted[lungs.gas] = Label.GAS
    progress(0.75, "Naming vessels")
    _paint_lungs(scan, painted, lungs, lumen, wall)
    painted[~scan.body] = Label.OUTSIDE
    paint_metal(scan.smooth, painted)
    labels[box] = painted
    return labels


def _soft_tissues(scan: Scan, lungs: Lungs, lumen: np.ndarray, trunk: Trunk) -> np.ndarray:
    """Fat, soft tissue, heart and organs (uint8).

    The HU is averaged only over voxels that are tissue through and through, so the partial volume at lung, gas and
    skin makes no shell of fat: a border voxel takes its name from what lies behind it.
    """
    spacing = scan.spacing_mm
    air = lungs.both | lungs.gas | lumen | ~scan.body
    pure = (
        ~m.dilated(air, max(1.3 * spacing[1], _EDGE_MM), spacing, in_plane=True)
        & (scan.hu > _TISSUE_HU)
        & (scan.hu < 600)
    )
    sigma_mm = max(1.0, 1.6 * scan.sigma_mm)
    mean = m.smoothed_within(scan.hu, pure, sigma_mm, spacing)
    out = np.full(scan.hu.shape, Label.SOFT_TISSUE, np.uint8)
    out[mean < _FAT_HU] = Label.FAT
    soft = out == Label.SOFT_TISSUE
    organ = scan.fine(trunk.organ) & soft
    _paint_levels(scan, out, organ, trunk.organ_level, ORGAN_SHARES, ORGANS)
    coarse_mm = scan.coarse_spacing_mm
    out[scan.fine(m.dilated(trunk.heart, 1.6, coarse_mm, in_plane=True) & ~trunk.organ) & soft] = Label.BLOOD
    core = scan.fine(m.eroded(trunk.contrast, 0.7 * coarse_mm[1], coarse_mm, in_plane=True))
    edge = scan.fine(m.dilated(trunk.contrast, 2.6, coarse_mm, in_plane=True)) & (mean > trunk.enhanced_hu)
    _paint_levels(scan, out, core | edge, trunk.blood_level, BLOOD_SHARES, CONTRAST_BLOODS)
    return out


def _paint_levels(
    scan: Scan,
    out: np.ndarray,
    where: np.ndarray,
    level: np.ndarray,
    shares: tuple[float, float],
    labels: tuple[Label, Label, Label],
) -> None:
    """Name voxels by how their level (coarse) compares with two shares: usual, faint or dense."""
    usual, faint, dense = labels
    out[where] = usual
    out[where & scan.fine(level < shares[0])] = faint
    out[where & scan.fine(level > shares[1])] = dense


def _paint_bone(scan: Scan, out: np.ndarray, bright: Bright) -> None:
    """Cortical bone by HU, spongy bone for the rest of what bone encloses."""
    spacing = scan.coarse_spacing_mm
    near = scan.fine(m.dilated(bright.bone, 1.01 * spacing[1], spacing, in_plane=True) & ~bright.enhanced)
    bone = scan.fine(bright.bone) | (near & (scan.smooth > _BONE_HU))
    bone &= ~np.isin(out, CONTRAST_BLOODS) | scan.fine(bright.bone)
    out[bone] = Label.SPONGY_BONE
    out[bone & (scan.smooth > CORTICAL_HU)] = Label.CORTICAL_BONE


def _paint_lungs(scan: Scan, out: np.ndarray, lungs: Lungs, lumen: np.ndarray, wall: np.ndarray) -> None:
    """Lungs and what lies in them, then the airways."""
    solid = np.isin(out, (Label.SPONGY_BONE, Label.CORTICAL_BONE, *CONTRAST_BLOODS)) & ~lungs.aerated
    within = name_lung_tissue(scan, lungs, wall)
    for mask, label in (
        (lungs.left, Label.LUNG_LEFT),
        (lungs.right, Label.LUNG_RIGHT),
        (within.emphysema, Label.EMPHYSEMA),
        (within.opacity, Label.LUNG_OPACITY),
        (within.vessel, Label.PULMONARY_VESSEL),
    ):
        out[mask & ~solid] = label
    out[wall & ~solid] = Label.AIRWAY_WALL
    out[lumen] = Label.AIRWAY_LUMEN
