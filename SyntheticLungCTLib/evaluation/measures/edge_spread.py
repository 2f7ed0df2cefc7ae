"""How sharply one tissue ends and the next begins, in millimetres.

The edge spread function is averaged over thousands of profiles across the border, each laid so that it crosses half
height at the same place, as Sanders et al. (Medical Physics 43, 2016) measure the resolution of patients' CTs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage
from skimage.measure import find_contours

from ...blueprint.labels import WITHIN_LUNGS, Label

REACH_MM, STEP_MM = 8.0, 0.25
#: Where a profile has to have come to rest, how far from the border its half height may be, and what is averaged.
PLATEAU_MM, MISS_MM, KEPT_MM = 4.5, 3.0, 4.0
#: Widens the mask's steps into a smooth border, whose normals the profiles follow.
BORDER_SIGMA_MM = 1.5
MOST_SLICES, MOST_PROFILES_A_SLICE, FEWEST_PROFILES = 24, 400, 100


@dataclass(frozen=True)
class Edge:
    """A border, and within which HU the two sides of a profile have to rest."""

    dark: tuple[Label, ...]
    dark_hu: tuple[float, float]
    bright_hu: tuple[float, float]


EDGES = {
    "lung to chest wall": Edge(WITHIN_LUNGS, (-1000, -650), (-20, 150)),
    "air to skin": Edge((Label.OUTSIDE,), (-1100, -900), (-200, 150)),
}


def edge_spread_mm(hu: np.ndarray, labels: np.ndarray, spacing_zyx_mm: tuple[float, float, float], edge: Edge) -> float:
    """From 10 % to 90 % of the rise, in mm; a Gaussian blur of sigma makes it 2.56 sigma. NaN with too few profiles.

    Args:
        hu: (z, y, x).
        labels: uint8 (z, y, x) of `Label` values.
        spacing_zyx_mm: of the voxels.
    """
    dark = np.isin(labels, edge.dark)
    having = np.flatnonzero(dark.any(axis=(1, 2)) & ~dark.all(axis=(1, 2)))
    picks = having[np.unique(np.linspace(0, len(having) - 1, MOST_SLICES).round().astype(int))] if len(having) else []
    found = [_aligned(_profiles(hu[z], dark[z], spacing_zyx_mm[1:]), edge) for z in picks]
    rises = np.concatenate(found) if found else np.zeros((0, 1))
    return _rise_mm(rises.mean(axis=0)) if len(rises) >= FEWEST_PROFILES else float("nan")


def _profiles(hu: np.ndarray, dark: np.ndarray, spacing_yx_mm: tuple[float, float]) -> np.ndarray:
    """HU along normals to the border of a slice, from the dark side to the bright one: (profiles, steps)."""
    signed_mm = ndimage.distance_transform_edt(~dark, spacing_yx_mm) - ndimage.distance_transform_edt(
        dark, spacing_yx_mm
    )
    smooth = ndimage.gaussian_filter(signed_mm, BORDER_SIGMA_MM / np.array(spacing_yx_mm))
    contours = find_contours(smooth, 0.0)
    offsets_mm = np.arange(-REACH_MM, REACH_MM + STEP_MM / 2, STEP_MM)
    if not contours:
        return np.zeros((0, len(offsets_mm)))
    points = np.concatenate(contours)
    points = points[:: -(-len(points) // MOST_PROFILES_A_SLICE)]
    slope = np.stack([_at(g, points) for g in np.gradient(smooth, *spacing_yx_mm)], axis=1)
    normals = slope / np.maximum(np.linalg.norm(slope, axis=1, keepdims=True), 1e-6)
    places = points[:, None] + normals[:, None] * offsets_mm[None, :, None] / np.array(spacing_yx_mm)
    inside = ((places >= 0) & (places <= np.array(hu.shape) - 1)).all(axis=(1, 2))
    return _at(hu.astype(np.float32), places[inside].reshape(-1, 2)).reshape(-1, len(offsets_mm))


def _at(values: np.ndarray, points: np.ndarray) -> np.ndarray:
    return ndimage.map_coordinates(values, points.T, order=1, mode="nearest")


def _aligned(profiles: np.ndarray, edge: Edge) -> np.ndarray:
    """Profiles of which both sides rest where they should, from 0 to 1, with half height in the middle."""
    rest = round((REACH_MM - PLATEAU_MM) / STEP_MM)
    dark, bright = np.median(profiles[:, :rest], axis=1), np.median(profiles[:, -rest:], axis=1)
    keep = _within(dark, edge.dark_hu) & _within(bright, edge.bright_hu)
    profiles, dark, bright = profiles[keep], dark[keep], bright[keep]
    rises = (profiles - dark[:, None]) / (bright - dark)[:, None]
    reach, kept = round(MISS_MM / STEP_MM), round(KEPT_MM / STEP_MM)
    middle = rises.shape[1] // 2
    crossing = (rises[:, :-1] < 0.5) & (rises[:, 1:] >= 0.5)
    away = np.where(crossing, np.abs(np.arange(crossing.shape[1]) + 0.5 - middle), np.inf)
    at = away.argmin(axis=1)
    rises, at = rises[away.min(axis=1) <= reach], at[away.min(axis=1) <= reach]
    rows = np.arange(len(rises))
    low, high = rises[rows, at], rises[rows, at + 1]
    where = at + (0.5 - low) / np.maximum(high - low, 1e-6)
    steps = where[:, None] + np.arange(-kept, kept + 1)
    index = np.repeat(rows[:, None], steps.shape[1], axis=1)
    return ndimage.map_coordinates(rises, np.stack([index, steps]), order=1, mode="nearest")


def _within(values: np.ndarray, bounds: tuple[float, float]) -> np.ndarray:
    return (values >= bounds[0]) & (values <= bounds[1])


def _rise_mm(rise: np.ndarray) -> float:
    """From 10 % to 90 % of an averaged profile."""
    rising = np.maximum.accumulate(rise) + np.arange(len(rise)) * 1e-9
    low, high = np.interp((0.1, 0.9), rising, np.arange(len(rise)) * STEP_MM)
    return float(high - low)
