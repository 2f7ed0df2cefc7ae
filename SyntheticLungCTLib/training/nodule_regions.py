"""Examples for the nodule inpainter: regions of real CTs, around a nodule or in healthy lung, varied."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from scipy import ndimage

from ..nodules.density import drawn_density, measured_density
from ..nodules.rendering import blurred_edge, filled, rendered
from ..population.readers import second_reading
from .nodule_corpus import Host, RealNodule

#: Cells of 1 mm along each axis of an example.
SIDE = 40
#: How far a region reaches beyond the nodule, in mm.
MARGIN_MM = (2.0, 5.0)
#: Gaussian over which the density that the network is told is smooth, in mm; and how far it is off, in HU.
TOLD_MM, TOLD_AMISS_HU = (1.5, 8.0), 25.0
#: Shares of examples that are seen larger or smaller, in thick slices, fainter; and how far each goes at most.
ZOOM_SHARE, THICK_SHARE, FAINT_SHARE = 0.6, 0.3, 0.25
MOST_ZOOM, THICKEST_CELLS, FAINTEST = 1.25, 5, 0.35
SHIFT_CELLS = 3.0
#: Share of the ratings that are another reader's.
OTHER_READER_SHARE = 0.6


@dataclass
class Region:
    """One example, arrays float32 (z, y, x).

    Attributes:
        hu: the CT; rendering_hu: the CT outside the region, within it the nodule as physics renders it.
        region: 1 where the network draws; share: the nodule's share of each cell.
        ratings: (5,), 1 to 5; None for healthy lung.
    """

    hu: np.ndarray
    rendering_hu: np.ndarray
    region: np.ndarray
    share: np.ndarray
    ratings: np.ndarray | None


def drawn_region(nodules: list[RealNodule], hosts: list[Host], healthy: bool, rng: np.random.Generator) -> Region:
    """An example around one of the nodules, or of the shape of one in one of the hosts."""
    nodule = nodules[int(rng.integers(len(nodules)))]
    place = _Place.drawn(rng)
    share = place.read(nodule.mask, np.array(ndimage.center_of_mass(nodule.mask)))
    if healthy:
        host = hosts[int(rng.integers(len(hosts)))]
        hu = place.read(host.hu, host.places[int(rng.integers(len(host.places)))].astype(float))
        ratings = None
    else:
        hu = place.read(nodule.hu, np.array(ndimage.center_of_mass(nodule.mask)))
        ratings = nodule.ratings
        if rng.random() < OTHER_READER_SHARE:
            ratings = second_reading(ratings, rng)
    if rng.random() < THICK_SHARE:
        cells = int(rng.integers(2, THICKEST_CELLS + 1))
        hu, share = (ndimage.uniform_filter1d(a, cells, axis=0, mode="nearest") for a in (hu, share))
    return example(hu, share, ratings, rng)


def example(hu: np.ndarray, share: np.ndarray, ratings: np.ndarray | None, rng: np.random.Generator) -> Region:
    """The region around a share (z, y, x) with a margin: what is told of the CT there, and what is to be drawn."""
    region = ndimage.distance_transform_edt(share <= 0.1) <= rng.uniform(*MARGIN_MM)
    background = filled(hu, region)
    if ratings is None:
        return Region(hu, background, region.astype(np.float32), np.zeros_like(share), None)
    edge = blurred_edge(share, ratings)
    density = measured_density(hu, background, edge, float(np.exp(rng.uniform(*np.log(TOLD_MM)))))
    if rng.random() < FAINT_SHARE:
        # Less of the smooth excess over the lung; texture and the scanner's noise stay.
        fainter = rng.uniform(FAINTEST, 1) - 1
        hu = hu + fainter * edge * (density - background)
        density = background + (1 + fainter) * (density - background)
        ratings = np.where(np.arange(5) == 4, np.clip(np.rint(1 + 4 * (1 + fainter)), 1, ratings[4]), ratings)
    density = density + TOLD_AMISS_HU * rng.standard_normal()
    rendering = np.where(region, rendered(background, edge, density), hu)
    arrays = (a.astype(np.float32) for a in (hu, rendering, region, share))
    return Region(*arrays, ratings)


def inserted_region(nodules: list[RealNodule], hosts: list[Host], rng: np.random.Generator) -> Region:
    """One of the nodules' shapes put into healthy lung of one of the hosts, as physics renders it, of any texture."""
    nodule, host = (some[int(rng.integers(len(some)))] for some in (nodules, hosts))
    place = _Place.drawn(rng)
    share = place.read(nodule.mask, np.array(ndimage.center_of_mass(nodule.mask)))
    hu = place.read(host.hu, host.places[int(rng.integers(len(host.places)))].astype(float))
    ratings = nodule.ratings.copy()
    ratings[4] = rng.integers(1, 6)
    region = ndimage.distance_transform_edt(share <= 0.1) <= MARGIN_MM[0]
    density = drawn_density(share, int(ratings[4]), rng)
    rendering = np.where(region, rendered(filled(hu, region), blurred_edge(share, ratings), density), hu)
    return Region(hu, rendering.astype(np.float32), region.astype(np.float32), share, ratings)


def batched(regions: list[Region], name: str, device: torch.device) -> torch.Tensor:
    """One of the arrays of regions as (n, 1, z, y, x)."""
    values = torch.from_numpy(np.stack([getattr(region, name) for region in regions]))[:, None]
    return values.to(device, memory_format=torch.channels_last_3d)


@dataclass
class _Place:
    """How a block is cut out: zoomed, shifted, mirrored, turned by quarters in the slice."""

    zoom: float
    shift: np.ndarray
    mirrored: np.ndarray
    turned: bool

    @classmethod
    def drawn(cls, rng: np.random.Generator) -> _Place:
        zoom = float(MOST_ZOOM ** rng.uniform(-1, 1)) if rng.random() < ZOOM_SHARE else 1.0
        shift = rng.uniform(-SHIFT_CELLS, SHIFT_CELLS, 3)
        if zoom == 1.0:
            shift = np.rint(shift)
        return cls(zoom, shift, rng.random(3) < 0.5, bool(rng.random() < 0.5))

    def read(self, volume: np.ndarray, center: np.ndarray) -> np.ndarray:
        """Cells (SIDE, SIDE, SIDE), float32, of a volume around a centre (3,); beyond its ends it goes on."""
        start = (center if self.zoom != 1.0 else np.rint(center)) + (self.shift - (SIDE - 1) // 2) / self.zoom
        low = np.floor(start).astype(int)
        high = np.ceil(start + SIDE / self.zoom).astype(int) + 1
        padded = _block(volume, low, high)
        read = ndimage.affine_transform(
            padded, np.full(3, 1 / self.zoom), start - low, (SIDE,) * 3, np.float32, order=1, mode="nearest"
        )
        read = np.flip(read, tuple(np.flatnonzero(self.mirrored)))
        return np.ascontiguousarray(read.swapaxes(1, 2) if self.turned else read)


def _block(volume: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """A block of a volume as float32; beyond its ends it goes on."""
    rows = [np.clip(np.arange(a, b), 0, n - 1) for a, b, n in zip(low, high, volume.shape, strict=True)]
    return volume[np.ix_(*rows)].astype(np.float32)
