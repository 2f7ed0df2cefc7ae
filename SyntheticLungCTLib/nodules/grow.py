"""One nodule at several sizes: what follow-up scans of a growing nodule would show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..errors import InputError
from ..population.lidc import DrawnNodule
from ..population.specification import RATINGS, NoduleSpecification
from ..volume import CTVolume
from ..weights import NoduleNetworks
from .at_point import nodule_at
from .insert import insert_series
from .insertion import Insertion


def grow_nodule(
    ct: CTVolume,
    at_lps_mm: Sequence[float],
    diameters_mm: Sequence[float],
    drawn: DrawnNodule,
    seed: int = 0,
    networks: NoduleNetworks | None = None,
    keep_failed: bool = False,
) -> list[Insertion]:
    """The CT with the same nodule at each diameter: one place, shape, character and noise, which only grows.

    Args:
        ct: stays as it is.
        at_lps_mm: the nodule's middle.
        diameters_mm: of the sphere of equal volume.
        drawn: its character; the diameter is not used.
        seed: gives shape and texture.
        networks, keep_failed: see `insert_nodule`.

    Raises:
        InputError: when there are no diameters, or one has no room at the point, see `nodule_at`.
        QualityError: when no series drawn is good.
    """
    if not diameters_mm:
        raise InputError("Say at least one diameter in mm to grow a nodule to.")
    masks = [
        nodule_at(ct, at_lps_mm, replace(drawn, diameter_mm=size), np.random.default_rng((seed, 1)))
        for size in diameters_mm
    ]
    wish = NoduleSpecification(**dict(zip(RATINGS, drawn.ratings, strict=True)))
    return insert_series(ct, masks, wish, seed, networks=networks, keep_failed=keep_failed)
