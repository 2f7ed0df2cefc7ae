"""Twins of real nodules: of the same place, shape and ratings, but drawn; and what is simpler than a network.

All arrays are (z, y, x) of cells of 1 mm.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import ndimage

from SyntheticLungCTLib.blueprint.nodule import Nodule
from SyntheticLungCTLib.nodules.crop import Crop
from SyntheticLungCTLib.nodules.density import drawn_density
from SyntheticLungCTLib.nodules.insert import drawn_in
from SyntheticLungCTLib.nodules.remove import emptied
from SyntheticLungCTLib.nodules.surroundings import MARGIN_MM, Surroundings
from SyntheticLungCTLib.population.specification import RATINGS
from SyntheticLungCTLib.training.nodule_corpus import RealNodule, real_nodules
from SyntheticLungCTLib.weights import NoduleNetworks

SIDE = 48
#: Of what is pasted or made up, the edge's blur in mm; and the noise of an ellipsoid, in HU.
PASTE_BLUR_MM, ELLIPSOID_BLUR_MM, ELLIPSOID_NOISE_HU = 1.0, 0.8, 30.0


@dataclass(frozen=True)
class Case:
    """A real nodule where it lies; `held_out` when no network was trained on it."""

    nodule: RealNodule
    place: Surroundings
    held_out: bool

    @property
    def mask(self) -> np.ndarray:
        return self.place.share > 0.5


def cases(file: Path) -> list[Case]:
    found = []
    for held_out in (True, False):
        for nodule in real_nodules(file, held_out):
            found.append(Case(nodule, place_of(nodule.hu, nodule.mask), held_out))
    return found


def place_of(hu: np.ndarray, mask: np.ndarray) -> Surroundings:
    """The middle of a CT and of a nodule's mask (z, y, x), which may be of different sizes."""
    hu, mask = (part[tuple(slice((n - SIDE) // 2, (n - SIDE) // 2 + SIDE) for n in part.shape)] for part in (hu, mask))
    share = mask.astype(np.float32)
    region = ndimage.distance_transform_edt(share <= 0.1) <= MARGIN_MM
    return Surroundings(Crop((0.0,) * 3, (SIDE,) * 3, (1.0,) * 3), hu.astype(np.float32), share, region)


def nodule_of(case: Case) -> Nodule:
    rated = dict(zip(RATINGS, (int(rating) for rating in case.nodule.ratings), strict=True))
    diameter_mm = float((6 * case.mask.sum() / np.pi) ** (1 / 3))
    return Nodule(center_lps_mm=(0.0, 0.0, 0.0), diameter_mm=diameter_mm, **rated)


def synthetic(networks: NoduleNetworks, case: Case, seed: int) -> np.ndarray:
    return drawn_in(networks, case.place, [int(rating) for rating in case.nodule.ratings], (seed, 0))


def pasted(networks: NoduleNetworks, case: Case, others: list[Case], seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Another real nodule of about the size, cut out, its edge blurred, in the place without its own; and its mask."""
    sizes = np.array([abs(np.log(other.mask.sum() / case.mask.sum())) if other is not case else 9 for other in others])
    other = others[int(sizes.argmin())]
    soft = ndimage.gaussian_filter(ndimage.binary_dilation(other.mask).astype(np.float32), PASTE_BLUR_MM)
    return soft * other.place.hu + (1 - soft) * emptied(networks, case.place, seed), other.mask


def ellipsoid(networks: NoduleNetworks, case: Case, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """An ellipsoid of the nodule's volume and axes, of its density, with noise; and its mask."""
    rng = np.random.default_rng(seed)
    cells = np.argwhere(case.mask)
    inverse = np.linalg.inv(np.cov(cells.T) + 1e-3 * np.eye(3))
    away = np.moveaxis(np.indices(case.mask.shape), 0, -1) - cells.mean(axis=0)
    squared = np.einsum("...i,ij,...j", away, inverse, away)
    mask = squared <= np.partition(squared.ravel(), len(cells))[len(cells)]
    soft = ndimage.gaussian_filter(mask.astype(np.float32), ELLIPSOID_BLUR_MM)
    density = drawn_density(case.place.share, int(case.nodule.ratings[4]), rng)[case.mask].mean()
    noise = ELLIPSOID_NOISE_HU * rng.standard_normal(mask.shape)
    return soft * (density + noise) + (1 - soft) * emptied(networks, case.place, seed), mask
