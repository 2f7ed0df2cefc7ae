"""The belly: what lies under the diaphragm, within the cage, before the back; and its muscles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from ..cage import DIRECTIONS, Cage
from ..lung_distances import LungDistances
from ..mediastinum.room import Room
from ..mediastinum.tubes import Tubes
from ..pixels import Pixels
from .standard_abdomen import DEPTH_MM, HALF_WIDTH_MM

#: Where no lung lies over the diaphragm its height is that around, and hardly lower than the lower dome; lung is over
#: it that ends in so low a share, less on the left (where the heart is) than on the right, but not so far over domes.
SMOOTH_CELLS, ROUND_CELLS, TENDON_MM, LOW_SHARES, DOME_PERCENTILE, OVER_MM = 3.0, 0.8, 14.0, (0.3, 0.46), 87, 12.0
#: The diaphragm, how uneven it is, what lines the cage; before the belly, from this angle on, muscle, and fat and skin.
DIAPHRAGM_MM, UNEVEN_MM, LINED_MM, FRONT_MM, UNDER_SKIN_MM, FRONT_ANGLE = 3.2, 0.9, 2.5, 9.0, 8.0, 112.0
#: What is looked at around the cage.
AROUND_MM = 12.0
#: The back: beside the canal's middle so far behind it.
BACK_MM = ((0.0, 18.0, 45.0, 90.0), (-40.0, -14.0, 8.0, 50.0))
#: Between these columns of an average belly its right dome goes over into the left one.
BETWEEN_MM = (0.0, 50.0)
#: Points of a middle line are so far apart, in radii; over what length, in mm, lines are bent; and ripples' length.
STEP, BEND_MM, RIPPLE_MM = 0.25, 6.0, 3.6


@dataclass(frozen=True)
class Belly:
    """One person's, in a volume in LPS order.

    Attributes:
        box: the part of a slice that is looked at.
        polar, pixels_mm: angles and radii of its pixels (y, x), and its rows (y,) and columns (x,), as in `ChestWall`.
        diaphragm_mm: (y, x) its height over these.
        domes_mm: heights of its right and its left dome.
        scale: how much larger than the average a belly is, (z, y, x).
    """

    room: Room
    cage: Cage
    lungs: LungDistances
    box: tuple[slice, slice]
    polar: tuple[np.ndarray, np.ndarray]
    pixels_mm: tuple[np.ndarray, np.ndarray]
    diaphragm_mm: np.ndarray
    domes_mm: tuple[float, float]
    scale: np.ndarray

    @classmethod
    def under(
        cls, room: Room, cage: Cage, lungs: LungDistances, shape_zyx: tuple[int, ...], spacing_zyx_mm: tuple[float, ...]
    ) -> Belly:
        """The belly under lungs and a cage."""
        box, pixels_mm = [], []
        for count, step_mm, middle_mm in zip(shape_zyx[1:], spacing_zyx_mm[1:], cage.middle_mm, strict=True):
            places_mm, reach_mm = np.arange(count) * step_mm, cage.radii_mm.max() + AROUND_MM
            box.append(slice(*np.searchsorted(places_mm, (middle_mm - reach_mm, middle_mm + reach_mm))))
            pixels_mm.append(places_mm[box[-1]])
        heights_mm, domes_mm = _diaphragm(room)
        frame = room.frame
        cells = [(pixels_mm[n] - frame.origin_mm[n + 1]) / frame.cell_mm[n + 1] for n in range(2)]
        over_mm = ndimage.map_coordinates(heights_mm, np.meshgrid(*cells, indexing="ij"), order=1, mode="nearest")
        row_mm = np.array([np.interp(domes_mm[0], cage.heights_mm, radii_mm) for radii_mm in cage.radii_mm.T])
        left, front, right = row_mm[np.arange(1, 4) * len(DIRECTIONS) // 4]
        wide = (left + right) / 2 / HALF_WIDTH_MM
        deep = (room.at_mm(np.array(domes_mm))[0, 0] - cage.middle_mm[0] + front) / DEPTH_MM
        scale = np.array([wide, deep, wide])
        return cls(room, cage, lungs, tuple(box), cage.polar(*pixels_mm), tuple(pixels_mm), over_mm, domes_mm, scale)

    def canal_mm(self, height_mm: float) -> np.ndarray:
        """Where the middle (y, x) of the spinal canal is."""
        return self.room.at_mm(np.array([height_mm]))[0]

    def places_mm(self, standard_mm: np.ndarray) -> np.ndarray:
        """Where points (n, 3) of an average belly are in this one."""
        heights_mm = standard_mm[:, 0] * self.scale[0] + np.interp(standard_mm[:, 2], BETWEEN_MM, self.domes_mm)
        return np.column_stack([heights_mm, standard_mm[:, 1:] * self.scale[1:] + self.room.at_mm(heights_mm)])

    def tube(self, points: np.ndarray, size: float = 1.0, ripple: float = 0.0, flat: float = 1.0) -> Tubes:
        """A tube through points (n, 4) of an average belly, `size` times as wide; its width ripples by a share."""
        *places, radii = np.asarray(points, float).T
        along = np.append(0, np.cumsum(np.linalg.norm(np.diff(places, axis=1), axis=0)))
        step = max(1.0, STEP * radii.min())
        fine = np.arange(0, along[-1], step)
        middles = np.stack([np.interp(fine, along, place) for place in places], axis=1)
        middles = ndimage.gaussian_filter1d(middles, max(radii.min(), BEND_MM) / step, axis=0, mode="nearest")
        radii_mm = np.interp(fine, along, radii) * size * self.scale.mean()
        return Tubes(self.places_mm(middles), radii_mm * (1 + ripple * np.sin(fine / RIPPLE_MM)), flat)

    def tubes(self, courses: Iterable[np.ndarray]) -> Tubes:
        """Tubes (n, 4) of an average belly as one."""
        return Tubes.along([(own.middles_mm, own.radii_mm) for own in map(self.tube, courses)])

    def walls(
        self, body: np.ndarray, depth_mm: np.ndarray, bumps: np.ndarray, pixels: Pixels
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Which pixels of a slice (bool, y, x) are belly; are wall before it; and are muscle, where there would be fat.

        Args:
            body: bool (y, x).
            depth_mm: how far they are beyond the cage (y, x).
            bumps: by which the diaphragm is thicker here than there (y, x), of deviation 1.
        """
        free_mm = self.lungs.in_slice(pixels.height_mm, *self.pixels_mm)
        under_mm, (y, x) = self.diaphragm_mm - pixels.height_mm, self.canal_mm(pixels.height_mm)
        before = np.interp(np.abs(pixels.x_mm - x), *BACK_MM) > pixels.y_mm[:, None] - y
        # Every third pixel tells how far under the skin it is in a ninth of the time.
        thin_mm = ndimage.distance_transform_edt(body[::3, ::3], 3 * np.array(pixels.size_mm))
        skin_mm = ndimage.zoom(thin_mm, 3, order=1, mode="nearest", grid_mode=True)[: body.shape[0], : body.shape[1]]
        skin_mm -= UNDER_SKIN_MM
        # Above the lower dome all that is under the diaphragm lies between lungs, which a cage's hull may pass behind.
        low = pixels.height_mm < min(self.domes_mm)
        edge_mm = np.minimum(-depth_mm, skin_mm - FRONT_MM) if low else skin_mm - FRONT_MM
        covered = (under_mm > 0) & (free_mm > 0) & before
        wall = covered & (edge_mm <= 0) & (np.abs(self.polar[0]) > FRONT_ANGLE)
        lining = np.minimum(np.minimum(free_mm, under_mm) / (DIAPHRAGM_MM + UNEVEN_MM * bumps), edge_mm / LINED_MM) < 1
        return covered & (edge_mm > 0), wall, np.where(wall, (edge_mm > -FRONT_MM) & (skin_mm > 0), lining)


def _diaphragm(room: Room) -> tuple[np.ndarray, tuple[float, float]]:
    """The height of the diaphragm in mm (GRID[1:]), and of its right and its left dome; lungs lie over it or end it."""
    frame, lungs = room.frame, room.free_mm < 0
    first, left = lungs.argmax(axis=0), room.left_mm.min(axis=0) < 0
    # Between the lowest cell in lung and the one below it, the surface is where the distance is 0.
    within_mm, below_mm = (np.take_along_axis(room.free_mm, at[None], 0)[0] for at in (first, np.maximum(first - 1, 0)))
    part = np.clip(below_mm / np.maximum(below_mm - within_mm, 1e-3), 0, 1)
    heights_mm = frame.cells_mm(0)[first] - (1 - part) * frame.cell_mm[0]
    low = lungs.any(axis=0) & (heights_mm < frame.low_mm[0] + np.where(left, *LOW_SHARES) * frame.size_mm[0])
    sides = [low & side if (low & side).any() else lungs.any(axis=0) for side in (~left, left)]
    right_mm, left_mm = (float(np.percentile(heights_mm[side], DOME_PERCENTILE)) for side in sides)
    weights = ndimage.gaussian_filter(low.astype(float), SMOOTH_CELLS)
    around_mm = ndimage.gaussian_filter(np.where(low, heights_mm, 0.0), SMOOTH_CELLS) / np.maximum(weights, 1e-3)
    lower_mm, highest_mm = min(right_mm, left_mm), np.where(left, left_mm, right_mm) + OVER_MM
    tendon_mm = lower_mm + TENDON_MM * np.tanh((around_mm - lower_mm) / TENDON_MM)
    own_mm = np.minimum(heights_mm + frame.cell_mm[0], highest_mm)
    return ndimage.gaussian_filter(np.where(low, own_mm, tendon_mm), ROUND_CELLS), (right_mm, left_mm)
