"""Bone, and what is as bright as bone: blood with contrast agent."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage
from skimage.segmentation import watershed

from . import morphology as m
from .scan import Scan

BRIGHT_HU = 130.0
CORTICAL_HU = 320.0
_MARROW_HU = 55.0
_CANAL_MM2 = (60.0, 700.0)


@dataclass
class Bright:
    """Bool arrays (coarse z, y, x): bone with its marrow, and enhanced blood or organ; `canal` (z, 2) is y, x in px."""

    bone: np.ndarray
    enhanced: np.ndarray
    canal: np.ndarray


def part_bright(scan: Scan, lungs: np.ndarray, interior: np.ndarray) -> Bright:
    """Part all that is brighter than 130 HU into bone and enhanced blood or organ.

    A watershed on the distance map cuts vessels from the bones they touch; each piece is judged by where it lies
    (spine, between the lungs) and by its texture: blood is even and brightest in its middle, bone has a bright shell.

    `lungs` and `interior`, the space between the lungs, are coarse (z, y, x).
    """
    spacing = scan.coarse_spacing_mm
    values = m.smoothed(scan.coarse, 0.8, spacing)
    bright = m.without_small((values > BRIGHT_HU) & ~lungs, 0.05, spacing)
    canal = _canal(values, bright, lungs, spacing)
    spine = _spine_zone(bright.shape, canal, spacing)
    depth = -m.distance_mm(bright, spacing)
    pieces = _pieces(bright, depth, spacing)
    is_blood = _judge(values, pieces, depth, spine, interior, spacing)
    enhanced = is_blood[pieces] & bright
    bone = bright & ~enhanced
    bone = _with_marrow(bone, values, enhanced, spine, canal, spacing)
    return Bright(bone, enhanced & ~bone, canal)


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
    blood = (in_spine < 0.3) & ((inside > 0.6) | even)
    blood[0] = False
    return blood


def _canal(values: np.ndarray, bright: np.ndarray, lungs: np.ndarray, spacing: m.Spacing) -> np.ndarray:
    """Spinal canal: its centre (y, x) in coarse pixels for each slice, as float (z, 2).

    Holes of canal size in the bright mask, near the lungs' middle; a running median joins the slices.
    """
    depth, height, width = values.shape
    used = np.nonzero(lungs.any(axis=(0, 1)))[0]
    middle = (used[0] + used[-1]) / 2
    back = np.nonzero(lungs.any(axis=(0, 2)))[0]
    found = []
    ring = m.closed(bright, 2.5, spacing, in_plane=True)
    for z in range(depth):
        holes, count = ndimage.label(ndimage.binary_fill_holes(ring[z]) & ~ring[z])
        for index in range(1, count + 1):
            part = holes == index
            area = part.sum() * spacing[1] * spacing[2]
            y, x = ndimage.center_of_mass(part)
            near = abs(x - middle) * spacing[2] < 35 and y > back.mean()
            if _CANAL_MM2[0] < area < _CANAL_MM2[1] and near and -30 < values[z][part].mean() < 100:
                found.append((z, y, x))
    if not found:
        return np.tile([back[-1] - 5.0, middle], (depth, 1))
    points = np.array(found)
    points = points[np.abs(points[:, 2] - np.median(points[:, 2])) * spacing[2] < 20]
    track = np.empty((depth, 2))
    for z in range(depth):
        order = np.argsort(np.abs(points[:, 0] - z))[:9]
        track[z] = np.median(points[order, 1:], axis=0)
    return ndimage.gaussian_filter1d(track, 2.0, axis=0)


def _spine_zone(shape: tuple[int, int, int], canal: np.ndarray, spacing: m.Spacing) -> np.ndarray:
    """Bool (z, y, x): vertebral body (an ellipse of 44 x 36 mm before the canal) and all behind the canal."""
    y = np.arange(shape[1])[None, :, None]
    x = np.arange(shape[2])[None, None, :]
    dy = (y - canal[:, 0, None, None]) * spacing[1]
    dx = (x - canal[:, 1, None, None]) * spacing[2]
    vertebra = ((dy + 22) / 20) ** 2 + (dx / 23) ** 2 < 1
    return vertebra | ((dy > -9) & (np.abs(dx) < 45))


def _with_marrow(
    bone: np.ndarray,
    values: np.ndarray,
    enhanced: np.ndarray,
    spine: np.ndarray,
    canal: np.ndarray,
    spacing: m.Spacing,
) -> np.ndarray:
    """Bone with the marrow its shell encloses, without the spinal canal."""
    y = np.arange(bone.shape[1])[None, :, None]
    x = np.arange(bone.shape[2])[None, None, :]
    dy = (y - canal[:, 0, None, None]) * spacing[1]
    dx = (x - canal[:, 1, None, None]) * spacing[2]
    in_canal = (dy / 8) ** 2 + (dx / 10) ** 2 < 1
    shell = m.closed(bone, 3.0, spacing, in_plane=True)
    filled = m.holes_filled(shell & ~in_canal)
    soft = m.smoothed(values, 1.5, spacing)
    marrow = filled & ~in_canal & ~enhanced & ((soft > _MARROW_HU) | ~spine)
    labels, count = ndimage.label(marrow & ~bone, np.array([np.zeros((3, 3)), np.ones((3, 3)), np.zeros((3, 3))]))
    sizes = np.bincount(labels.ravel(), minlength=count + 1) * spacing[1] * spacing[2]
    fits = sizes < 900
    fits[0] = False
    return bone | fits[labels]
