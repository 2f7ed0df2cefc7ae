"""A nodule put into a CT; outside a margin, beyond which only its spicules go, every voxel stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from functools import reduce

import numpy as np

from ..blueprint.nodule import Nodule
from ..population.lidc import draw_nodules
from ..population.specification import RATINGS, NoduleSpecification
from ..volume import CTVolume
from ..weights import NoduleNetworks
from .density import drawn_density
from .gate import first_good
from .host_noise import host_noise
from .inpaint import inpainted
from .insertion import Insertion
from .judge import judged
from .mask_box import box_of
from .quality import NoduleQuality
from .rendering import blurred_edge, filled, rendered, with_its_mass
from .shipped_networks import shipped_networks
from .sketch import sketched
from .spicules import with_spicules
from .surroundings import Surroundings, changed, checked_diameter_mm


def insert_nodule(
    ct: CTVolume,
    mask: np.ndarray,
    wish: NoduleSpecification | None = None,
    seed: int = 0,
    guidance: dict[str, float] | None = None,
    networks: NoduleNetworks | None = None,
    keep_failed: bool = False,
) -> Insertion:
    """A CT with a nodule of a given shape, drawn again until it is good.

    Args:
        ct: stays as it is.
        mask: the nodule's voxels, bool (z, y, x) on the CT's grid.
        wish: its ratings; what is left open is drawn to go with the rest. Size and place are the mask's.
        seed: the same seed gives the same nodule on the same machine.
        guidance: see `inpainted`.
        networks: loaded ones, when many are put in; the shipped ones when None.
        keep_failed: return a nodule that stays below the bounds, with `quality.failures`, instead of an error.

    Raises:
        InputError: when the mask is empty, on another grid, or no nodule by its size.
        QualityError: when no nodule drawn is good, see `judge`.
    """
    return insert_series(ct, [mask], wish, seed, guidance, networks, keep_failed)[0]


def insert_series(
    ct: CTVolume,
    masks: Sequence[np.ndarray],
    wish: NoduleSpecification | None = None,
    seed: int = 0,
    guidance: dict[str, float] | None = None,
    networks: NoduleNetworks | None = None,
    keep_failed: bool = False,
) -> list[Insertion]:
    """The CT with one nodule in each of several shapes: its character and its noise are the same in all.

    Args and raises: as `insert_nodule`; all are drawn again until all are good.
    """
    diameters_mm = [checked_diameter_mm(ct, mask) for mask in masks]
    widest = reduce(np.logical_or, masks)
    largest_mm = float(np.clip(max(diameters_mm), 3, 60))
    wish = (wish or NoduleSpecification()).model_copy(update={"diameter_mm": largest_mm})
    ratings = draw_nodules(np.random.default_rng(seed), 1, wish)[0].ratings
    places = [Surroundings.of(ct, mask, widest) for mask in masks]
    nodules = [_nodule(ct, *shown, ratings) for shown in zip(masks, diameters_mm, strict=True)]
    networks = networks or shipped_networks()

    def drawn(attempt: int) -> tuple[list[np.ndarray], list[NoduleQuality]]:
        parts = [drawn_in(networks, place, ratings, (seed, attempt), guidance) for place in places]
        return parts, [judged(networks, *shown) for shown in zip(parts, places, nodules, strict=True)]

    draws, (parts, scores) = first_good(
        drawn, lambda found: [why for one in found[1] for why in one.failures], keep_failed
    )
    series = []
    for place, hu, mask, nodule, quality in zip(places, parts, masks, nodules, scores, strict=True):
        facts = {"Nodule": nodule.model_dump(), "Seed": seed, "Draws": draws, "Quality": asdict(quality)}
        series.append(Insertion(changed(ct, place.crop, hu - place.hu, facts), mask, nodule, quality, draws))
    return series


def insert_nodule_at(
    ct: CTVolume,
    at_lps_mm: Sequence[float],
    wish: NoduleSpecification | None = None,
    seed: int = 0,
    guidance: dict[str, float] | None = None,
    networks: NoduleNetworks | None = None,
    keep_failed: bool = False,
) -> Insertion:
    """A CT with a nodule around a point in LPS mm, in a shape that readers would rate as it is wished.

    Args and raises: as `insert_nodule`, and InputError when the point is not in lung, see `sketched`.
    """
    mask, whole = sketched(ct, at_lps_mm, wish, seed)
    return insert_nodule(ct, mask, whole, seed, guidance, networks, keep_failed)


def drawn_in(
    networks: NoduleNetworks,
    place: Surroundings,
    ratings: Sequence[int],
    stream: tuple[int, int],
    guidance: dict[str, float] | None = None,
) -> np.ndarray:
    """HU, float32 (z, y, x), of a place's cells with a nodule of five ratings; `stream` gives the noise."""
    rng = np.random.default_rng(stream)
    edge = blurred_edge(place.share, ratings)
    density = drawn_density(place.share, ratings[RATINGS.index("texture")], rng)
    background = filled(place.hu, place.region)
    rendering = np.where(place.region, rendered(background, edge, density), place.hu)
    drawn = inpainted(networks.inpainter, rendering, place.region, place.share, ratings, rng, guidance)
    drawn = with_its_mass(drawn, rendering, edge)
    drawn = place.joined(drawn + host_noise(place.hu, place.region, rng))
    return with_spicules(drawn, place.share, ratings, np.random.default_rng((*stream, 1)))


def _nodule(ct: CTVolume, mask: np.ndarray, diameter_mm: float, ratings: Sequence[int]) -> Nodule:
    box = box_of(mask)
    middle = tuple(float(at) + side.start for at, side in zip(np.argwhere(mask[box]).mean(axis=0), box, strict=True))
    rated = dict(zip(RATINGS, ratings, strict=True))
    return Nodule(center_lps_mm=ct.geometry.lps_of_index(middle), diameter_mm=diameter_mm, **rated)
