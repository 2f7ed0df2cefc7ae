"""Streaks: stripes of one direction through tissue that should be even."""

from __future__ import annotations

import numpy as np
from scipy import fft, ndimage

from ..resampling import resampled
from .scan import Scan, Trace

#: Fat and soft tissue, as `Scan.even_tissue` counts them; slices with less of them are passed over.
STREAKED, LEAST_CM2 = (1, 2), 20.0
PIXEL_MM, LINE_MM, ANGLES = 2.0, 36.0, 12
#: What the tissue's own shading is taken away with, and over what place directions are compared.
SHADING_MM, PLACE_MM = 10.0, 10.0
#: Of a line, how much has to be even tissue; of a slice's tissue and of the slices, how much is
#: below the score: every real CT has a streaked slice, at the shoulders or beside dense contrast agent.
LEAST_SHARE, OF_TISSUE_PERCENT, OF_SLICES_PERCENT = 0.8, 99.0, 90.0


def streaks(scan: Scan) -> Trace:
    """Strength in HU of the stripes of the direction that stands out, in the slice that a tenth of all outdo.

    Means along lines of many directions: noise and texture are as strong in all of them, a streak in its own alone.
    """
    kernels, by_slice = _lines(), []
    heat = np.zeros(scan.hu.shape, np.float32)
    pixel_cm2 = np.prod(scan.spacing_zyx_mm[1:]) / 100
    for z, tissue in enumerate(np.isin(scan.even_tissue, STREAKED)):
        if np.count_nonzero(tissue) * pixel_cm2 < LEAST_CM2:
            continue
        coarse = _striped(*_flattened(scan, z), kernels)
        grown = ndimage.zoom(coarse, np.array(tissue.shape) / coarse.shape, order=1)
        heat[z] = np.where(tissue, grown, 0)
        by_slice.append(np.percentile(heat[z][tissue], OF_TISSUE_PERCENT))
    return Trace(float(np.percentile(by_slice, OF_SLICES_PERCENT)) if by_slice else 0.0, heat)


def _flattened(scan: Scan, z: int) -> tuple[np.ndarray, np.ndarray]:
    """HU (y, x) of a slice's fat and soft tissue without their means nearby, and weights, on pixels of 2 mm."""
    spacing, hu = scan.spacing_zyx_mm[1:], scan.hu[z].astype(np.float32)
    rest, weight = 0.0, 0.0
    for number in STREAKED:
        mask = scan.even_tissue[z] == number
        share = resampled(mask, spacing, PIXEL_MM)
        values = resampled(np.where(mask, hu, 0), spacing, PIXEL_MM) / np.maximum(share, 1e-3)
        inside = share > 0.5
        near = ndimage.gaussian_filter(inside.astype(float), SHADING_MM / PIXEL_MM)
        shading = ndimage.gaussian_filter(np.where(inside, values, 0), SHADING_MM / PIXEL_MM) / np.maximum(near, 1e-3)
        rest, weight = rest + np.where(inside, values - shading, 0), weight + inside
    return rest, weight


def _striped(rest: np.ndarray, weight: np.ndarray, kernels: np.ndarray) -> np.ndarray:
    """HU (y, x) by which means along lines of one direction outdo those of the others."""
    shape = [fft.next_fast_len(side + kernels.shape[1], real=True) for side in rest.shape]
    spectra = fft.rfft2(rest, shape), fft.rfft2(weight, shape)
    half, (height, width) = kernels.shape[1] // 2, rest.shape
    squares = []
    for kernel in kernels:
        turned = fft.rfft2(kernel, shape)
        sums, seen = (fft.irfft2(s * turned, shape)[half : half + height, half : half + width] for s in spectra)
        valid = seen > LEAST_SHARE
        square = np.where(valid, sums / np.maximum(seen, LEAST_SHARE), 0) ** 2
        smooth, near = (ndimage.gaussian_filter(a.astype(float), PLACE_MM / PIXEL_MM) for a in (square, valid))
        squares.append(np.where(near > 0.05, smooth / np.maximum(near, 0.05), 0))
    return np.sqrt(np.maximum(np.max(squares, axis=0) - np.median(squares, axis=0), 0))


def _lines() -> np.ndarray:
    """Kernels (angles, n, n) that take the mean along a line."""
    reach = int(LINE_MM / PIXEL_MM / 2)
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    angles = np.arange(ANGLES)[:, None, None] * np.pi / ANGLES
    away, along = np.abs(y * np.cos(angles) - x * np.sin(angles)), np.hypot(y, x) <= reach + 0.5
    kernels = np.clip(1 - away, 0, 1) * along
    return kernels / kernels.sum(axis=(1, 2), keepdims=True)
