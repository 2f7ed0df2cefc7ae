"""A nodule laid into a lung: near where its readers saw it, as far from the pleura as nodules are, exact in volume."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from ..blueprint.labels import NODULES, WITHIN_LUNGS
from .lidc import DrawnNodule
from .shape import NoduleShape

#: From the nodule's surface to the pleura, at every tenth of the nodules; measured on 101 nodules of LIDC-IDRI, of
#: which half touch it.
PLEURA_MM = (0, 0, 0, 0, 0, 0, 5.4, 8.3, 13.1, 18.4, 30)
#: How far the place may stray: as a share of the lungs' box, and from the wanted depth.
PLACE_SPREAD, DEPTH_SPREAD_MM = 0.08, 1.5
CANDIDATES, TRIES = 20_000, 30
#: A nodule that the pleura cuts is filled up elsewhere, but not beyond this share of its own surface.
MOST_REACH = 1.4
#: With fewer voxels the diameter would be wrong by more than 5 %.
FEWEST_VOXELS = 4

Box = tuple[slice, slice, slice]


@dataclass
class Lungs:
    """Where nodules can lie: the voxels of the lungs (z, y, x) in LPS order, without the nodules that are there.

    Attributes:
        free: bool (z, y, x).
        spacing_mm: (z, y, x).
        places: indices (n, 3) of voxels to choose centres from, and their depth_mm (n,) under the pleura.
    """

    free: np.ndarray
    spacing_mm: np.ndarray
    places: np.ndarray
    depth_mm: np.ndarray

    @classmethod
    def of(cls, labels: np.ndarray, spacing_zyx_mm: tuple[float, float, float]) -> Lungs:
        """From `Label` values (z, y, x) in LPS order; every second row and column is enough to choose from."""
        within = np.isin(labels, WITHIN_LUNGS)
        spacing = np.array(spacing_zyx_mm)
        thinned = within[:, ::2, ::2]
        depth = ndimage.distance_transform_edt(np.pad(thinned, 1), spacing * (1, 2, 2))[1:-1, 1:-1, 1:-1]
        free = within & ~np.isin(labels, NODULES)
        places = np.argwhere(thinned & free[:, ::2, ::2])
        return cls(free, spacing, places * (1, 2, 2), depth[tuple(places.T)])

    def lay(self, drawn: DrawnNodule, rng: np.random.Generator) -> tuple[Box, np.ndarray] | None:
        """Voxels of the nodule: a box and a bool array of its shape, now taken; None where it finds no room."""
        if len(self.places) == 0:
            return None
        shape = NoduleShape.drawn(rng, drawn.diameter_mm, drawn.ratings)
        for center in self._likely(drawn, rng):
            found = self._voxels(center + rng.uniform(-0.5, 0.5, 3), shape, drawn.diameter_mm)
            if found is not None:
                self.free[found[0]] &= ~found[1]
                return found
        return None

    def _likely(self, drawn: DrawnNodule, rng: np.random.Generator) -> np.ndarray:
        """Centres (TRIES, 3), drawn by how well place and depth fit (the Gumbel-max trick)."""
        some = rng.integers(len(self.places), size=CANDIDATES)
        places, depth_mm = self.places[some], self.depth_mm[some]
        low, high = self.places.min(axis=0), self.places.max(axis=0)
        astray = (places - low) / np.maximum(high - low, 1) - drawn.place[::-1]
        gap_mm = np.interp(rng.uniform(), np.linspace(0, 1, len(PLEURA_MM)), PLEURA_MM)
        amiss_mm = depth_mm - (drawn.diameter_mm / 2 + gap_mm)
        fit = -(astray**2).sum(axis=1) / (2 * PLACE_SPREAD**2) - amiss_mm**2 / (2 * DEPTH_SPREAD_MM**2)
        return places[np.argsort(-(fit + rng.gumbel(size=CANDIDATES)))[:TRIES]]

    def _voxels(self, center: np.ndarray, shape: NoduleShape, diameter_mm: float) -> tuple[Box, np.ndarray] | None:
        """The free voxels nearest by the shape's own measure, as many as make up the volume, if they are one piece."""
        count = round(np.pi / 6 * diameter_mm**3 / np.prod(self.spacing_mm))
        half = np.ceil(MOST_REACH * shape.largest_mm / self.spacing_mm).astype(int) + 1
        low = np.maximum(center.astype(int) - half, 0)
        box = tuple(slice(a, b) for a, b in zip(low, center.astype(int) + half + 1, strict=True))
        free = self.free[box]
        offsets_mm = (np.argwhere(free) + low - center) * self.spacing_mm
        reach = shape.reach(offsets_mm[:, ::-1])
        if count < FEWEST_VOXELS or (reach <= MOST_REACH).sum() < count:
            return None
        mask = np.zeros(free.shape, bool)
        mask[tuple(np.argwhere(free)[np.argsort(reach)[:count]].T)] = True
        return (box, mask) if ndimage.label(mask, np.ones((3, 3, 3)))[1] == 1 else None
