"""Nodules as patients have them, added to a blueprint."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..blueprint.blueprint import Blueprint
from ..blueprint.nodule import Nodule
from ..errors import InputError
from ..geometry import Geometry, orientation_code, reoriented
from .lidc import DrawnNodule, draw_count, draw_nodules
from .placement import Box, Lungs
from .specification import RATINGS, NoduleSpecification

#: Nodules drawn for one that finds room; the largest fit into few lungs.
DRAWS = 20


def add_nodules(
    blueprint: Blueprint, seed: int = 0, count: int | None = None, wish: NoduleSpecification | None = None
) -> Blueprint:
    """A blueprint with further nodules, drawn from the population that the LIDC-IDRI readers described.

    Diameter, the five ratings and place are drawn together; the volume is exact to a voxel. Vessels that a nodule
    meets end at it. A nodule that finds no room is drawn again.

    Args:
        blueprint: stays as it is.
        seed: gives number, character, shape and place.
        count: how many; drawn, none included, when None.
        wish: what all of them shall be; the rest is drawn to go with it.

    Raises:
        InputError: when the lungs have no room, or voxels are too large for a nodule.
    """
    rng = np.random.default_rng(seed)
    labels, geometry = reoriented(blueprint.labels, blueprint.geometry)
    labels = labels.copy()
    lungs = Lungs.of(labels, geometry.spacing_zyx_mm)
    nodules = list(blueprint.nodules)
    for number in range(draw_count(rng) if count is None else count):
        drawn, (box, mask) = _laid(lungs, rng, number, wish)
        nodule = _nodule(drawn, box, mask, geometry)
        labels[box][mask] = nodule.label
        nodules.append(nodule)
    labels, _ = reoriented(labels, geometry, orientation_code(blueprint.geometry))
    return replace(blueprint, labels=labels, nodules=nodules)


def _laid(
    lungs: Lungs, rng: np.random.Generator, number: int, wish: NoduleSpecification | None
) -> tuple[DrawnNodule, tuple[Box, np.ndarray]]:
    for drawn in draw_nodules(rng, DRAWS, wish):
        if (found := lungs.lay(drawn, rng)) is not None:
            return drawn, found
    volume_ml = lungs.free.sum() * np.prod(lungs.spacing_mm) / 1000
    raise InputError(
        f"No room for nodule {number + 1}: the blueprint shows {volume_ml:.0f} ml of lung in voxels of "
        f"{' x '.join(f'{side:.3g}' for side in lungs.spacing_mm[::-1])} mm. Ask for fewer or smaller nodules or "
        "for another place, or paint the lungs (and in mm) before adding them."
    )


def _nodule(drawn: DrawnNodule, box: Box, mask: np.ndarray, geometry: Geometry) -> Nodule:
    middle = np.argwhere(mask).mean(axis=0) + [s.start for s in box]
    return Nodule(
        center_lps_mm=geometry.lps_of_index(tuple(middle)),
        diameter_mm=float((6000 * mask.sum() * geometry.voxel_volume_ml / np.pi) ** (1 / 3)),
        **dict(zip(RATINGS, drawn.ratings, strict=True)),
    )
