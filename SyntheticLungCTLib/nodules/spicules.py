"""Spicules as a CT shows them: thin strands that run from a nodule's surface straight out into the lung.

Readers draw around them (a mask has their roots at most), so they are laid here by rule, beyond the mask and into the
lung as it was. In a mask alone, wide enough for a CT's grid, they would make a star of the nodule; and what physics
renders of them the network, which has seen a dozen such nodules, smooths away. All arrays are (z, y, x) of cells of
1 mm.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import ndimage
from scipy.spatial import cKDTree

from ..population.shape import even_directions
from ..population.specification import RATINGS
from .distance import distance_mm
from .rendering import EDGE_BLUR_MM, rendered

#: By the rating of spiculation, 1 to 5: strands on each cm2 of the surface, and how far they go from it at most, in mm.
#: Set so that lines fill as much of what is around a nodule as around the training nodules of that rating, in CTs of
#: 1 mm slices a little more and of 3 mm a little less (`line_descriptors`).
PER_CM2, REACH_MM = (0.0, 1.5, 3.0, 4.0, 6.0), (0.0, 4.0, 5.0, 6.0, 7.0)
#: HU of their tissue by the rating of texture, 1 to 5: fainter where the nodule is. By eye.
TISSUE_HU = (-450.0, -300.0, -100.0, 0.0, 0.0)
#: Radius at the surface, the share of it that is left at the tip, and by what share radius and length vary.
ROOT_MM, TIP_SHARE, UNEVEN = 0.9, 0.5, 0.3
#: Farther from a strand nothing is left of its blur.
SEEN_MM = 6.0
#: They lean so far from the nodule's radius (tangent of the angle), and are dotted so finely.
LEAN, STEP_MM = 0.2, 0.25
#: Directions to choose from; those within this cosine of each other say what points outward; how much chance adds to
#: that, in logarithms of the radius; and how near two may be, by the distance of as many even ones.
DIRECTIONS, NEIGHBOURS, CHANCE, APART = 400, 0.9, 0.15, 0.5


def with_spicules(hu: np.ndarray, share: np.ndarray, ratings: Sequence[int], rng: np.random.Generator) -> np.ndarray:
    """HU, float32, with the spicules of a nodule; what is denser than they are stays.

    Args:
        hu: the CT with the nodule; share: the nodule's share of each cell; ratings: 1 to 5 as in `RATINGS`.
    """
    rated = dict(zip(RATINGS, ratings, strict=True))
    strands = spicules(share, rated["spiculation"], rng)
    return np.maximum(hu, rendered(hu, strands, TISSUE_HU[rated["texture"] - 1])).astype(np.float32)


def spicules(share: np.ndarray, rating: int, rng: np.random.Generator) -> np.ndarray:
    """How much of each cell strands fill, float32, blurred as by the scanner, for a rating of spiculation, 1 to 5."""
    inside, filled = share > 0.5 * share.max(), np.zeros(share.shape, np.float32)
    roots, outward = _roots(inside, PER_CM2[rating - 1], rng)
    if not len(roots):
        return filled
    most_mm = min(REACH_MM[rating - 1], (6 * float(inside.sum()) / np.pi) ** (1 / 3))
    length_mm = most_mm * (1 - rng.uniform(0, UNEVEN, len(roots)))
    radius_mm = ROOT_MM * (1 + rng.uniform(-UNEVEN, UNEVEN, len(roots)))
    direction = outward + LEAN * rng.standard_normal(outward.shape)
    direction /= np.linalg.norm(direction, axis=1, keepdims=True)
    dots, radii_mm = _dotted(roots, direction, length_mm, radius_mm)
    near = np.argwhere(distance_mm(inside, most_mm + 1) <= most_mm + 1)
    away, nearest = cKDTree(dots).query(near, distance_upper_bound=SEEN_MM)
    near, away, nearest = (part[away <= SEEN_MM] for part in (near, away, nearest))
    # A blurred rod has a Gaussian profile, as wide as rod and blur together, of the rod's own cross-section.
    variance = EDGE_BLUR_MM[-1] ** 2 + radii_mm[nearest] ** 2 / 4
    filled[tuple(near.T)] = radii_mm[nearest] ** 2 / (2 * variance) * np.exp(-(away**2) / (2 * variance))
    return filled


def _roots(inside: np.ndarray, per_cm2: float, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Points (n, 3) on the surface, and unit vectors (n, 3) from the middle through them.

    They prefer what points outward already, as spicules' roots do in a mask, and keep away from each other.
    """
    middle, directions = np.argwhere(inside).mean(axis=0), even_directions(DIRECTIONS)
    radius = _radii_mm(inside, middle, directions)
    count = int(rng.poisson(per_cm2 * 4 * np.pi * (radius**2).mean() / 100))
    alike = directions @ directions.T > NEIGHBOURS
    outward = np.log(radius) - (alike @ np.log(radius)) / alike.sum(axis=1) + CHANCE * rng.gumbel(size=DIRECTIONS)
    nearest = np.cos(APART * np.sqrt(4 * np.pi / max(count, 1)))
    chosen: list[int] = []
    for index in np.argsort(-outward):
        if len(chosen) < count and (directions[chosen] @ directions[index] < nearest).all():
            chosen.append(int(index))
    return middle + directions[chosen] * radius[chosen, None], directions[chosen]


def _radii_mm(inside: np.ndarray, middle: np.ndarray, directions: np.ndarray) -> np.ndarray:
    """How far a mask goes from its middle in each direction, at least half a cell."""
    radii = np.arange(0, np.linalg.norm(inside.shape), STEP_MM)
    points = middle + directions[:, None] * radii[None, :, None]
    within = ndimage.map_coordinates(inside.astype(np.float32), points.reshape(-1, 3).T, order=1) > 0.5
    last = (within.reshape(points.shape[:2]) * np.arange(len(radii))).max(axis=1)
    return np.maximum(radii[last], 0.5)


def _dotted(
    roots: np.ndarray, direction: np.ndarray, length_mm: np.ndarray, radius_mm: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Points (m, 3) along all strands, from the nodule to their tips, and the radius (m,) at each."""
    dots, radii = [], []
    for root, way, length, radius in zip(roots, direction, length_mm, radius_mm, strict=True):
        along = np.arange(0, length, STEP_MM)
        dots.append(root + along[:, None] * way)
        radii.append(radius * (1 - (1 - TIP_SHARE) * along / length))
    return np.concatenate(dots), np.concatenate(radii)
