"""The sternum as a flat plate: manubrium, body and xiphoid, along the bone that was drawn before the lungs.

It is 15 to 20 cm long and 9 to 13 mm thick; the manubrium is 4 to 6 cm wide, the body 3 to 4 cm, narrowest where they
meet (Gray's Anatomy; Selthofer et al., J Anat 209, 2006, for the lengths). On cells of 2.5 mm it is a lump.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from ...blueprint.labels import Label
from ..cage import Cage
from ..frame import AVERAGE_MM, Frame
from ..organs import Organ
from ..tissues import PARTS, Tissue

#: Half of its width and of its thickness, at these shares of its length from the top, in a chest of average width.
ALONG = (0.0, 0.07, 0.2, 0.33, 0.45, 0.75, 0.88, 1.0)
HALF_WIDTHS_MM = (16.0, 25.0, 22.0, 15.0, 16.5, 20.0, 13.0, 5.0)
HALF_THICKNESSES_MM = (5.5, 6.5, 6.3, 5.3, 5.3, 5.5, 4.5, 3.0)
#: Its outline in a slice, an ellipse at 2; by how much its sides are behind its middle, as the share of the square.
OUTLINE, CURVE_PER_MM = 4.5, 0.005
#: Where drawn bone is taken for it: angle from the back, depth beyond the cage, area in a slice, gaps that are bridged,
#: length in all.
ANGLE, DEPTHS_MM, LEAST_MM2, GAP_MM, LENGTHS_MM = 160.0, (-15.0, 25.0), 60.0, 60.0, (50.0, 210.0)
#: How smooth its course is to the back and to the side, and how much lies before and behind it.
SMOOTH_MM, BEFORE_MM, BEHIND_MM = (10.0, 40.0), 5.0, 1.0
#: What was drawn of bone gives way so far beside it and so far from its middle to the front and back; and further away,
#: unless it goes on beyond, as clavicles do.
BESIDE_MM, AROUND_MM, FURTHER_MM = 5.0, 25.0, 42.0
#: What it may take the place of.
SOLID = (Label.SOFT_TISSUE, Label.FAT, Label.SPONGY_BONE)


@dataclass(frozen=True)
class Sternum:
    """Where a sternum runs; all in mm from the centre of a volume's first voxel.

    Attributes:
        heights_mm: (n,) ascending, from its lower to its upper end.
        middles_mm: (n, 2) of its middle (y, x).
        scale: of its width.
        pixel_yx_mm: of the volume's slices.
    """

    heights_mm: np.ndarray
    middles_mm: np.ndarray
    scale: float
    pixel_yx_mm: tuple[float, float]

    @classmethod
    def along(
        cls, shares: np.ndarray, organs: np.ndarray, cage: Cage, frame: Frame, pixel_yx_mm: tuple[float, float]
    ) -> Sternum | None:
        """The sternum of shares (tissues, *FINE_GRID) and distances (organs, *GRID), None where there is none."""
        heights_mm, y_mm, x_mm = (frame.cells_mm(axis, PARTS) for axis in range(3))
        bone = _before_the_lungs(shares[Tissue.BONE], cage, heights_mm, y_mm, x_mm)
        areas = bone.sum(axis=(1, 2)) * (y_mm[1] - y_mm[0]) * (x_mm[1] - x_mm[0])
        step_mm = heights_mm[1] - heights_mm[0]
        rows = _longest_run(ndimage.gaussian_filter1d(areas, 2.0) > LEAST_MM2, round(GAP_MM / step_mm))
        rows = rows[-1 - int(LENGTHS_MM[1] / step_mm) :]
        if len(rows) * step_mm < LENGTHS_MM[0]:
            return None
        bone, areas = bone[rows], np.maximum(areas[rows], 1e-6)
        middles = [bone.sum(axis=2) @ y_mm, bone.sum(axis=1) @ x_mm] / bone.sum(axis=(1, 2)).clip(1e-6)
        course = np.stack([_smooth(row, areas, mm / step_mm) for row, mm in zip(middles, SMOOTH_MM, strict=True)], 1)
        scale = float(np.clip(frame.size_mm[2] / AVERAGE_MM[2], 0.85, 1.15))
        found = cls(heights_mm[rows], course, scale, pixel_yx_mm)
        lung = np.minimum(organs[Organ.LUNG_LEFT], organs[Organ.LUNG_RIGHT])[rows // PARTS] < 0
        lung = lung.repeat(PARTS, axis=1).repeat(PARTS, axis=2)
        return found._between(lung, shares[Tissue.OUTSIDE, rows] > 0.5, y_mm, x_mm, SMOOTH_MM[0] / step_mm)

    def lay(self, labels: np.ndarray, height_mm: float) -> None:
        """The sternum in place of what was drawn of it, in a slice of labels (y, x), in place; as spongy bone."""
        if not self.heights_mm[0] < height_mm < self.heights_mm[-1]:
            return
        y, x = (np.interp(height_mm, self.heights_mm, column) for column in self.middles_mm.T)
        half_mm, thick_mm = self.sizes_mm(height_mm)
        across_mm = np.arange(labels.shape[1]) * self.pixel_yx_mm[1] - x
        behind_mm = np.arange(labels.shape[0])[:, None] * self.pixel_yx_mm[0] - y - CURVE_PER_MM * across_mm**2
        solid = np.isin(labels, SOLID)
        labels[_given_way(labels == Label.SPONGY_BONE, across_mm, behind_mm, half_mm)] = Label.SOFT_TISSUE
        slope = np.interp(height_mm, self.heights_mm, np.gradient(self.middles_mm[:, 0], self.heights_mm))
        thick_mm = thick_mm * np.hypot(1, slope)
        plate = np.abs(across_mm / half_mm) ** OUTLINE + np.abs(behind_mm / thick_mm) ** OUTLINE < 1
        labels[plate & solid] = Label.SPONGY_BONE

    def sizes_mm(self, height_mm: float | np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Half of the width and half of the thickness at heights."""
        low_mm, high_mm = self.heights_mm[[0, -1]]
        share = (high_mm - height_mm) / (high_mm - low_mm)
        return np.interp(share, ALONG, HALF_WIDTHS_MM) * self.scale, np.interp(share, ALONG, HALF_THICKNESSES_MM)

    def _between(
        self, lung: np.ndarray, outside: np.ndarray, y_mm: np.ndarray, x_mm: np.ndarray, smooth: float
    ) -> Sternum:
        """This one, as far forwards as lungs behind it ask for, and the skin before it allows, both bool (n, y, x)."""
        half_mm, thick_mm = self.sizes_mm(self.heights_mm)
        own = np.abs(x_mm - self.middles_mm[:, 1:]) < half_mm[:, None]
        lung = (lung & own[:, None]).any(axis=2)
        outside = outside & (y_mm < self.middles_mm[:, :1])[..., None]
        outside = (outside & own[:, None]).any(axis=2)
        front_mm = np.where(outside.any(axis=1), y_mm[outside.shape[1] - 1 - outside[:, ::-1].argmax(axis=1)], -np.inf)
        back_mm = np.where(lung.any(axis=1), y_mm[lung.argmax(axis=1)], np.inf)
        y = np.minimum(self.middles_mm[:, 0], back_mm - BEHIND_MM - thick_mm)
        y = np.maximum(y, front_mm + BEFORE_MM + thick_mm)
        course = np.stack([ndimage.gaussian_filter1d(y, smooth, mode="nearest"), self.middles_mm[:, 1]], axis=1)
        return Sternum(self.heights_mm, course, self.scale, self.pixel_yx_mm)


def _before_the_lungs(
    bone: np.ndarray, cage: Cage, heights_mm: np.ndarray, y_mm: np.ndarray, x_mm: np.ndarray
) -> np.ndarray:
    """What there is of bone (z, y, x) at the front of the cage."""
    angles, radii_mm = cage.polar(y_mm, x_mm)
    found = np.zeros_like(bone)
    for plane, drawn, height_mm in zip(found, bone, heights_mm, strict=True):
        if cage.lungs_mm[0] < height_mm < cage.lungs_mm[1]:
            depth_mm = cage.depth_mm(height_mm, angles, radii_mm)
            own = (np.abs(angles) > ANGLE) & (depth_mm > DEPTHS_MM[0]) & (depth_mm < DEPTHS_MM[1])
            plane[own] = drawn[own].clip(0, 1)
    return found


def _given_way(bone: np.ndarray, across_mm: np.ndarray, behind_mm: np.ndarray, half_mm: float) -> np.ndarray:
    """Which drawn bone (y, x) was meant to be sternum, or is a crumb beside it."""
    around = (np.abs(across_mm) < FURTHER_MM) & (np.abs(behind_mm) < FURTHER_MM)
    own = bone & (np.hypot(across_mm / (half_mm + BESIDE_MM), behind_mm / AROUND_MM) < 1)
    parts, _ = ndimage.label(bone & ~own)
    return own | (around & (parts > 0) & ~np.isin(parts, parts[~around]))


def _longest_run(shown: np.ndarray, gap: int) -> np.ndarray:
    """Rows of the longest run of a row (n,) of bools, over gaps of less than so many."""
    bridged = ndimage.binary_closing(np.pad(shown, gap), np.ones(gap, bool))[gap : gap + len(shown)]
    parts, count = ndimage.label(bridged)
    return np.flatnonzero(parts == np.bincount(parts[parts > 0]).argmax()) if count else np.empty(0, int)


def _smooth(values: np.ndarray, weights: np.ndarray, deviation: float) -> np.ndarray:
    """Values (n,) smoothed along a row by their weights."""
    summed, weight = (ndimage.gaussian_filter1d(row, deviation) for row in (values * weights, weights))
    return summed / weight
