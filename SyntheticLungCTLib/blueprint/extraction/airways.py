"""Trachea and bronchi: one connected lumen, and its wall."""

from __future__ import annotations

import numpy as np
import SimpleITK as sitk
from scipy import ndimage

from . import morphology as m
from .morphology import bounding_box
from .scan import Scan

_TRACHEA_HU = -850.0
_TRACHEA_MM2 = (50.0, 800.0)
_THRESHOLDS_HU = (-970, -950, -930, -910, -890, -870, -850, -825, -800, -775)
_LEAK_ML = 12.0
_WALL_MM = 1.7


def airway_lumen(scan: Scan) -> np.ndarray:
    """Bool (z, y, x): the lumen, grown from the trachea with control of leaks; empty when no trachea is seen.

    The threshold rises until the grown volume jumps, which is a leak into the lung (explosion control, Mori et al.,
    IEEE TMI 19, 2000); the last threshold before it stands.
    """
    trachea = _trachea(scan)
    if not trachea.any():
        return np.zeros(scan.hu.shape, bool)
    image = sitk.GetImageFromArray(scan.smooth)
    points = np.argwhere(trachea & (scan.smooth < _THRESHOLDS_HU[0] + 40))
    points = points if len(points) else np.argwhere(trachea)
    seeds = [tuple(int(v) for v in point[::-1]) for point in points[:: max(1, len(points) // 200)]]
    voxel_ml = float(np.prod(scan.spacing_mm)) / 1000
    kept, volume = trachea, 0.0
    for threshold in _THRESHOLDS_HU:
        grown = sitk.GetArrayFromImage(sitk.ConnectedThreshold(image, seeds, -2000.0, float(threshold)))
        grown_ml = float(grown.sum()) * voxel_ml
        if grown_ml > max(volume, 25.0) * 1.25 + _LEAK_ML or grown_ml > 180:
            break
        kept, volume = grown.astype(bool), grown_ml
    lumen = kept | trachea
    lumen |= _rim(scan, lumen)
    return m.reconstructed(trachea, lumen)


def airway_wall(scan: Scan, lumen: np.ndarray) -> np.ndarray:
    """Bool (z, y, x): voxels within 1.7 mm around the lumen, in plane, that are denser than lung."""
    wall = np.zeros(lumen.shape, bool)
    box = bounding_box(lumen, 6)
    here, width_mm = lumen[box], max(_WALL_MM, 1.01 * scan.spacing_mm[1])
    shell = m.dilated(here, width_mm, scan.spacing_mm, in_plane=True) & ~here
    wall[box] = shell & (scan.smooth[box] > -650) & scan.body[box]
    return wall


def _rim(scan: Scan, lumen: np.ndarray) -> np.ndarray:
    """Border voxels of the wide airways up to the half level between air and tissue."""
    rim = np.zeros(lumen.shape, bool)
    box = bounding_box(lumen, 6)
    wide = m.opened(lumen[box], 3.0, scan.spacing_mm, in_plane=True)
    near = m.dilated(wide, 1.5, scan.spacing_mm, in_plane=True)
    rim[box] = near & (scan.smooth[box] < -550) & scan.body[box]
    return rim


def _trachea(scan: Scan) -> np.ndarray:
    """Bool (z, y, x): round air spaces near the midline, chained from slice to slice in the scan's upper part."""
    depth = scan.hu.shape[0]
    chains: list[list[tuple[int, np.ndarray]]] = []
    air = (scan.smooth < _TRACHEA_HU) & scan.body
    body_x = np.nonzero(scan.body.any(axis=(0, 1)))[0].mean()
    for z in range(depth - 1, depth // 3, -1):
        for part in _round_parts(air[z], scan, body_x):
            for chain in chains:
                last_z, last = chain[-1]
                if last_z - z in (1, 2) and last[part[0], part[1]].any():
                    chain.append((z, _plane(air[z].shape, part)))
                    break
            else:
                chains.append([(z, _plane(air[z].shape, part))])
    out = np.zeros(air.shape, bool)
    if not chains:
        return out
    best = max(chains, key=len)
    if len(best) * scan.spacing_mm[0] < 12:
        return out
    for z, plane in best:
        out[z] |= plane
    return out


def _plane(shape: tuple[int, int], part: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    plane = np.zeros(shape, bool)
    plane[part] = True
    return plane


def _round_parts(plane: np.ndarray, scan: Scan, body_x: float) -> list[tuple[np.ndarray, np.ndarray]]:
    """Pixels (rows, columns) of the round air spaces of a slice within 45 mm of the body's middle."""
    labels, _ = ndimage.label(plane)
    pixel_mm2 = scan.spacing_mm[1] * scan.spacing_mm[2]
    found = []
    for index, box in enumerate(ndimage.find_objects(labels), start=1):
        part = labels[box] == index
        area = part.sum() * pixel_mm2
        height, width = (side * scan.spacing_mm[1] for side in part.shape)
        x = (box[1].start + box[1].stop) / 2
        if not _TRACHEA_MM2[0] < area < _TRACHEA_MM2[1] or abs(x - body_x) * scan.spacing_mm[2] > 45:
            continue
        if area < 0.6 * height * width or not 0.4 < height / width < 2.5:
            continue
        rows, columns = np.nonzero(part)
        found.append((rows + box[0].start, columns + box[1].start))
    return found
