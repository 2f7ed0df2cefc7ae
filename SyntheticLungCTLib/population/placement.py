"""A nodule laid into a lung: near where its readers saw it, touching what nodules touch, exact in volume."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from ..blueprint.labels import LUNGS, NODULES, WITHIN_LUNGS, Label
from ..blueprint.lobes import LungBox
from .lidc import DrawnNodule
from .shape import NoduleShape
from .specification import Contact

#: Share of nodules that touch the pleura, and how far from it the others lie, every tenth of all; measured on 101
#: nodules of LIDC-IDRI.
PLEURA_SHARE, PLEURA_GAPS_MM = 0.55, (4.0, 7.0, 11.0, 16.0, 24.0)
#: Thinner vessels are everywhere, and every nodule touches some.
VESSEL_WIDTH_MM = 2.5
#: Share of nodules that touch a vessel, by diameter in mm; measured on the same nodules, of whom as many touch one
#: among those at the pleura as among others.
VESSEL_SHARE = ((5.0, 8.0, 15.0, 25.0), (0.17, 0.26, 0.79, 0.95))
#: Share that lies at a fissure (de Hoop et al., Radiology 265, 2012: 794 of 4,026).
FISSURE_SHARE = 0.2
#: A nodule that touches nothing of a kind keeps this far from it.
APART_MM = 3.0
#: How far the place may stray: as a share of the lungs' box, from the wanted depth, and from the wanted neighbour.
PLACE_SPREAD, DEPTH_SPREAD_MM, NEIGHBOUR_SPREAD_MM = 0.08, 1.5, 0.7
CANDIDATES, TRIES = 20_000, 30
#: A nodule that the pleura cuts is filled up elsewhere, but not beyond this share of its own surface.
MOST_REACH, LITTLE_REACH = 1.4, 1.1
#: With fewer voxels the diameter would be wrong by more than 5 %.
FEWEST_VOXELS = 4

Box = tuple[slice, slice, slice]


@dataclass
class Lungs:
    """Where nodules can lie: the voxels of the lungs (z, y, x) in LPS order, without the nodules that are there.

    Attributes:
        free: bool (z, y, x).
        spacing_mm: (z, y, x).
        places: indices (n, 3) of voxels to choose centres from; for each (n,) its depth under the pleura, its
            distance to the nearest vessel and fissure, in mm, and its `Lobe`.
    """

    free: np.ndarray
    spacing_mm: np.ndarray
    places: np.ndarray
    depth_mm: np.ndarray
    vessel_mm: np.ndarray
    fissure_mm: np.ndarray
    lobe: np.ndarray

    @classmethod
    def of(cls, labels: np.ndarray, spacing_zyx_mm: tuple[float, float, float]) -> Lungs:
        """From `Label` values (z, y, x) in LPS order; every second row and column is enough to choose from."""
        within = np.isin(labels, WITHIN_LUNGS)
        spacing = np.array(spacing_zyx_mm)
        free = within & ~np.isin(labels, NODULES)
        thinned, vessels = within[:, ::2, ::2], wide_vessels(labels, spacing)[:, ::2, ::2]
        places = np.argwhere(thinned & free[:, ::2, ::2])
        at, step = tuple(places.T), spacing * (1, 2, 2)
        depth = ndimage.distance_transform_edt(np.pad(thinned, 1), step)[1:-1, 1:-1, 1:-1]
        vessel_mm = np.full(len(places), np.inf)
        if vessels.any():
            vessel_mm = ndimage.distance_transform_edt(~vessels, step)[at]
        places = places * (1, 2, 2)
        fissure_mm, lobe = fissures_and_lobes(labels, places, spacing_zyx_mm)
        return cls(free, spacing, places, depth[at], vessel_mm, fissure_mm, lobe)

    def lay(self, drawn: DrawnNodule, rng: np.random.Generator) -> tuple[Box, np.ndarray] | None:
        """Voxels of the nodule: a box and a bool array of its shape, now taken; None where it finds no room."""
        if len(self.places) == 0:
            return None
        shape = NoduleShape.drawn(rng, drawn.diameter_mm, drawn.ratings, drawn.asked)
        for center in self._likely(drawn, rng):
            stray = rng.uniform(-0.5, 0.5, 3)
            found = nodule_voxels(self.free, self.spacing_mm, center + stray, shape, drawn.diameter_mm)
            if found is not None:
                self.free[found[0]] &= ~found[1]
                return found
        return None

    def _likely(self, drawn: DrawnNodule, rng: np.random.Generator) -> np.ndarray:
        """Centres (at most TRIES, 3), drawn by how well place, depth and neighbours fit (the Gumbel-max trick)."""
        some = rng.integers(len(self.places), size=CANDIDATES)
        places, radius_mm = self.places[some], drawn.diameter_mm / 2
        low, high = self.places.min(axis=0), self.places.max(axis=0)
        astray = (places - low) / np.maximum(high - low, 1) - drawn.place[::-1]
        fit = -(astray**2).sum(axis=1) / (2 * PLACE_SPREAD**2)
        touches = _drawn_contacts(drawn, rng)
        gap_mm = 0.0 if Contact.PLEURA in touches else rng.choice(PLEURA_GAPS_MM)
        fit -= (self.depth_mm[some] - (radius_mm + gap_mm)) ** 2 / (2 * DEPTH_SPREAD_MM**2)
        for contact, distance_mm in ((Contact.VESSEL, self.vessel_mm), (Contact.FISSURE, self.fissure_mm)):
            away_mm = np.minimum(distance_mm[some], 1e3) - radius_mm
            amiss_mm = np.maximum(away_mm if contact in touches else APART_MM - away_mm, 0)
            fit -= amiss_mm**2 / (2 * NEIGHBOUR_SPREAD_MM**2)
        if drawn.lobe is not None:
            fit[self.lobe[some] != drawn.lobe] = -np.inf
        best = np.argsort(-(fit + rng.gumbel(size=CANDIDATES)))[:TRIES]
        return places[best[np.isfinite(fit[best])]]


def nodule_voxels(
    free: np.ndarray, spacing_mm: np.ndarray, center: np.ndarray, shape: NoduleShape, diameter_mm: float
) -> tuple[Box, np.ndarray] | None:
    """The free voxels (z, y, x) nearest to a centre (3,) by the shape's own measure, as many as make up the volume.

    Returns:
        A box and a bool array of its extent; None where there is no room, or they are not one piece.
    """
    count, farthest_mm = round(np.pi / 6 * diameter_mm**3 / np.prod(spacing_mm)), MOST_REACH * shape.largest_mm
    half = np.ceil(farthest_mm / spacing_mm).astype(int) + 1
    low = np.maximum(center.astype(int) - half, 0)
    high = np.minimum(center.astype(int) + half + 1, free.shape)
    box = tuple(slice(a, b) for a, b in zip(low, high, strict=True))
    inside = np.argwhere(free[box])
    offsets_mm = (inside + low - center) * spacing_mm
    distance_mm = np.linalg.norm(offsets_mm, axis=1)
    # What is farther than a share of the farthest radius reaches farther than that share; mostly a little is enough.
    for most in (LITTLE_REACH, MOST_REACH):
        near = distance_mm <= most * shape.largest_mm
        reach = shape.reach(offsets_mm[near][:, ::-1])
        if (reach <= most).sum() >= count:
            break
    inside = inside[near]
    if count < FEWEST_VOXELS or (reach <= MOST_REACH).sum() < count:
        return None
    mask = np.zeros(free[box].shape, bool)
    mask[tuple(inside[np.argsort(reach)[:count]].T)] = True
    return (box, mask) if ndimage.label(mask, np.ones((3, 3, 3)))[1] == 1 else None


def wide_vessels(labels: np.ndarray, spacing_mm: np.ndarray) -> np.ndarray:
    """Vessels (z, y, x) that are `VESSEL_WIDTH_MM` wide in their slice."""
    side = np.maximum(np.rint(VESSEL_WIDTH_MM / spacing_mm[1:]).astype(int), 1)
    return ndimage.binary_opening(labels == Label.PULMONARY_VESSEL, np.ones((1, *side)))


def _drawn_contacts(drawn: DrawnNodule, rng: np.random.Generator) -> frozenset[Contact]:
    """What a nodule touches: as wished, or as often as nodules of its size do."""
    if drawn.touches is not None:
        return drawn.touches
    shares = {
        Contact.PLEURA: PLEURA_SHARE,
        Contact.VESSEL: float(np.interp(drawn.diameter_mm, *VESSEL_SHARE)),
        Contact.FISSURE: FISSURE_SHARE,
    }
    return frozenset(contact for contact, share in shares.items() if rng.uniform() < share)


def fissures_and_lobes(
    labels: np.ndarray, points: np.ndarray, spacing_zyx_mm: tuple[float, float, float]
) -> tuple[np.ndarray, np.ndarray]:
    """Distance (n,) of voxels (n, 3) to the nearest fissure of the nearer lung, and their `Lobe` (n,).

    Without lungs the distance is infinite and the lobe 0.
    """
    boxes = [box for side in LUNGS if (box := LungBox.of(labels, side)) is not None]
    distance_mm, nearest = np.full(len(points), np.inf), np.full(len(points), np.inf)
    lobe = np.zeros(len(points), np.uint8)
    for box in boxes:
        off = np.abs(points[:, 2] - (box.low[2] + box.high[2]) / 2)
        own = off < nearest
        distance_mm[own], lobe[own] = box.fissure_mm(points[own], spacing_zyx_mm), box.lobes(points[own])
        nearest[own] = off[own]
    return distance_mm, lobe
