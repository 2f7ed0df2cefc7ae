"""What lies within the lungs: vessels, dense lung, emphysema."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import morphology as m
from .lungs import Lungs
from .morphology import bounding_box
from .scan import Scan, block_mean, upsampled

_STRONG_HU = 260.0
_WEAK_HU = 60.0
_LINE_HU = 22.0
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
    thick = _thick(scan, lung & (smooth > -350) & ~wall_here)
    vessel &= ~thick
    plain = lung & ~m.dilated(vessel | thick, 0.8 * spacing[1], spacing, in_plane=True) & ~wall_here
    calm = m.smoothed_within(scan.hu[box], plain & (depth > 1.2), 2.5, spacing)
    median = float(np.median(smooth[plain & (depth > 2)])) if (plain & (depth > 2)).any() else -850.0
    hazy = lung & (calm > max(_OPACITY_HU, median + 170))
    hazy = m.without_small(m.opened(hazy, 2.5, spacing, in_plane=True), 0.3, spacing) & ~vessel & ~wall_here
    thin = m.smoothed_within(scan.hu[box], plain & (depth > 1.2), 2.2, spacing) < _EMPHYSEMA_HU
    thin &= plain & ~hazy
    thin = m.without_small(m.opened(thin, 1.5, spacing, in_plane=True), 0.15, spacing)
    parts = []
    for part in (vessel, thick | hazy, thin):
        whole = np.zeros(scan.hu.shape, bool)
        whole[box] = part
        parts.append(whole)
    return WithinLungs(*parts)


def _parenchyma(smooth: np.ndarray, lung: np.ndarray, scan: Scan) -> np.ndarray:
    """Local level (float32, HU) of aerated lung: a 6 mm mean within the plane that leaves out what is denser."""
    median = float(np.median(smooth[lung])) if lung.any() else -850.0
    plain = block_mean(lung & (smooth < median + 120), scan.factor) > 0.9
    level = m.smoothed_within(block_mean(smooth, scan.factor), plain, 6.0, scan.coarse_spacing_mm)
    return upsampled(np.where(np.isfinite(level), level, median).astype(np.float32), scan.factor, smooth.shape)


def _vessels(scan: Scan, smooth: np.ndarray, excess: np.ndarray, lung: np.ndarray, depth: np.ndarray) -> np.ndarray:
    """Dense voxels, and fine lines by the Hessian (Sato et al., Med. Image Anal. 2, 1998), joined by hysteresis.

    Thresholds rise with the scan's noise; along the pleura partial volume looks like a vessel, so a voxel there
    counts only when it is dense and joined to one within.
    """
    weak_hu = max(_WEAK_HU, 5.0 * scan.noise_hu)
    inner = lung & (depth > 1.3 * scan.spacing_mm[1])
    rows = np.nonzero((inner & (excess > 0.6 * weak_hu)).ravel())[0]
    line = lineness(smooth, rows, scan.spacing_mm)
    fine = np.zeros(lung.shape, bool)
    fine.ravel()[rows] = line > max(_LINE_HU, 2.0 * scan.noise_hu)
    dense = inner & (excess > _STRONG_HU)
    weak = dense | (inner & (excess > weak_hu) & fine)
    weak = m.without_small(weak, 0.008, scan.spacing_mm)
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
    return -_middle_eigenvalue(hessian)


def _middle_eigenvalue(matrices: np.ndarray) -> np.ndarray:
    """Middle eigenvalue (n,) of symmetric 3 x 3 matrices (n, 3, 3), in closed form (Smith, Comm. ACM 4, 1961)."""
    mean = np.trace(matrices, axis1=1, axis2=2) / 3
    rest = matrices - mean[:, None, None] * np.eye(3, dtype=np.float32)
    size = np.sqrt((rest**2).sum(axis=(1, 2)) / 6) + 1e-6
    a, b, c = rest[:, 0, 0], rest[:, 1, 1], rest[:, 2, 2]
    d, e, f = rest[:, 0, 1], rest[:, 0, 2], rest[:, 1, 2]
    half = (a * (b * c - f * f) - d * (d * c - f * e) + e * (d * f - b * e)) / (2 * size**3)
    angle = np.arccos(np.clip(half, -1, 1)) / 3
    return mean - 2 * size * (np.cos(angle) + np.cos(angle + 2 * np.pi / 3))


def _thick(scan: Scan, dense: np.ndarray) -> np.ndarray:
    """Dense lung that a ball of 7 mm fits in (on the scan's box): thicker than any vessel within the lung.

    Smaller nodules are not told from vessels here; a nodule mask names them.
    """
    coarse = block_mean(dense, scan.factor) >= 0.5
    mass = m.opened(coarse, _THICK_MM, scan.coarse_spacing_mm)
    return dense & upsampled(mass, scan.factor, dense.shape)
