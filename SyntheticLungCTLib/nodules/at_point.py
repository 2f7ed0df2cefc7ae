"""The voxels of a nodule at a point that a person chose, in the lung that the CT shows around it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import ndimage

from ..errors import InputError
from ..population.lidc import DrawnNodule
from ..population.placement import MOST_REACH, nodule_voxels
from ..population.shape import NoduleShape
from ..volume import CTVolume, UncheckedCT
from .distance import distance_mm

#: Smoothed over so many mm, lung lies between air and tissue; and how wide air is that is no bronchus of the lung.
SMOOTH_MM, AIR_HU, TISSUE_HU, WIDE_MM = 1.5, -980.0, -500.0, 6.0
#: Radius of vessels that count as lung.
VESSEL_MM = 4.0
#: What the edges of a block may spoil.
BORDER_MM = 8.0
#: How far around the point another place is looked for.
SEARCH_MM = 45.0
#: Shapes tried for one that has room.
TRIES = 10


def nodule_at(ct: CTVolume, at_lps_mm: Sequence[float], drawn: DrawnNodule, rng: np.random.Generator) -> np.ndarray:
    """The voxels, bool (z, y, x) on the CT's grid, of a nodule of that size and character at a point in mm.

    Raises:
        InputError: when the point is outside of the volume or not in lung, with the nearest place that is.
    """
    center = index_of_point(ct, at_lps_mm)
    for _ in range(TRIES):
        shape = NoduleShape.drawn(rng, drawn.diameter_mm, drawn.ratings, drawn.asked)
        low, lung = _lung_around(ct, center, MOST_REACH * min(shape.largest_mm, drawn.diameter_mm))
        if not lung[tuple(np.rint(center - low).astype(int))]:
            raise InputError(f"At {_words(at_lps_mm)} is no lung. {_nearest(ct, center, drawn.diameter_mm)}")
        found = nodule_voxels(lung, np.array(ct.geometry.spacing_zyx_mm), center - low, shape, drawn.diameter_mm)
        if found is not None:
            mask = np.zeros(ct.hu.shape, bool)
            mask[tuple(slice(a + s.start, a + s.stop) for a, s in zip(low, found[0], strict=True))] = found[1]
            return mask
    raise InputError(
        f"At {_words(at_lps_mm)} a nodule of {drawn.diameter_mm:.1f} mm has no room in the lung. "
        f"{_nearest(ct, center, drawn.diameter_mm)}"
    )


def _lung_around(ct: CTVolume, center: np.ndarray, reach_mm: float) -> tuple[np.ndarray, np.ndarray]:
    """The first voxel (3,) of a block around a centre, and the lung in it, bool (z, y, x)."""
    spacing, middle = np.array(ct.geometry.spacing_zyx_mm), np.rint(center).astype(int)
    half = np.ceil((reach_mm + BORDER_MM) / spacing).astype(int)
    low = np.maximum(middle - half, 0)
    return low, lung_of(ct.hu[tuple(slice(a, b) for a, b in zip(low, middle + half + 1, strict=True))], spacing)


def lung_of(hu: np.ndarray, spacing_mm: np.ndarray) -> np.ndarray:
    """Lung with its vessels, bool, in a block (z, y, x) of a CT; neither the windpipe nor the air around a patient."""
    smooth = ndimage.gaussian_filter(hu.astype(np.float32), SMOOTH_MM / spacing_mm)
    inner = _deeper(smooth < AIR_HU, WIDE_MM / 2, spacing_mm)
    air = ~_deeper(~inner, WIDE_MM / 2 + SMOOTH_MM, spacing_mm)
    lung = (smooth < TISSUE_HU) & ~air
    grown = ~_deeper(~lung, VESSEL_MM, spacing_mm)
    return _deeper(grown, VESSEL_MM, spacing_mm) & ~air


def _deeper(mask: np.ndarray, depth_mm: float, spacing_mm: np.ndarray) -> np.ndarray:
    """The part of a mask farther than a depth from what is not in it; beyond the block it goes on."""
    return distance_mm(~mask, depth_mm, spacing_mm) > depth_mm


def index_of_point(ct: UncheckedCT, at_lps_mm: Sequence[float]) -> np.ndarray:
    """Fractional voxel index (z, y, x) of a point in a CT.

    Raises:
        InputError: when it lies outside.
    """
    matrix = np.linalg.inv(ct.geometry.index_to_lps_matrix())
    center = (matrix @ np.array([*at_lps_mm, 1.0]))[:3][::-1]
    if (center < -0.5).any() or (center > np.array(ct.hu.shape) - 0.5).any():
        ends = [ct.geometry.lps_of_index(corner) for corner in ((0, 0, 0), tuple(n - 1 for n in ct.hu.shape))]
        raise InputError(
            f"{_words(at_lps_mm)} lies outside of the CT, which reaches from {_words(ends[0])} to {_words(ends[1])}."
        )
    return center


def _nearest(ct: CTVolume, center: np.ndarray, diameter_mm: float) -> str:
    """What to do instead, in words."""
    spacing = np.array(ct.geometry.spacing_zyx_mm)
    low, lung = _lung_around(ct, center, SEARCH_MM)
    places = np.argwhere(_deeper(lung, diameter_mm / 2, spacing))
    if not len(places):
        return f"Within {SEARCH_MM:.0f} mm there is no lung with room for {diameter_mm:.1f} mm; choose another place."
    nearest = places[np.linalg.norm((places + low - center) * spacing, axis=1).argmin()] + low
    return f"The nearest place with room for it is {_words(ct.geometry.lps_of_index(tuple(nearest)))}."


def _words(at_lps_mm: Sequence[float]) -> str:
    left, back, head = at_lps_mm
    return f"R A S {-left:.1f} {-back:.1f} {head:.1f} mm"
