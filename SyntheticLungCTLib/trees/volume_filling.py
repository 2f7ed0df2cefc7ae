"""Branching trees that fill a volume.

The method is that of Tawhai et al., "CT-based geometry analysis and finite element models of the human and ovine
bronchial tree" (J Appl Physiol 97, 2004): the points that a branch serves are halved by a plane that holds the branch,
and each daughter grows part of the way to its half's centre, until a branch serves one point. The radius follows the
law of Murray (PNAS 12, 1926): a parent's radius to the power of an exponent, his is 3, is the sum of its daughters', so
it goes with the points served.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

STEP = 0.3
SHORTEST_MM = 2.5


@dataclass
class Branch:
    """A piece of a tree.

    Attributes:
        start, end: points (3,) in mm, axes in the order that `grow_tree` was given.
        start_radius_mm, end_radius_mm: its radius at both.
        parent: the index of the branch that it goes out from, -1 at the root; smaller than its own index.
    """

    start: np.ndarray
    end: np.ndarray
    start_radius_mm: float
    end_radius_mm: float
    parent: int = -1


def grow_tree(
    root: np.ndarray,
    targets: np.ndarray,
    radius_mm: float,
    thinnest_mm: float,
    exponent: float = 3.0,
    rng: np.random.Generator | None = None,
    smallest_share: float = 0.5,
    root_step: float = STEP,
    last_mm: float = 0.0,
) -> list[Branch]:
    """Grow a tree from `root` to the points `targets` (n, 3).

    Args:
        radius_mm: radius at the root.
        thinnest_mm: thinner branches are not grown.
        exponent: 3 is Murray's law; larger branches taper faster, nearer to 2.
        rng: draws how unevenly a branch parts, from `smallest_share` to a half for the smaller daughter; without it
            every branch parts in halves. Real vessels part unevenly: a trunk gives off side branches (Huang et al.,
            J Appl Physiol 81, 1996), the sooner one after the other the smaller they are.
        root_step: the part of the way that the root grows; it rises with the generations to `STEP`. A short one lets
            the first branches fork at the hilum, as lobar ones do.
        last_mm: what no branch is thinner than: the hypotenuse of this and what the exponent says is the radius.
    """
    branches: list[Branch] = []
    pending = [(np.asarray(root, float), targets, radius_mm, -1)]
    while pending:
        start, served, parent_radius, parent = pending.pop()
        size = (len(served) / len(targets)) ** (1 / 3)
        radius = float(np.hypot(radius_mm * size ** (3 / exponent), last_mm))
        if radius < thinnest_mm or len(served) == 0:
            continue
        way = served.mean(axis=0) - start
        length = float(np.linalg.norm(way))
        last = len(served) == 1
        share = 0.5 if rng is None else rng.uniform(smallest_share, 0.5)
        step = (STEP + size * (root_step - STEP)) * np.sqrt(2 * share)
        end = start + way * (1.0 if last else step)
        branches.append(Branch(start, end, min(parent_radius, 1.3 * radius), radius, parent))
        if last or length < SHORTEST_MM:
            continue
        if rng is not None and rng.uniform() < 0.5:
            share = 1 - share
        for part in _parted(end, way / length, served, share):
            pending.append((end, part, radius, len(branches) - 1))
    return branches


def _parted(end: np.ndarray, heading: np.ndarray, points: np.ndarray, share: float) -> tuple[np.ndarray, np.ndarray]:
    """The points on both sides of the plane that holds the branch and parts them across their longest extent."""
    around = points - points.mean(axis=0)
    across = around - np.outer(around @ heading, heading)
    normal = np.linalg.svd(across.T @ across)[0][:, 0]
    order = np.argsort((points - end) @ normal, kind="stable")
    middle = min(max(1, int(share * len(points))), len(points) - 1)
    return points[order[:middle]], points[order[middle:]]
