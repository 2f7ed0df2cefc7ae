"""The room between the lungs: how far places are from lungs, airways and spine, which vessels must not run into."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import ndimage
from scipy.spatial import cKDTree

from ..canal import canal_middles_mm
from ..distance_maps import REACH_MM
from ..frame import CELL_MM, Frame
from ..organs import Organ
from ..pixels import Pixels
from .course import Course
from .standard_chest import CARINA_HEIGHT
from .windpipe import WALL_MM, windpipe_course

#: A bifurcation is looked for so far, as a share of the lungs' height, from where it usually is.
SEARCHED = 0.06
#: How far apart the main bronchi are where they have parted.
PARTED_MM = 14.0
#: Half of a vertebral body's width and depth, and the middle of the canal from its back.
BODY_MM, CANAL_MM = (17.0, 14.0), 8.0
SMOOTH_CELLS = 2.0


@dataclass(frozen=True)
class Room:
    """Places are (n, 3) in mm from the centre of the volume's first voxel (z, y, x).

    Attributes:
        frame: of the maps.
        free_mm: (*GRID) distance from the lungs, negative inside.
        left_mm: the same from the left lung.
        canal_mm: (GRID[0], 2) where the canal's middle (y, x) is at each cell's height.
        carina_mm: height at which the trachea parts.
        windpipe: trachea and main bronchi.
    """

    frame: Frame
    free_mm: np.ndarray
    left_mm: np.ndarray
    canal_mm: np.ndarray
    carina_mm: float
    windpipe: Course

    @classmethod
    def of(cls, organs: np.ndarray, frame: Frame) -> Room | None:
        """The room that organs, distances (organs, *GRID), leave; None without a canal or lungs."""
        canal, middles_mm = canal_middles_mm(organs[Organ.CANAL], frame)
        lungs = organs[[Organ.LUNG_LEFT, Organ.LUNG_RIGHT]].min(axis=0)
        if len(canal) < 2 or not (lungs < 0).any():
            return None
        canal_mm = np.stack([np.interp(np.arange(len(lungs)), canal, column) for column in middles_mm.T], axis=1)
        canal_mm = ndimage.gaussian_filter1d(canal_mm, SMOOTH_CELLS, axis=0, mode="nearest")
        carina_mm = _carina_mm(organs[Organ.AIRWAY], frame)
        windpipe = windpipe_course(organs[Organ.AIRWAY], carina_mm, canal_mm, frame)
        left_mm = _far_mm(organs[Organ.LUNG_LEFT], frame)
        return cls(frame, _far_mm(lungs, frame), left_mm, canal_mm, carina_mm, windpipe)

    def trachea_mm(self, heights_mm: np.ndarray) -> np.ndarray:
        """The trachea's middle (n, 2) from the canal's at heights, and below the carina as there."""
        line = self.windpipe[0][np.argsort(self.windpipe[0][:, 0])]
        line = line[line[:, 0] >= self.carina_mm]
        found = [np.interp(heights_mm, line[:, 0], column) for column in line.T[1:]]
        return np.stack(found, axis=1) - self.at_mm(np.maximum(heights_mm, self.carina_mm))

    def at_mm(self, heights_mm: np.ndarray) -> np.ndarray:
        """The canal's middle (n, 2) at heights."""
        cells = (heights_mm - self.frame.origin_mm[0]) / self.frame.cell_mm[0]
        return np.stack([np.interp(cells, np.arange(len(self.canal_mm)), column) for column in self.canal_mm.T], axis=1)

    def outside_lungs(self, pixels: Pixels) -> np.ndarray:
        """Which pixels of a slice (bool, y, x) are in neither lung; lungs that are given are not drawn yet."""
        return self._in_slice(self.free_mm, pixels) > 0

    def left_lung_mm(self, pixels: Pixels) -> np.ndarray:
        """How far pixels of a slice (y, x) are from the left lung, negative inside."""
        return self._in_slice(self.left_mm, pixels)

    def _in_slice(self, far_mm: np.ndarray, pixels: Pixels) -> np.ndarray:
        places_mm = (np.array([pixels.height_mm]), pixels.y_mm, pixels.x_mm)
        frame = zip(places_mm, self.frame.origin_mm, self.frame.cell_mm, strict=True)
        cells = np.meshgrid(*((places - first) / cell for places, first, cell in frame), indexing="ij")
        return ndimage.map_coordinates(far_mm, cells, order=1, mode="nearest")[0]

    def clear_mm(self, places_mm: np.ndarray) -> np.ndarray:
        """How far places are from lungs, airways and spine, negative inside."""
        free_mm = self._at(self.free_mm, places_mm)
        behind, beside = (places_mm[:, 1:] - self.at_mm(places_mm[:, 0])).T
        width_mm, depth_mm = BODY_MM
        far, nearest = cKDTree(self.windpipe[0]).query(places_mm)
        free_mm = np.minimum(free_mm, far - self.windpipe[1][nearest] - WALL_MM)
        spine = np.hypot(beside / width_mm, (behind + CANAL_MM + depth_mm) / depth_mm) - 1
        return np.minimum(free_mm, np.where(behind > -CANAL_MM - depth_mm, np.abs(beside) - width_mm, spine * depth_mm))

    def from_left_mm(self, places_mm: np.ndarray) -> np.ndarray:
        """How far places are from the left lung, negative inside."""
        return self._at(self.left_mm, places_mm)

    def _at(self, far_mm: np.ndarray, places_mm: np.ndarray) -> np.ndarray:
        cells = (places_mm - self.frame.origin_mm) / self.frame.cell_mm
        return ndimage.map_coordinates(far_mm, cells.T, order=1, mode="nearest")


def away(far_mm: Callable[[np.ndarray], np.ndarray], places_mm: np.ndarray, step_mm: float = 2.0) -> np.ndarray:
    """Directions (n, 3) in which places come to be farther away, of at most unit length."""
    slopes = [far_mm(places_mm + step) - far_mm(places_mm - step) for step in np.eye(3) * step_mm]
    return np.stack(slopes, axis=1) / (2 * step_mm)


def _far_mm(distances: np.ndarray, frame: Frame) -> np.ndarray:
    """Distances (*GRID) in mm without the cut at `REACH_MM`."""
    if not (distances < 0).any():
        return np.full(distances.shape, 4 * REACH_MM)
    outside, inside = (ndimage.distance_transform_edt(mask, frame.cell_mm) for mask in (distances >= 0, distances < 0))
    near_mm = distances * REACH_MM * frame.cell_mm.mean() / CELL_MM
    return np.where(np.abs(distances) < 0.95, near_mm, outside - inside)


def _carina_mm(airway: np.ndarray, frame: Frame) -> float:
    """The height of the carina, or of where it usually is."""
    usual_mm = frame.low_mm[0] + CARINA_HEIGHT * frame.size_mm[0]
    heights_mm = frame.cells_mm(0)
    for cell in np.flatnonzero(np.abs(heights_mm - usual_mm) < SEARCHED * frame.size_mm[0])[::-1]:
        parts, count = ndimage.label(airway[cell] < 0)
        sides = [ndimage.center_of_mass(parts == part)[1] for part in range(1, count + 1)]
        if count > 1 and np.ptp(sides) * frame.cell_mm[2] > PARTED_MM:
            return float(heights_mm[cell] + frame.cell_mm[0] / 2)
    return usual_mm
