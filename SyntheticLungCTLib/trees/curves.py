"""Smooth curves along the branches of a tree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .volume_filling import Branch

STEP_MM = 3.5
#: How much a side branch keeps of its parent's heading where it leaves it.
KEPT_HEADING = 0.5


@dataclass
class Curve:
    """A branch as a line that bends smoothly.

    Attributes:
        points_mm: (n, 3).
        tangents: (n, 3) unit vectors.
        radii_mm: (n,).
    """

    points_mm: np.ndarray
    tangents: np.ndarray
    radii_mm: np.ndarray


def curves_of(branches: Sequence[Branch], heading: np.ndarray) -> list[Curve]:
    """One curve for each branch: cubic Hermite splines that share their tangents where branches join.

    The thickest daughter goes on in its parent's line without a kink, the other leaves in a bend.

    Args:
        heading: (3,) unit vector in which the root starts.
    """
    straight = [_unit(branch.end - branch.start) for branch in branches]
    daughters = daughters_of(branches)
    leaving = []
    for way, own in zip(straight, daughters, strict=True):
        leaving.append(_unit(way + straight[_thickest(branches, own)]) if own else way)
    curves = []
    for index, branch in enumerate(branches):
        before = heading if branch.parent < 0 else leaving[branch.parent]
        goes_on = branch.parent < 0 or _thickest(branches, daughters[branch.parent]) == index
        first = before if goes_on else _unit(KEPT_HEADING * before + straight[index])
        curves.append(_hermite(branch, first, leaving[index]))
    return curves


def daughters_of(branches: Sequence[Branch]) -> list[list[int]]:
    """For each branch the indices of those that go out from it."""
    found: list[list[int]] = [[] for _ in branches]
    for index, branch in enumerate(branches):
        if branch.parent >= 0:
            found[branch.parent].append(index)
    return found


def _thickest(branches: Sequence[Branch], indices: list[int]) -> int:
    return max(indices, key=lambda index: branches[index].end_radius_mm)


def _hermite(branch: Branch, first: np.ndarray, last: np.ndarray) -> Curve:
    length = float(np.linalg.norm(branch.end - branch.start))
    t = np.linspace(0, 1, max(2, int(np.ceil(length / STEP_MM)) + 1))[:, None]
    points = (2 * t**3 - 3 * t**2 + 1) * branch.start + (3 * t**2 - 2 * t**3) * branch.end
    points = points + length * ((t**3 - 2 * t**2 + t) * first + (t**3 - t**2) * last)
    slopes = 6 * (t**2 - t) * (branch.start - branch.end)
    slopes = slopes + length * ((3 * t**2 - 4 * t + 1) * first + (3 * t**2 - 2 * t) * last)
    tangents = slopes / np.maximum(np.linalg.norm(slopes, axis=1, keepdims=True), 1e-9)
    radii = branch.start_radius_mm + t[:, 0] * (branch.end_radius_mm - branch.start_radius_mm)
    return Curve(points, tangents, radii)


def _unit(vector: np.ndarray) -> np.ndarray:
    return vector / max(float(np.linalg.norm(vector)), 1e-9)
