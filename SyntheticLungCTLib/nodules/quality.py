"""How good a drawn nodule is; see `judge`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class NoduleQuality:
    """What a nodule was scored.

    Attributes:
        found_share: of the nodule's cells, those that the segmenter finds.
        found_diameter_mm: of what it finds there.
        realism: the discriminator's, the higher the more real.
        core_hu: mean of the core.
        seam: steepness across the region's border, relative to what lies beyond it.
        failures: what is below the bounds, in words.
    """

    found_share: float
    found_diameter_mm: float
    realism: float
    core_hu: float
    seam: float
    failures: tuple[str, ...]
