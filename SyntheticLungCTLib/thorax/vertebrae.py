"""A column of bone parted into vertebrae: discs between plates of compact bone before the canal, gaps behind it.

A vertebra and its disc take about 21 mm in the upper and 28 mm in the lower chest, the disc 3 to 6 mm of it (Kunkel et
al., J Anat 219, 2011). Spinous processes slope downwards.
"""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from ..blueprint.labels import BONES, Label
from .frame import AVERAGE_MM, Frame

#: Height of a vertebra with its disc, at the bottom and at the top of the lungs, in a chest of average height.
HEIGHTS_MM = (28.0, 21.0)
#: Half of a disc's height, of the gap between arches, and the thickness of the plates that a disc lies between.
DISC_MM, GAP_MM, PLATE_MM = 2.1, 2.8, 0.8
#: How far bones are vertebrae: to each side of the canal's middle, before it and behind it.
SIDE_MM, FRONT_MM, BACK_MM = 21.0, 42.0, 60.0
#: How far below the volume vertebrae are counted: ribs that are seen may begin there.
BELOW_MM = 200.0
#: By how much a gap sinks per mm behind the canal.
SLOPE = 0.8
#: How smooth the lean of the canal is taken to be.
SMOOTH_MM = 15.0


def part_vertebrae(
    labels: np.ndarray,
    canal: np.ndarray,
    frame: Frame,
    spacing_zyx_mm: tuple[float, float, float],
    borders_mm: np.ndarray,
) -> None:
    """Discs and gaps put into `labels` (z, y, x) in LPS order, in place; nothing happens without a canal, or in
    a single slice, which does not tell how the canal leans.

    Args:
        canal: distances (*GRID) to it, negative inside, see `distance_maps`.
        borders_mm: heights where vertebrae end, see `vertebra_borders_mm`.
    """
    cells = np.flatnonzero((canal < 0).any(axis=(1, 2)))
    if len(cells) < 2 or len(labels) < 2:
        return
    middles = np.array([ndimage.center_of_mass(canal[cell] < 0) for cell in cells])
    cells_mm, *course_mm = frame.origin_mm[:, None] + frame.cell_mm[:, None] * np.column_stack((cells, middles)).T
    heights_mm = np.arange(len(labels)) * spacing_zyx_mm[0]
    middles_mm = np.stack([np.interp(heights_mm, cells_mm, course) for course in course_mm], axis=1)
    tilts = np.gradient(ndimage.gaussian_filter1d(middles_mm[:, 0], SMOOTH_MM / spacing_zyx_mm[0]), heights_mm)
    for plane, height_mm, middle_mm, tilt in zip(labels, heights_mm, middles_mm, tilts, strict=True):
        box, behind_mm, beside_mm = _around(middle_mm, plane.shape, spacing_zyx_mm[1:])
        # A vertebra stands across the canal: what lies before it belongs to another height where the canal leans.
        along_mm = height_mm + tilt * behind_mm + SLOPE * np.maximum(behind_mm, 0)
        off_mm = np.abs(along_mm - borders_mm[:, None]).min(axis=0)[:, None]
        fading = np.sqrt(1 - (beside_mm / SIDE_MM) ** 2)
        front = (behind_mm < 0)[:, None]
        half_mm = np.where(front, DISC_MM, GAP_MM) * fading
        bones = np.isin(plane[box], BONES)
        plane[box][bones & front & (off_mm < half_mm + PLATE_MM)] = Label.CORTICAL_BONE
        plane[box][bones & (off_mm < half_mm)] = Label.SOFT_TISSUE


def vertebra_borders_mm(top_mm: float, frame: Frame, rng: np.random.Generator) -> np.ndarray:
    """Where along z a vertebra ends and the next begins, from far below the volume to above `top_mm`."""
    lungs_mm = frame.low_mm[0] + np.array([0.0, frame.size_mm[0]])
    heights_mm = np.array(HEIGHTS_MM) * frame.size_mm[0] / AVERAGE_MM[0]
    borders = [-rng.uniform() * heights_mm[0] - BELOW_MM]
    while borders[-1] < max(top_mm, lungs_mm[1]) + BACK_MM:
        borders.append(borders[-1] + np.interp(borders[-1], lungs_mm, heights_mm))
    return np.array(borders)


def _around(
    middle_mm: np.ndarray, shape_yx: tuple[int, int], pixel_yx_mm: tuple[float, float]
) -> tuple[tuple[slice, slice], np.ndarray, np.ndarray]:
    """The pixels (y, x) that may be vertebra, and how far behind (y,) and beside (x,) the canal's middle they lie."""
    box, off_mm = [], []
    reaches_mm = ((FRONT_MM, BACK_MM), (SIDE_MM, SIDE_MM))
    for middle, (before, after), pixels, pixel in zip(middle_mm, reaches_mm, shape_yx, pixel_yx_mm, strict=True):
        off = np.arange(pixels) * pixel - middle
        first, last = np.searchsorted(off, (-before, after))
        box.append(slice(first, last))
        off_mm.append(off[first:last])
    return tuple(box), *off_mm
