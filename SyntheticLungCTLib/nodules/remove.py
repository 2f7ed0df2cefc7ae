"""A nodule taken out of a CT; outside a margin every voxel stays as it is."""

from __future__ import annotations

import numpy as np

from ..volume import CTVolume
from ..weights import NoduleNetworks
from .gate import first_good
from .inpaint import inpainted
from .judge import failures_of_removal
from .rendering import filled
from .shipped_networks import shipped_networks
from .surroundings import Surroundings, changed, checked_diameter_mm

ADVICE = "Check that the mask covers the whole nodule, or ask for what fails, too (keep failed)."


def remove_nodule(
    ct: CTVolume,
    mask: np.ndarray,
    seed: int = 0,
    networks: NoduleNetworks | None = None,
    keep_failed: bool = False,
) -> CTVolume:
    """The CT with plausible lung where a nodule was: what it would show had there been none.

    Args: as `insert_nodule`.

    Raises:
        InputError: when the mask is empty, on another grid, or no nodule by its size.
        QualityError: when in all that is drawn a nodule is found still, or a seam.
    """
    checked_diameter_mm(ct, mask)
    networks = networks or shipped_networks()
    place = Surroundings.of(ct, mask, mask)

    def drawn(attempt: int) -> np.ndarray:
        return emptied(networks, place, (seed, attempt))

    def failures(hu: np.ndarray) -> tuple[str, ...]:
        return failures_of_removal(networks, hu, place)

    draws, hu = first_good(drawn, failures, keep_failed, ADVICE)
    facts = {"Removed": True, "Seed": seed, "Draws": draws, "Failures": failures(hu)}
    return changed(ct, place.crop, hu - place.hu, facts)


def emptied(networks: NoduleNetworks, place: Surroundings, stream: int | tuple[int, int]) -> np.ndarray:
    """HU, float32 (z, y, x), of a place's cells without its nodule; `stream` gives the noise."""
    nothing, rng = np.zeros_like(place.share), np.random.default_rng(stream)
    background = filled(place.hu, place.region)
    return place.joined(inpainted(networks.inpainter, background, place.region, nothing, None, rng))
