"""Where in a CT a nodule could lie, and what it would be there: drawn from where and what nodules are in patients."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..blueprint.blueprint import Blueprint
from ..blueprint.labels import NODULES
from ..blueprint.nodule import Nodule
from ..population.add_nodules import add_nodules
from ..population.specification import NoduleSpecification


@dataclass
class Site:
    """A place for a nodule: what lies there, and its voxels, bool (z, y, x)."""

    nodule: Nodule
    mask: np.ndarray


def propose_sites(
    blueprint: Blueprint, count: int = 1, wish: NoduleSpecification | None = None, seed: int = 0
) -> list[Site]:
    """Places that nodules have in patients, clear of each other and of the nodules that are there.

    Args:
        blueprint: of the CT (`extract_blueprint`); its lungs, vessels and nodules decide.
        count: how many.
        wish: what shall lie there; the rest is drawn to go with it.
        seed: gives the places.

    Raises:
        InputError: when the lungs have no room.
    """
    sites = []
    for number in range(count):
        added = add_nodules(blueprint, int(np.random.default_rng((seed, number)).integers(2**31)), 1, wish)
        mask = np.isin(added.labels, NODULES) & (added.labels != blueprint.labels)
        sites.append(Site(added.nodules[-1], mask))
        blueprint = added
    return sites
