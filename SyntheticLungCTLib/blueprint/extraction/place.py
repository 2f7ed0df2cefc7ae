"""Where in the body a voxel lies: spine, spinal canal, thorax, abdomen, above or below the diaphragm."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage
from skimage.morphology import convex_hull_image

from . import morphology as m

_CANAL_MM2 = (70.0, 420.0)
#: Cord and liquor; the marrow in a hole of the vertebral body is brighter.
_CANAL_HU = (-30.0, 58.0)


@dataclass
class Place:
    """Coarse bool arrays (z, y, x); `canal`, float (z, 2), is the spinal canal's centre (y, x) in coarse pixels."""

    canal: np.ndarray
    spine: np.ndarray
    thorax: np.ndarray
    within_ribs: np.ndarray
    abdomen: np.ndarray
    above: np.ndarray

    @classmethod
    def of(
        cls,
        values: np.ndarray,
        bright: np.ndarray,
        body: np.ndarray,
        left: np.ndarray,
        right: np.ndarray,
        spacing: m.Spacing,
    ) -> Place:
        """Find the places from coarse HU, its bright voxels, the body and the lungs (z, y, x)."""
        canal = _canal(values, bright, left | right, spacing)
        above = np.arange(len(values))[:, None, None] >= diaphragm_z(left, right, spacing)[None]
        within_ribs, abdomen = _cavities(bright, body, canal, spacing)
        return cls(
            canal,
            _spine_zone(bright.shape, canal, spacing),
            thorax_interior(left | right, spacing),
            within_ribs & ~above,
            abdomen & ~above,
            above,
        )


def thorax_interior(lungs: np.ndarray, spacing: m.Spacing) -> np.ndarray:
    """Bool (z, y, x): in each slice the convex hull of both lungs without the lungs: mediastinum and more.

    The hull is drawn in 3 mm, so sternum and ribs lie outside of it. Slices without two lungs are empty.
    """
    hull = np.zeros(lungs.shape, bool)
    for z, plane in enumerate(lungs):
        if plane.sum() * spacing[1] * spacing[2] > 800:
            hull[z] = convex_hull_image(plane, offset_coordinates=False)
    return m.eroded(hull, 3.0, spacing, in_plane=True) & ~lungs


def diaphragm_z(left: np.ndarray, right: np.ndarray, spacing: m.Spacing) -> np.ndarray:
    """Height of the diaphragm as a slice index, float (y, x): the lungs' floor, joined smoothly between them.

    Lung that hangs over the heart has its floor on the heart, so a floor counts at most so far above the median of
    its dome: 12 mm on the left, 30 mm on the right, where the heart is narrow and the dome of the liver high. Under
    the heart no lung marks the diaphragm; there it is the weighted mean of the domes around.
    """
    flat = (1.0, spacing[1], spacing[2])
    known = np.full(left.shape[1:], np.nan, np.float32)
    domes = np.zeros(left.shape[1:], bool)
    for lung, most_mm in ((left, 12.0), (right, 30.0)):
        has = lung.any(axis=0)
        inner = m.eroded(has[None], 15.0, flat, in_plane=True)[0]
        inner = inner if inner.any() else has
        floor = lung.argmax(axis=0).astype(np.float32)
        if has.any():
            middle = float(np.median(floor[inner]))
            known[has] = np.minimum(floor[has], middle + most_mm / spacing[0])
            domes |= inner & (floor <= middle + 4.0 / spacing[0])
    wide = m.smoothed_within(np.nan_to_num(known)[None], domes[None], 25.0, flat)[0]
    wide = np.where(np.isfinite(wide), wide, np.nanmedian(known)) - 5.0 / spacing[0]
    near = m.smoothed_within(np.nan_to_num(known)[None], np.isfinite(known)[None], 3.0, flat)[0]
    return np.where(np.isfinite(known), near, wide)


def _canal(values: np.ndarray, bright: np.ndarray, lungs: np.ndarray, spacing: m.Spacing) -> np.ndarray:
    """Spinal canal: its centre (y, x) in coarse pixels for each slice, as float (z, 2).

    Holes of canal size in the bright mask, near the lungs' middle; a line fitted near each slice joins them.
    """
    depth = len(values)
    used = np.nonzero(lungs.any(axis=(0, 1)))[0]
    middle = (used[0] + used[-1]) / 2
    back = np.nonzero(lungs.any(axis=(0, 2)))[0]
    found = []
    ring = m.closed(bright, 3.5, spacing, in_plane=True)
    for z in range(depth):
        holes, count = ndimage.label(ndimage.binary_fill_holes(ring[z]) & ~ring[z])
        for index in range(1, count + 1):
            part = holes == index
            area = part.sum() * spacing[1] * spacing[2]
            y, x = ndimage.center_of_mass(part)
            near = abs(x - middle) * spacing[2] < 35 and y > back.mean()
            if _CANAL_MM2[0] < area < _CANAL_MM2[1] and near and _CANAL_HU[0] < values[z][part].mean() < _CANAL_HU[1]:
                found.append((z, y, x))
    if not found:
        return np.tile([back[-1] - 5.0, middle], (depth, 1))
    points = np.array(found)
    points = points[np.abs(points[:, 2] - np.median(points[:, 2])) * spacing[2] < 16]
    for column, side_mm in ((1, spacing[1]), (2, spacing[2])):
        degree = 2 if len(points) > 8 else 0
        curve = np.polyval(np.polyfit(points[:, 0], points[:, column], degree), points[:, 0])
        points = points[np.abs(points[:, column] - curve) * side_mm < 10]
    z_mm = np.arange(depth)[:, None] * spacing[0]
    weights = np.exp(-0.5 * ((z_mm - points[None, :, 0] * spacing[0]) / 22.0) ** 2) + 1e-6
    return np.stack([m.local_line(points, column, weights, np.arange(depth)) for column in (1, 2)], axis=1)


def _spine_zone(shape: tuple[int, int, int], canal: np.ndarray, spacing: m.Spacing) -> np.ndarray:
    """Bool (z, y, x): vertebral body (an ellipse of 40 x 34 mm before the canal) and all behind the canal."""
    y = np.arange(shape[1])[None, :, None]
    x = np.arange(shape[2])[None, None, :]
    dy = (y - canal[:, 0, None, None]) * spacing[1]
    dx = (x - canal[:, 1, None, None]) * spacing[2]
    vertebra = ((dy + 22) / 17) ** 2 + (dx / 20) ** 2 < 1
    return vertebra | ((dy > -9) & (np.abs(dx) < 45))


def _cavities(
    bright: np.ndarray, body: np.ndarray, canal: np.ndarray, spacing: m.Spacing
) -> tuple[np.ndarray, np.ndarray]:
    """Two bool (z, y, x): surely within the ribs' hull, and the abdomen, both without the spine.

    The abdomen is within the hull of the slices around too, or well below the front skin; ribs may lie in it.
    """
    shape = body.shape
    hulls = np.stack([convex_hull_image(plane) if plane.any() else plane for plane in bright])
    around = ndimage.maximum_filter1d(hulls.astype(np.uint8), 2 * round(20 / spacing[0]) + 1, axis=0) > 0
    x = np.abs(np.arange(shape[2])[None, None, :] - canal[:, 1, None, None]) * spacing[2]
    y = (np.arange(shape[1])[None, :, None] - canal[:, 0, None, None]) * spacing[1]
    off_spine = (y < 45) & (((y + 8) / 40) ** 2 + (x / 52) ** 2 > 1)
    wide = m.eroded(around & body, 9.0, spacing, in_plane=True)
    wide |= m.eroded(body, 18.0, spacing, in_plane=True) & (y < -35)
    sure = m.eroded(hulls & body, 9.0, spacing, in_plane=True) | m.eroded(around & body, 14.0, spacing, in_plane=True)
    return sure & off_spine, wide & off_spine
