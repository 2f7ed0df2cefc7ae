"""Bone, and what is as bright as bone: blood with contrast agent."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage
from skimage.segmentation import watershed

from . import morphology as m
from .place import Place
from .scan import Scan

BRIGHT_HU = 130.0
CORTICAL_HU = 320.0
_DENSE_CONTRAST_HU = 800.0
#: No bone but the spine lies this near to the trachea; at the thoracic inlet vessels and the thyroid do.
_NECK_MM = 22.0
_MARROW_MM2 = 2000.0


@dataclass
class Bright:
    """Bool arrays (coarse z, y, x): bone with its marrow, and enhanced blood or organ; `spine` is its rough place.

    `canal`, float (z, 2), is the spinal canal's centre (y, x) in coarse pixels.
    """

    bone: np.ndarray
    enhanced: np.ndarray


def bright_voxels(scan: Scan, lungs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Coarse HU smoothed against noise (float32), and where it is brighter than 130 (bool), both (z, y, x)."""
    spacing = scan.coarse_spacing_mm
    values = m.smoothed(scan.coarse, max(0.8, 0.9 * scan.sigma_mm), spacing)
    return values, m.without_small((values > BRIGHT_HU) & ~lungs, 0.05, spacing)


def part_bright(
    scan: Scan, values: np.ndarray, bright: np.ndarray, lungs: np.ndarray, lumen: np.ndarray, place: Place
) -> Bright:
    """Part all that is brighter than 130 HU into bone and enhanced blood or organ.

    A watershed on the distance map cuts vessels from the bones they touch; each piece is judged by where it lies
    (spine, between the lungs) and by its texture: blood is even and brightest in its middle, bone has a bright shell.

    `values` (HU) and `bright` are those of `bright_voxels`; `lungs` and the airways' `lumen` are coarse too.
    """
    spacing = scan.coarse_spacing_mm
    depth = -m.distance_mm(bright, spacing)
    pieces = _pieces(bright, depth, spacing)
    within = (m.eroded(place.thorax | lungs, 4.0, spacing, in_plane=True) & place.above) | place.within_ribs
    ahead = np.arange(bright.shape[1])[None, :, None] < place.canal[:, 0, None, None] - 6 / spacing[1]
    within |= ahead & m.dilated(lumen, _NECK_MM, spacing, in_plane=True)
    is_blood = _judge(values, pieces, depth, place.spine, within, spacing)
    even = _even(values, depth, ahead & ~place.spine & (place.thorax | place.within_ribs), spacing)
    enhanced = _cut(pieces, is_blood, even, place.spine, depth)
    bone = bright & ~enhanced
    bone &= ~_on_skin(bone, m.eroded(scan.lessened(scan.body), 7.0, spacing, in_plane=True), spacing)
    bone = _with_marrow(bone, values, enhanced, place, spacing)
    return Bright(bone, enhanced & ~bone)


def _on_skin(bone: np.ndarray, deep: np.ndarray, spacing: m.Spacing) -> np.ndarray:
    """Bright parts that never reach 7 mm below the skin: electrodes and wires, not bone."""
    return bone & ~m.reconstructed(bone & deep, bone)


def _pieces(bright: np.ndarray, depth: np.ndarray, spacing: m.Spacing) -> np.ndarray:
    """Watershed basins (int32) of the distance map, from cores at 2 mm depth below each local crest."""
    crest = ndimage.grey_erosion(-m.smoothed(depth, 1.5, spacing, in_plane=False), size=(3, 7, 7))
    markers, _ = ndimage.label((-m.smoothed(depth, 1.5, spacing, in_plane=False) <= crest + 0.3) & bright)
    return watershed(-depth, markers, mask=bright)


def _judge(
    values: np.ndarray,
    pieces: np.ndarray,
    depth: np.ndarray,
    spine: np.ndarray,
    interior: np.ndarray,
    spacing: m.Spacing,
) -> np.ndarray:
    """Bool per piece: is it enhanced blood (or organ)?"""
    count = int(pieces.max()) + 1
    flat = pieces.ravel()

    def mean_of(weights: np.ndarray) -> np.ndarray:
        return np.bincount(flat, weights.ravel(), count)

    voxels = np.maximum(np.bincount(flat, minlength=count), 1)
    in_spine, inside = mean_of(spine) / voxels, mean_of(interior) / voxels
    core = depth > 2.5
    core_voxels = np.maximum(mean_of(core), 1)
    shell = (depth > 0.5) & ~core
    core_hu, shell_hu = mean_of(values * core) / core_voxels, mean_of(values * shell) / np.maximum(mean_of(shell), 1)
    square = mean_of(np.square(values) * core) / core_voxels
    spread = np.sqrt(np.maximum(square - core_hu**2, 0))
    even = (mean_of(core) > 8) & (core_hu > shell_hu) & (spread < 0.16 * np.maximum(core_hu, 150))
    dense = (mean_of(core) > 8) & (core_hu > _DENSE_CONTRAST_HU) & (core_hu > 1.2 * shell_hu)
    blood = (in_spine < 0.3) & ((inside > 0.5) | even | dense)
    blood[0] = False
    return blood


def _even(values: np.ndarray, depth: np.ndarray, where: np.ndarray, spacing: m.Spacing) -> np.ndarray:
    """Bool (z, y, x): deep and even bright places, at least 4 mm from the border: the core of a large vessel."""
    mean = ndimage.uniform_filter(values, (1, 5, 5))
    spread = np.sqrt(np.maximum(ndimage.uniform_filter(np.square(values), (1, 5, 5)) - mean**2, 0))
    even = where & (depth > 4.0) & (spread < 0.10 * np.maximum(mean, 150))
    return m.without_small(even, 0.4, spacing)


def _cut(
    pieces: np.ndarray, is_blood: np.ndarray, even: np.ndarray, spine: np.ndarray, depth: np.ndarray
) -> np.ndarray:
    """Enhanced blood (bool) after pieces of bone that hold a vessel's even core are cut by a second watershed."""
    bright, blood = pieces > 0, is_blood[pieces]
    mixed = np.zeros(len(is_blood), bool)
    mixed[np.unique(pieces[even])] = True
    markers = np.zeros(pieces.shape, np.int32)
    markers[bright & ~blood & (spine | ~mixed[pieces])] = 1
    markers[(even | blood) & bright] = 2
    return watershed(-depth, markers, mask=bright) == 2


def _with_marrow(
    bone: np.ndarray,
    values: np.ndarray,
    enhanced: np.ndarray,
    place: Place,
    spacing: m.Spacing,
) -> np.ndarray:
    """Bone with the marrow its shell encloses, without the spinal canal."""
    y = np.arange(bone.shape[1])[None, :, None]
    x = np.arange(bone.shape[2])[None, None, :]
    dy = (y - place.canal[:, 0, None, None]) * spacing[1]
    dx = (x - place.canal[:, 1, None, None]) * spacing[2]
    in_canal = (dy / 8) ** 2 + (dx / 10) ** 2 < 1
    holes = m.holes_filled(m.closed(bone, 3.0, spacing, in_plane=True)) & ~bone & ~enhanced & (values > -120)
    labels, count = ndimage.label(holes, np.array([np.zeros((3, 3)), np.ones((3, 3)), np.zeros((3, 3))]))
    voxels = np.bincount(labels.ravel(), minlength=count + 1)
    of_canal = np.bincount(labels.ravel(), in_canal.ravel(), count + 1)
    fits = (voxels * spacing[1] * spacing[2] < _MARROW_MM2) & (of_canal < 0.35 * np.maximum(voxels, 1))
    fits[0] = False
    return bone | (fits[labels] & ~in_canal)
