"""The scan as the extraction steps see it: oriented, cropped to the body, with a coarse copy and its noise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from .morphology import Spacing, smoothed

_COARSE_MM = 1.35
#: In-plane smoothing before thresholds: the least that brings the noise below this, tried in turn.
_SIGMAS_MM = (0.5, 0.7, 0.9, 1.2, 1.5)
_CALM_HU = 16.0
_EVEN_MM = 6.0


@dataclass
class Scan:
    """A CT in LPS order: z rises to the head, y to the back, x to the patient's left.

    Attributes:
        hu: int16 (z, y, x) in HU, outside of the body -1000.
        body: bool (z, y, x).
        spacing_mm: voxel spacing along z, y, x.
        coarse: float32, `hu` averaged in plane over `factor` x `factor` voxels.
        sigma_mm: the smoothing that makes a threshold safe against this scan's noise.
        smooth: float32, `hu` smoothed in plane by `sigma_mm`.
        noise_hu: standard deviation of `smooth` in even soft tissue.
    """

    hu: np.ndarray
    body: np.ndarray
    spacing_mm: Spacing
    factor: int
    coarse: np.ndarray
    sigma_mm: float = 0.0
    smooth: np.ndarray | None = None
    noise_hu: float = 0.0

    @classmethod
    def of(cls, hu: np.ndarray, body: np.ndarray, spacing_mm: Spacing) -> Scan:
        hu = np.where(body, hu, -1000).astype(np.int16)
        factor = coarse_factor(spacing_mm)
        scan = cls(hu, body, spacing_mm, factor, block_mean(hu, factor))
        scan._choose_smoothing()
        return scan

    @property
    def coarse_spacing_mm(self) -> Spacing:
        z_mm, y_mm, x_mm = self.spacing_mm
        return (z_mm, y_mm * self.factor, x_mm * self.factor)

    def fine(self, mask: np.ndarray) -> np.ndarray:
        """A coarse array on the full grid, by nearest neighbour."""
        return upsampled(mask, self.factor, self.hu.shape)

    def lessened(self, mask: np.ndarray) -> np.ndarray:
        """A full mask on the coarse grid: true where at least half of the block is."""
        return block_mean(mask, self.factor) >= 0.5

    def _choose_smoothing(self) -> None:
        """Set `sigma_mm`, `smooth` and `noise_hu`: the spread of soft tissue where it is even."""
        picks = np.linspace(0, self.hu.shape[0] - 1, 12).astype(int)
        sample = self.hu[picks].astype(np.float32)
        mean = smoothed(sample, 3.0, self.spacing_mm)
        soft = self.body[picks] & (mean > 0) & (mean < 90)
        window = (1, *(max(3, round(_EVEN_MM / side)) for side in self.spacing_mm[1:]))
        for sigma_mm in _SIGMAS_MM:
            values = smoothed(sample, sigma_mm, self.spacing_mm)
            square = ndimage.uniform_filter(np.square(values), window) - ndimage.uniform_filter(values, window) ** 2
            self.sigma_mm = sigma_mm
            # The lower quartile: most windows hold a border of muscle and fat, which is no noise.
            self.noise_hu = float(np.sqrt(max(np.percentile(square[soft], 25), 0))) if soft.sum() > 500 else 10.0
            if self.noise_hu < _CALM_HU:
                break
        self.smooth = smoothed(self.hu, self.sigma_mm, self.spacing_mm)


def coarse_factor(spacing_mm: Spacing) -> int:
    """How many pixels make one coarse pixel of about 1.35 mm."""
    return max(1, round(_COARSE_MM / max(spacing_mm[1:])))


def block_mean(values: np.ndarray, factor: int) -> np.ndarray:
    """Mean (float32) over `factor` x `factor` pixels of each slice; the last row and column are repeated to fit."""
    pad = [(0, 0)] + [(0, -size % factor) for size in values.shape[1:]]
    padded = np.pad(values, pad, mode="edge") if factor > 1 else values
    out = np.zeros((padded.shape[0], padded.shape[1] // factor, padded.shape[2] // factor), np.float32)
    for row in range(factor):
        for column in range(factor):
            out += padded[:, row::factor, column::factor]
    return out / factor**2


def upsampled(coarse: np.ndarray, factor: int, shape: tuple[int, int, int]) -> np.ndarray:
    """The inverse of `block_mean` by nearest neighbour."""
    return coarse.repeat(factor, axis=1).repeat(factor, axis=2)[:, : shape[1], : shape[2]]
