"""How readers differ: what another reader says of a nodule that one has rated."""

from __future__ import annotations

from functools import cache

import numpy as np

from .lidc import RATING_NEARNESS, annotations
from .specification import RATINGS


def second_reading(ratings: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Ratings (5,), 1 to 5 in the order of `RATINGS`, as another of LIDC-IDRI's readers gives them.

    Drawn among the pairs of readers who rated the same nodule, by how like the first one's ratings are to these.
    """
    first, second = _pairs()
    apart = np.square((first - np.asarray(ratings, np.float32)) / RATING_NEARNESS).sum(axis=1)
    likeness = np.exp(-0.5 * (apart - apart.min()))
    return second[rng.choice(len(second), p=likeness / likeness.sum())].astype(int)


@cache
def _pairs() -> tuple[np.ndarray, np.ndarray]:
    """Ratings (n, 5) of one reader, and (n, 5) of another on the same nodule."""
    table = annotations()
    ratings = np.stack([table[name] for name in RATINGS], axis=1).astype(np.float32)
    order = np.lexsort((table["nodule"], table["scan"]))
    _, starts = np.unique(table[["scan", "nodule"]][order], return_index=True)
    readers = np.split(order, starts[1:])
    pairs = np.array([(a, b) for group in readers for a in group for b in group if a != b])
    return ratings[pairs[:, 0]], ratings[pairs[:, 1]]
