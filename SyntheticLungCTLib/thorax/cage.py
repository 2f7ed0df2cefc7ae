"""The cage: a smooth surface around both lungs, which ribs and the muscles over them follow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage
from scipy.spatial import ConvexHull
from skimage.measure import find_contours

from .frame import Frame
from .organs import Organ

#: Directions around the cage's middle, from the back over the left side and the front.
DIRECTIONS = np.deg2rad(np.arange(0, 360, 2))
#: How smooth the surface is taken to be, in cells along z and in directions.
SMOOTH = (1.0, 3.0)
#: Nearer than this to a hull, or beyond it, the middle tells no directions.
LEAST_MM = 15.0
#: Cells of lung in a slice that tell of a cage.
FEWEST_CELLS = 20
#: Rows below the grid, where volumes may show more of the abdomen.
BELOW = 24


@dataclass(frozen=True)
class Cage:
    """A surface around both lungs that is a star around one axis.

    Attributes:
        middle_mm: where the axis runs (y, x), in mm from the centre of the volume's first voxel.
        heights_mm: of the rows of `radii_mm`.
        radii_mm: (heights, DIRECTIONS), from the axis.
        lungs_mm: where both lungs end, below and above.
    """

    middle_mm: np.ndarray
    heights_mm: np.ndarray
    radii_mm: np.ndarray
    lungs_mm: tuple[float, float]

    @classmethod
    def around(cls, organs: np.ndarray, frame: Frame) -> Cage | None:
        """The cage of lungs given as distances (organs, *GRID), see `distance_maps`; None where there are none.

        Each slice has its hull or, below, that of what lies above: the cage does not narrow to its end.
        """
        lungs = np.minimum(organs[Organ.LUNG_LEFT], organs[Organ.LUNG_RIGHT])
        low_mm, high_mm = frame.low_mm[0], frame.low_mm[0] + frame.size_mm[0]
        middle_mm = np.asarray(frame.low_mm[1:]) + np.asarray(frame.size_mm[1:]) * (0.55, 0.5)
        origin_mm, cell_mm = frame.origin_mm, frame.cell_mm
        rows = {
            index: radii
            for index, plane in enumerate(lungs)
            if (radii := _hull_mm(plane, origin_mm[1:], cell_mm[1:], middle_mm)) is not None
        }
        if not rows:
            return None
        radii_mm = np.maximum.accumulate(np.stack(list(rows.values()))[::-1])[::-1]
        shown = np.fromiter(rows, int)
        cells = np.arange(-BELOW, len(lungs))
        radii_mm = radii_mm[np.clip(np.searchsorted(shown, cells), 0, len(shown) - 1)]
        smooth = ndimage.gaussian_filter(radii_mm, SMOOTH, mode=("nearest", "wrap"))
        heights_mm = origin_mm[0] + cells * cell_mm[0]
        return cls(middle_mm, heights_mm, smooth, (low_mm, high_mm))

    def polar(self, y_mm: np.ndarray, x_mm: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Angles in degrees, -180 to 180, 0 at the back and positive to the left, and radii in mm of pixels (y, x)."""
        y_mm, x_mm = y_mm[:, None] - self.middle_mm[0], x_mm - self.middle_mm[1]
        return np.rad2deg(np.arctan2(x_mm, y_mm)), np.hypot(x_mm, y_mm)

    def place_mm(self, height_mm: float, angle: float, depth_mm: float) -> np.ndarray:
        """Where (y, x) in mm from the first voxel's centre a place is that lies so deep beyond the surface."""
        row = np.stack([np.interp(height_mm, self.heights_mm, column) for column in self.radii_mm.T])
        turn = np.deg2rad(angle)
        radius_mm = np.interp(turn, DIRECTIONS, row, period=2 * np.pi) + depth_mm
        return self.middle_mm + radius_mm * np.array([np.cos(turn), np.sin(turn)])

    def depth_mm(self, height_mm: float, angles: np.ndarray, radii_mm: np.ndarray) -> np.ndarray:
        """How far beyond the surface places lie in a slice, negative inside; angles in degrees, radii in mm."""
        row = np.stack([np.interp(height_mm, self.heights_mm, column) for column in self.radii_mm.T])
        slant = np.gradient(np.tile(row, 3), DIRECTIONS[1])[len(row) : 2 * len(row)] / row
        degrees = np.rad2deg(DIRECTIONS)
        surface = np.interp(angles, degrees, row, period=360)
        return (radii_mm - surface) * np.interp(angles, degrees, 1 / np.hypot(1, slant), period=360)


def _hull_mm(
    distances: np.ndarray, origin_yx_mm: np.ndarray, cell_yx_mm: np.ndarray, middle_mm: np.ndarray
) -> np.ndarray | None:
    """Radii (DIRECTIONS,) from the middle to the hull of what has a negative distance (y, x); None around little."""
    if (distances < 0).sum() < FEWEST_CELLS:
        return None
    hull = ConvexHull(origin_yx_mm + np.concatenate(find_contours(distances, 0.0)) * cell_yx_mm - middle_mm)
    normals, reaches_mm = hull.equations[:, :2], -hull.equations[:, 2]
    if reaches_mm.min() < LEAST_MM:
        return None
    ahead = normals @ np.stack([np.cos(DIRECTIONS), np.sin(DIRECTIONS)])
    return np.where(ahead > 1e-6, reaches_mm[:, None] / np.maximum(ahead, 1e-6), np.inf).min(axis=0)
