"""A nodule taken out of a CT; outside a margin every voxel stays as it is."""

from __future__ import annotations

import numpy as np

from ..volume import CTVolume
from ..weights import NoduleNetworks
from .inpaint import inpainted
from .rendering import filled
from .shipped_networks import shipped_networks
from .surroundings import Surroundings, changed, checked_diameter_mm


def remove_nodule(ct: CTVolume, mask: np.ndarray, seed: int = 0, networks: NoduleNetworks | None = None) -> CTVolume:
    """The CT with plausible lung where a nodule was: what it would show had there been none.

    Args: as `insert_nodule`.

    Raises:
        InputError: when the mask is empty, on another grid, or no nodule by its size.
    """
    checked_diameter_mm(ct, mask)
    networks = networks or shipped_networks()
    place = Surroundings.of(ct, mask, mask)
    return changed(ct, place.crop, emptied(networks, place, seed) - place.hu, {"Removed": True, "Seed": seed})


def emptied(networks: NoduleNetworks, place: Surroundings, seed: int) -> np.ndarray:
    """HU, float32 (z, y, x), of a place's cells without its nodule."""
    nothing, rng = np.zeros_like(place.share), np.random.default_rng(seed)
    background = filled(place.hu, place.region)
    return place.joined(inpainted(networks.inpainter, background, place.region, nothing, None, rng))
