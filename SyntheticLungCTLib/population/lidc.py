"""Nodules as the readers of LIDC-IDRI described them, and new ones drawn from their joint distribution.

Source: the LIDC-IDRI annotations (Armato et al., Medical Physics 38, 2011; CC BY 3.0), every reader's own; the table
and the shapes are made by `training/nodule_population.py`.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from ..blueprint.lobes import Lobe
from .specification import DIAMETER_MM, RATINGS, Contact, NoduleSpecification

#: CTs of the collection, with and without nodules of 3 mm and more.
SCANS = 1018
#: Width of the kernel that smooths the sizes that happened to be measured, as a share of the diameter.
DIAMETER_JITTER = 0.05
#: How near, in ratings and in the logarithm of the diameter, a nodule must be to lend what a wish leaves open.
RATING_NEARNESS, DIAMETER_NEARNESS = 0.5, 0.15


@dataclass(frozen=True)
class DrawnNodule:
    """What a reader would say of a nodule, before it has a shape and a voxel.

    Attributes:
        diameter_mm: of the sphere of equal volume.
        ratings: 1 to 5, in the order of `RATINGS`.
        place: where in the box around both lungs, 0 to 1: from right to left, front to back, bottom to top.
        lobe, touches: as in `NoduleSpecification`.
        asked: the ratings that were asked for; the others go with them.
    """

    diameter_mm: float
    ratings: tuple[int, ...]
    place: tuple[float, float, float]
    lobe: Lobe | None = None
    touches: frozenset[Contact] | None = None
    asked: frozenset[str] = frozenset()


@cache
def annotations() -> np.ndarray:
    """Every annotation (n,): scan, nodule, diameter_mm, the ratings, and place_x, place_y, place_z."""
    packed = (resources.files(__package__) / "lidc_annotations.csv.gz").read_bytes()
    return np.genfromtxt(gzip.decompress(packed).decode().splitlines(), delimiter=",", names=True)


def draw_count(rng: np.random.Generator) -> int:
    """How many nodules a chest CT shows, none included."""
    per_scan = _nodules_per_scan()
    scan = rng.integers(SCANS)
    return int(per_scan[scan]) if scan < len(per_scan) else 0


@cache
def _nodules_per_scan() -> np.ndarray:
    """Of the scans that have any."""
    table = annotations()
    nodules = np.unique(np.stack([table["scan"], table["nodule"]]), axis=1)
    return np.unique(nodules[0], return_counts=True)[1]


def draw_nodules(rng: np.random.Generator, count: int, wish: NoduleSpecification | None = None) -> list[DrawnNodule]:
    """Nodules from the joint distribution of size, ratings and place, given what is wished.

    A smoothed bootstrap (Silverman and Young, Biometrika 74, 1987): one reader's whole description, its size jittered,
    so what goes together in patients stays together; with a wish, the description of a nodule that is like it.
    """
    wish = wish or NoduleSpecification()
    asked = frozenset(name for name in RATINGS if getattr(wish, name) is not None)
    rows = annotations()[rng.choice(len(annotations()), size=count, p=_likeness(wish))]
    jitter = np.exp(DIAMETER_JITTER * rng.standard_normal(count))
    return [
        DrawnNodule(
            wish.diameter_mm or float(np.clip(row["diameter_mm"] * factor, *DIAMETER_MM)),
            tuple(getattr(wish, name) or int(row[name]) for name in RATINGS),
            tuple(float(row[f"place_{axis}"]) for axis in "xyz"),
            wish.lobe,
            wish.touches,
            asked,
        )
        for row, factor in zip(rows, jitter, strict=True)
    ]


def _likeness(wish: NoduleSpecification) -> np.ndarray:
    """Probability (n,) of each annotation, by how like it is to what is wished."""
    table = annotations()
    apart = np.zeros(len(table))
    for name in RATINGS:
        if (value := getattr(wish, name)) is not None:
            apart += ((table[name] - value) / RATING_NEARNESS) ** 2
    if wish.diameter_mm is not None:
        apart += (np.log(table["diameter_mm"] / wish.diameter_mm) / DIAMETER_NEARNESS) ** 2
    likeness = np.exp(-0.5 * (apart - apart.min()))
    return likeness / likeness.sum()
