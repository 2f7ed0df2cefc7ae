"""Vertebrae laid around the spinal canal: bodies with discs between, arches, processes, and the heads of ribs.

The thorax is drawn on cells of 2.5 mm, on which a spine is a ragged column. A vertebra and its disc take about 21 mm in
the upper and 28 mm in the lower chest, the disc 3 to 6 mm of it (Kunkel et al., J Anat 219, 2011); bodies and processes
have about the sizes of thoracic vertebrae (Panjabi et al., Spine 16, 1991), wider by the blur that a CT shows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from ...blueprint.labels import BLOODS, ORGANS, Label
from ..canal import canal_middles_mm
from ..frame import AVERAGE_MM, Frame
from .vertebral_arches import vertebral_arches

#: Height of a vertebra with its disc, at the bottom and at the top of the lungs, in a chest of average height.
HEIGHTS_MM = (28.0, 21.0)
#: Half of a body's width and depth, there.
WIDTHS_MM, DEPTHS_MM = (20.5, 15.5), (18.5, 13.5)
#: By what share a body is narrower in its middle; the exponent of its outline, an ellipse at 2.
WAIST, OUTLINE = 0.1, 2.1
#: Half of a disc's height at its rim, and by how much more in its middle. Slices cut the plates around it at a slant
#: and hardly show them.
DISC_MM, HOLLOW_MM = 1.2, 0.6
CANAL_MM = 7.5
#: How far below the volume vertebrae are counted: ribs that are seen may begin there.
BELOW_MM, ABOVE_MM = 200.0, 60.0
#: The spinous process: half of its width, how far behind the canal's middle it ends, and by how much it sinks per mm.
SPINOUS_MM, SPINOUS_END_MM, SPINOUS_SINKS, SPINOUS_SPAN = 3.3, 40.0, 0.8, (0.05, 0.72)
#: Where what was drawn of bone gives way: to each side of the canal's middle, before it and behind it.
SIDE_MM, FRONT_MM, BACK_MM = 36.0, 46.0, 52.0
#: What bone may take the place of; a large vessel bends around it.
SOLID = (Label.SOFT_TISSUE, Label.FAT, Label.SPONGY_BONE, *ORGANS, *BLOODS)
#: How smooth the canal's course is taken to be.
SMOOTH_MM = 12.0


@dataclass(frozen=True)
class Vertebrae:
    """Where a spine runs; heights and places in mm from the centre of a volume's first voxel.

    Attributes:
        heights_mm: (n,) of the places below, ascending.
        middles_mm: (n, 2) where the middle of the canal is (y, x).
        tilts: (n,) by how much the canal goes back per mm upwards.
        borders_mm: heights where vertebrae end, at the canal; ascending.
        lungs_mm: where the lungs end, below and above.
        pixel_yx_mm: of the volume's slices.
    """

    heights_mm: np.ndarray
    middles_mm: np.ndarray
    tilts: np.ndarray
    borders_mm: np.ndarray
    lungs_mm: tuple[float, float]
    pixel_yx_mm: tuple[float, float]

    @classmethod
    def along(
        cls, canal: np.ndarray, frame: Frame, borders_mm: np.ndarray, pixel_yx_mm: tuple[float, float]
    ) -> Vertebrae | None:
        """The spine of a canal given as distances (*GRID), negative inside; None where there is none."""
        cells, middles_mm = canal_middles_mm(canal, frame)
        if len(cells) < 2:
            return None
        low_mm, high_mm = frame.origin_mm[0] + cells[[0, -1]] * frame.cell_mm[0]
        heights_mm = np.linspace(low_mm, high_mm, 2 + int(high_mm - low_mm))
        known_mm = frame.origin_mm[0] + cells * frame.cell_mm[0]
        course = np.stack([np.interp(heights_mm, known_mm, column) for column in middles_mm.T], axis=1)
        course = ndimage.gaussian_filter1d(course, SMOOTH_MM, axis=0, mode="nearest")
        lungs_mm = (frame.low_mm[0], frame.low_mm[0] + frame.size_mm[0])
        return cls(heights_mm, course, np.gradient(course[:, 0], heights_mm), borders_mm, lungs_mm, pixel_yx_mm)

    def lay(self, labels: np.ndarray, height_mm: float) -> None:
        """Vertebrae in place of what was drawn of bone, in a slice of labels (y, x), in place."""
        middle_mm = [np.interp(height_mm, self.heights_mm, column) for column in self.middles_mm.T]
        box, behind_mm, beside_mm = _around(middle_mm, labels.shape, self.pixel_yx_mm)
        part = labels[box]
        solid = np.isin(part, SOLID)
        part[part == Label.SPONGY_BONE] = Label.SOFT_TISSUE
        # A vertebra stands across the canal: what lies before it belongs to another height where the canal leans.
        along_mm = height_mm + np.interp(height_mm, self.heights_mm, self.tilts) * behind_mm
        shares, tall_mm = self._shares(along_mm)
        bodies = self._bodies(height_mm, shares, tall_mm, behind_mm, beside_mm)
        arches = vertebral_arches(shares, tall_mm, behind_mm, beside_mm)
        sunk, _ = self._shares(along_mm + SPINOUS_SINKS * np.maximum(behind_mm - CANAL_MM, 0))
        spine = self._spinous(sunk, behind_mm, beside_mm)
        canal = behind_mm**2 + beside_mm**2 < CANAL_MM**2
        part[solid & (bodies | arches | spine) & ~canal] = Label.SPONGY_BONE

    def _spinous(self, sunk: np.ndarray, behind_mm: np.ndarray, beside_mm: np.ndarray) -> np.ndarray:
        """Spinous processes, bool (y, x): round across, wide at the arch and at the tip."""
        middle, half = np.mean(SPINOUS_SPAN), np.ptp(SPINOUS_SPAN) / 2
        reach = np.clip((behind_mm - CANAL_MM) / (SPINOUS_END_MM - CANAL_MM), 0, 1)
        wide_mm = SPINOUS_MM * (1 + 1.2 * (1 - 2.5 * reach).clip(0) + 0.3 * (3 * reach - 2).clip(0))
        tip = np.maximum(0, (reach - 0.9) / 0.1)
        within = (beside_mm / wide_mm) ** 2 + ((sunk - middle) / half) ** 2 + tip**2 < 1
        return within & (behind_mm > CANAL_MM + 1)

    def _shares(self, along_mm: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Where in its vertebra each height lies, 0 to 1 from below, and how tall that one is with its disc."""
        index = np.clip(np.searchsorted(self.borders_mm, along_mm) - 1, 0, len(self.borders_mm) - 2)
        tall_mm = np.diff(self.borders_mm)[index]
        return (along_mm - self.borders_mm[index]) / tall_mm, tall_mm

    def _bodies(
        self, height_mm: float, shares: np.ndarray, tall_mm: np.ndarray, behind_mm: np.ndarray, beside_mm: np.ndarray
    ) -> np.ndarray:
        """Bodies, bool (y, x)."""
        width_mm, depth_mm = (np.interp(height_mm, self.lungs_mm, sizes) for sizes in (WIDTHS_MM, DEPTHS_MM))
        scale = 1 - WAIST * np.sin(np.pi * np.clip(shares, 0, 1))
        across = beside_mm / (width_mm * scale)
        before = (behind_mm + CANAL_MM + depth_mm) / (depth_mm * scale)
        outward = np.abs(across) ** OUTLINE + np.abs(before) ** OUTLINE
        inside = outward < 1
        off_mm = np.minimum(shares, 1 - shares) * tall_mm - HOLLOW_MM * (1 - np.minimum(outward, 1))
        return inside & (off_mm > DISC_MM)


def vertebra_borders_mm(top_mm: float, frame: Frame, rng: np.random.Generator) -> np.ndarray:
    """Where along z a vertebra ends and the next begins, from far below the volume to above `top_mm`."""
    lungs_mm = frame.low_mm[0] + np.array([0.0, frame.size_mm[0]])
    heights_mm = np.array(HEIGHTS_MM) * frame.size_mm[0] / AVERAGE_MM[0]
    borders = [-rng.uniform() * heights_mm[0] - BELOW_MM]
    while borders[-1] < max(top_mm, lungs_mm[1]) + ABOVE_MM:
        borders.append(borders[-1] + np.interp(borders[-1], lungs_mm, heights_mm))
    return np.array(borders)


def _around(
    middle_mm: list[float], shape_yx: tuple[int, int], pixel_yx_mm: tuple[float, float]
) -> tuple[tuple[slice, slice], np.ndarray, np.ndarray]:
    """The pixels that may be vertebra, and how far behind (y, 1) and beside (1, x) the canal's middle they lie."""
    box, off_mm = [], []
    reaches_mm = ((FRONT_MM, BACK_MM), (SIDE_MM, SIDE_MM))
    for middle, (before, after), pixels, pixel in zip(middle_mm, reaches_mm, shape_yx, pixel_yx_mm, strict=True):
        off = np.arange(pixels) * pixel - middle
        first, last = np.searchsorted(off, (-before, after))
        box.append(slice(first, last))
        off_mm.append(off[first:last])
    return tuple(box), off_mm[0][:, None], np.abs(off_mm[1][None])
