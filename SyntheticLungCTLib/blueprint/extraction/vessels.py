"""What lies within the lungs: vessels, dense lung, emphysema."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import morphology as m
from .lungs import Lungs
from .scan import Scan

_STRONG_HU = 260.0
_WEAK_HU = 120.0
_LINE_HU = 45.0
_THICK_MM = 7.0
_OPACITY_HU = -620.0
_EMPHYSEMA_HU = -950.0


@dataclass
class WithinLungs:
    """Bool arrays (z, y, x), disjoint."""

    vessel: np.ndarray
    opacity: np.ndarray
    emphysema: np.ndarray


def name_lung_tissue(scan: Scan, lungs: Lungs, wall: np.ndarray) -> WithinLungs:
    """Part each lung's interior into vessels, dense lung and emphysema; the rest is lung."""
    box = bounding_box(lungs.both, 2)
    lung, wall_here, smooth = lungs.both[box], wall[box], scan.smooth[box]
    spacing = scan.spacing_mm
    level = _parenchyma(smooth, lung & lungs.aerated[box], scan)
    excess = smooth - level
    depth = -m.distance_mm(lung, spacing, in_plane=True)
    vessel = _vessels(scan, smooth, excess, lung & ~wall_here, depth)
    thick = _thick(scan, lung & (smooth > -350) & ~wall_here, vessel, depth)
    vessel &= ~thick
    plain = lung & ~m.dilated(vessel | thick, 0.8 * spacing[1], spacing, in_plane=True) & ~wall_here
    calm = m.smoothed_within(scan.hu[box], plain & (depth > 1.2), 2.5, spacing)
    median = float(np.median(smooth[plain & (depth > 2)])) if (plain & (depth > 2)).any() else -850.0
    hazy = lung & (calm > max(_OPACITY_HU, median + 170))
    hazy = m.without_small(m.opened(hazy, 2.5, spacing, in_plane=True), 0.3, spacing) & ~vessel & ~wall_here
    thin = m.smoothed_within(scan.hu[box], plain & (depth > 1.2), 1.8, spacing) < _EMPHYSEMA_HU
    thin &= plain & ~hazy
    thin = m.without_small(m.opened(thin, 1.5, spacing, in_plane=True), 0.06, spacing)
    parts = []
    for part in (vessel, thick | hazy, thin):
        whole = np.zeros(scan.hu.shape, bool)
        whole[box] = part
        parts.append(whole)
    return WithinLungs(*parts)


def bounding_box(mask: np.ndarray, margin: int) -> tuple[slice, ...]:
    """Slices (z, y, x) around the mask with `margin` voxels."""
    box = []
    for axis in range(3):
        used = np.nonzero(mask.any(axis=tuple(a for a in range(3) if a != axis)))[0]
        low, high = (used[0], used[-1]) if used.size else (0, mask.shape[axis] - 1)
        box.append(slice(max(0, int(low) - margin), min(mask.shape[axis], int(high) + margin + 1)))
    return tuple(box)


def _parenchyma(smooth: np.ndarray, lung: np.ndarray, scan: Scan) -> np.ndarray:
    """Local level (float32, HU) of aerated lung: a 6 mm mean within the plane that leaves out what is denser."""
    median = float(np.median(smooth[lung])) if lung.any() else -850.0
    level = m.smoothed_within(smooth, lung & (smooth < median + 120), 6.0, scan.spacing_mm)
    return np.where(np.isfinite(level), level, median).astype(np.float32)


def _vessels(scan: Scan, smooth: np.ndarray, excess: np.ndarray, lung: np.ndarray, depth: np.ndarray) -> np.ndarray:
    """Dense voxels, and fine lines by the Hessian (Sato et al., Med. Image Anal. 2, 1998), joined by hysteresis.

    Thresholds rise with the scan's noise; along the pleura partial volume looks like a vessel, so a voxel there
    counts only when it is dense and joined to one within.
    """
    weak_hu = max(_WEAK_HU, 3.2 * scan.noise_hu)
    inner = lung & (depth > 1.3 * scan.spacing_mm[1])
    rows = np.nonzero((inner & (excess > 0.6 * weak_hu)).ravel())[0]
    line = lineness(smooth, rows, scan.spacing_mm)
    fine = np.zeros(lung.shape, bool)
    fine.ravel()[rows] = line > max(_LINE_HU, 1.3 * scan.noise_hu)
    dense = inner & (excess > _STRONG_HU)
    weak = dense | (inner & (excess > weak_hu) & fine)
    weak = m.without_small(weak, 0.012, scan.spacing_mm)
    strong = dense & (depth > 3.0) | weak & (excess > 1.6 * weak_hu) & (depth > 3.0)
    vessel = m.reconstructed(strong, weak)
    rim = lung & ~inner & (excess > 1.5 * _STRONG_HU)
    return vessel | (rim & m.dilated(vessel, 1.2 * scan.spacing_mm[1], scan.spacing_mm, in_plane=True))


def lineness(values: np.ndarray, rows: np.ndarray, spacing_mm: m.Spacing) -> np.ndarray:
    """Strength in HU of bright lines at the flat indices `rows` of `values` (z, y, x).

    The middle eigenvalue of the Hessian, negative across a bright line, times the squared pixel size of 1 mm.
    """
    index = np.stack(np.unravel_index(rows, values.shape))
    steps = [max(1, round(1.2 / side)) for side in spacing_mm]

    def at(dz: int, dy: int, dx: int) -> np.ndarray:
        moved = [np.clip(i + d, 0, n - 1) for i, d, n in zip(index, (dz, dy, dx), values.shape, strict=True)]
        return values[tuple(moved)]

    hessian = np.empty((rows.size, 3, 3), np.float32)
    here = at(0, 0, 0)
    unit = np.eye(3, dtype=int) * steps
    for a in range(3):
        length = steps[a] * spacing_mm[a]
        hessian[:, a, a] = (at(*unit[a]) + at(*-unit[a]) - 2 * here) / length**2
        for b in range(a):
            area = 4 * length * steps[b] * spacing_mm[b]
            cross = at(*(unit[a] + unit[b])) + at(*-(unit[a] + unit[b]))
            cross -= at(*(unit[a] - unit[b])) + at(*(unit[b] - unit[a]))
            hessian[:, a, b] = hessian[:, b, a] = cross / area
    return -np.linalg.eigvalsh(hessian)[:, 1] if rows.size else np.zeros(0, np.float32)


def _thick(scan: Scan, dense: np.ndarray, vessel: np.ndarray, depth: np.ndarray) -> np.ndarray:
    """Dense lung thicker than any vessel within the lung, or compact and apart from the vessel tree."""
    spacing = scan.spacing_mm
    core = m.eroded(dense, _THICK_MM, spacing)
    mass = dense & m.dilated(core, _THICK_MM + 2, spacing) if core.any() else np.zeros(dense.shape, bool)
    labels, sizes = m.components(vessel, spacing, full=True)
    apart = np.zeros(len(sizes), bool)
    for index in np.nonzero((sizes > 0.06) & (sizes < 15))[0]:
        apart[index] = False
    reach = np.bincount(labels.ravel(), np.clip(depth.ravel(), 0, None), len(sizes))
    voxels = np.maximum(np.bincount(labels.ravel(), minlength=len(sizes)), 1)
    del reach, voxels
    return mass | apart[labels]
