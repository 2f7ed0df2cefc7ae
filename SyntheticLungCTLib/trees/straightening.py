"""Forks moved to where a tree needs the least volume.

Murray's law follows from a minimum of work: blood costs by its volume, a branch therefore by its length times its
squared radius (PNAS 12, 1926; angles: Murray, J Gen Physiol 9, 1926). Forks that lie where this sum is least let a
trunk run on nearly straight while its thin side branches leave at large angles, as those of the lungs do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from .volume_filling import Branch

ROUNDS = 60
#: Branches do not become shorter than this while forks move.
SHORTEST_MM = 1.0


def straightened(branches: Sequence[Branch]) -> list[Branch]:
    """The tree with its forks moved; root and tips stay.

    Each round moves every fork to the mean of its neighbours, weighted by squared radius over length (Weiszfeld,
    Tohoku Math J 43, 1937, for one point between fixed ones).
    """
    parents = np.array([branch.parent for branch in branches])
    costs = np.array([branch.end_radius_mm for branch in branches]) ** 2
    root = branches[0].start
    ends = np.array([branch.end for branch in branches])
    inner = np.isin(np.arange(len(branches)), parents)
    for _ in range(ROUNDS):
        starts = np.where(parents[:, None] < 0, root, ends[parents])
        pull = costs / np.maximum(np.linalg.norm(ends - starts, axis=1), SHORTEST_MM)
        total, place = pull.copy(), pull[:, None] * starts
        own = parents >= 0
        np.add.at(total, parents[own], pull[own])
        np.add.at(place, parents[own], (pull[:, None] * ends)[own])
        ends[inner] = (place / total[:, None])[inner]
    starts = np.where(parents[:, None] < 0, root, ends[parents])
    return [replace(branch, start=a, end=b) for branch, a, b in zip(branches, starts, ends, strict=True)]
