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
from ..lung_distances import LungDistances
from ..organs import Organ
from .rib_necks import rib_necks
from .vertebral_arches import vertebral_arches
from .vertebral_bodies import vertebral_bodies

#: Height of a vertebra with its disc, at the bottom and at the top of the lungs, in a chest of average height.
HEIGHTS_MM = (28.0, 21.0)
#: Half of the canal's width, which is round.
CANAL_MM = 7.5
#: How far below the volume vertebrae are counted: ribs that are seen may begin there.
BELOW_MM, ABOVE_MM = 200.0, 60.0
#: Where what was drawn of bone gives way: to each side of the canal's middle, before it and behind it.
SIDE_MM, FRONT_MM, BACK_MM = 40.0, 62.0, 52.0
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
        tilts: (n, 2) by how much the canal goes to (y, x) per mm upwards.
        borders_mm: heights where vertebrae end, at the canal; ascending.
        lungs_mm: where the lungs end, below and above.
        pixel_yx_mm: of the volume's slices.
        lungs: along which the ribs' necks run.
    """

    heights_mm: np.ndarray
    middles_mm: np.ndarray
    tilts: np.ndarray
    borders_mm: np.ndarray
    lungs_mm: tuple[float, float]
    pixel_yx_mm: tuple[float, float]
    lungs: LungDistances

    @classmethod
    def along(
        cls, organs: np.ndarray, frame: Frame, borders_mm: np.ndarray, pixel_yx_mm: tuple[float, float]
    ) -> Vertebrae | None:
        """The spine of organs given as distances (organs, *GRID), negative inside; None where there is no canal."""
        cells, middles_mm = canal_middles_mm(organs[Organ.CANAL], frame)
        if len(cells) < 2:
            return None
        low_mm, high_mm = frame.origin_mm[0] + cells[[0, -1]] * frame.cell_mm[0]
        heights_mm = np.linspace(low_mm, high_mm, 2 + int(high_mm - low_mm))
        known_mm = frame.origin_mm[0] + cells * frame.cell_mm[0]
        course = np.stack([np.interp(heights_mm, known_mm, column) for column in middles_mm.T], axis=1)
        course = ndimage.gaussian_filter1d(course, SMOOTH_MM, axis=0, mode="nearest")
        lungs_mm = (frame.low_mm[0], frame.low_mm[0] + frame.size_mm[0])
        tilts, lungs = np.gradient(course, heights_mm, axis=0), LungDistances.of(organs, frame)
        return cls(heights_mm, course, tilts, borders_mm, lungs_mm, pixel_yx_mm, lungs)

    def clear(self, labels: np.ndarray, height_mm: float) -> None:
        """What was drawn of bone around the canal made soft tissue in a slice of labels (y, x), in place."""
        part = labels[self._around(height_mm, labels.shape)[0]]
        part[part == Label.SPONGY_BONE] = Label.SOFT_TISSUE

    def lay(self, labels: np.ndarray, height_mm: float) -> None:
        """Vertebrae laid into a slice of labels (y, x), in place, as spongy bone but for endplates."""
        box, behind_mm, leftwards_mm = self._around(height_mm, labels.shape)
        beside_mm = np.abs(leftwards_mm)
        part = labels[box]
        solid = np.isin(part, SOLID)
        # A vertebra stands across the canal: what lies before it belongs to another height where the canal leans.
        tilt_y, tilt_x = (np.interp(height_mm, self.heights_mm, column) for column in self.tilts.T)
        along_mm = height_mm + tilt_y * behind_mm + tilt_x * leftwards_mm
        shares, tall_mm = self._shares(along_mm)
        level = (height_mm - self.lungs_mm[0]) / (self.lungs_mm[1] - self.lungs_mm[0])
        bodies, endplates = vertebral_bodies(shares, tall_mm, behind_mm, beside_mm, level)
        arches = vertebral_arches(shares, behind_mm, beside_mm, level)
        places_mm = (np.arange(own.start, own.stop) * mm for own, mm in zip(box, self.pixel_yx_mm, strict=True))
        apart_mm = self.lungs.in_slice(height_mm, *places_mm)
        necks = rib_necks(float(self._shares(np.array(height_mm))[0]), apart_mm, behind_mm, beside_mm)
        canal = behind_mm**2 + beside_mm**2 < CANAL_MM**2
        part[solid & (bodies | arches | necks) & ~canal] = Label.SPONGY_BONE
        part[solid & endplates & ~canal] = Label.CORTICAL_BONE

    def _around(
        self, height_mm: float, shape_yx: tuple[int, int]
    ) -> tuple[tuple[slice, slice], np.ndarray, np.ndarray]:
        """The pixels that may be vertebra, and how far behind (y, 1) and left (1, x) of the canal's middle they lie."""
        box, off_mm = [], []
        reaches_mm = ((FRONT_MM, BACK_MM), (SIDE_MM, SIDE_MM))
        for course, (before, after), pixels, pixel in zip(
            self.middles_mm.T, reaches_mm, shape_yx, self.pixel_yx_mm, strict=True
        ):
            off = np.arange(pixels) * pixel - np.interp(height_mm, self.heights_mm, course)
            first, last = np.searchsorted(off, (-before, after))
            box.append(slice(first, last))
            off_mm.append(off[first:last])
        return tuple(box), off_mm[0][:, None], off_mm[1][None]

    def _shares(self, along_mm: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Where in its vertebra each height lies, 0 to 1 from below, and how tall that one is with its disc."""
        index = np.clip(np.searchsorted(self.borders_mm, along_mm) - 1, 0, len(self.borders_mm) - 2)
        tall_mm = np.diff(self.borders_mm)[index]
        return (along_mm - self.borders_mm[index]) / tall_mm, tall_mm


def vertebra_borders_mm(top_mm: float, frame: Frame, rng: np.random.Generator) -> np.ndarray:
    """Where along z a vertebra ends and the next begins, from far below the volume to above `top_mm`."""
    lungs_mm = frame.low_mm[0] + np.array([0.0, frame.size_mm[0]])
    heights_mm = np.array(HEIGHTS_MM) * frame.size_mm[0] / AVERAGE_MM[0]
    borders = [-rng.uniform() * heights_mm[0] - BELOW_MM]
    while borders[-1] < max(top_mm, lungs_mm[1]) + ABOVE_MM:
        borders.append(borders[-1] + np.interp(borders[-1], lungs_mm, heights_mm))
    return np.array(borders)
