"""Branching trees that fill a volume.

The method is that of Tawhai et al., "CT-based geometry analysis and finite element models of the human and ovine
bronchial tree" (J Appl Physiol 97, 2004): the points that a branch serves are halved by a plane that holds the branch,
and each daughter grows part of the way to its half's centre, until a branch serves one point. The radius follows
Murray's law: a parent's cubed radius is the sum of its daughters', so it goes with the cube root of the points served.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

STEP = 0.38
SHORTEST_MM = 2.5


@dataclass
class Branch:
    """A straight piece of a tree: points as (x, y, z) in anatomical mm."""

    start: np.ndarray
    end: np.ndarray
    start_radius_mm: float
    end_radius_mm: float


def grow_tree(
    root: np.ndarray,
    targets: np.ndarray,
    radius_mm: float,
    thinnest_mm: float,
    exponent: float = 3.0,
) -> list[Branch]:
    """Grow a tree from `root` to the points `targets` (n, 3).

    Args:
        radius_mm: radius at the root.
        thinnest_mm: thinner branches are not grown.
        exponent: 3 is Murray's law; airways, whose larger branches taper faster, are nearer to 2.
    """
    branches: list[Branch] = []
    pending = [(np.asarray(root, float), targets, radius_mm)]
    while pending:
        start, served, parent_radius = pending.pop()
        radius = radius_mm * (len(served) / len(targets)) ** (1 / exponent)
        if radius < thinnest_mm or len(served) == 0:
            continue
        way = served.mean(axis=0) - start
        length = float(np.linalg.norm(way))
        last = len(served) == 1
        end = start + way * (1.0 if last else STEP)
        branches.append(Branch(start, end, min(parent_radius, 1.3 * radius), radius))
        if last or length < SHORTEST_MM:
            continue
        heading = way / length
        for half in _halves(end, heading, served):
            pending.append((end, half, radius))
    return branches


def _halves(end: np.ndarray, heading: np.ndarray, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The points on both sides of the plane that holds the branch and parts them across their longest extent."""
    around = points - points.mean(axis=0)
    across = around - np.outer(around @ heading, heading)
    normal = np.linalg.svd(across.T @ across)[0][:, 0]
    order = np.argsort((points - end) @ normal, kind="stable")
    middle = len(points) // 2
    return points[order[:middle]], points[order[middle:]]
