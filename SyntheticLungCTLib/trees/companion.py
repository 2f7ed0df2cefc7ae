"""An artery beside its airway.

Pulmonary arteries branch with the airways and run beside them, in the same sheath, down to the acini (Burrowes et al.,
J Appl Physiol 99, 2005). Two lines that part side by side cross unless they lie across the plane in which they part:
the artery therefore turns round its airway until it lies on that plane's normal at forks of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from .curves import Curve, daughters_of
from .radii import airway_at_mm, with_wall_mm
from .volume_filling import Branch

SHEATH_MM = 0.8
#: How much of its way aside an artery keeps along each branch beyond the last airway.
KEPT_ASIDE = 0.7


def beside(
    branches: Sequence[Branch],
    curves: Sequence[Curve],
    first_side: np.ndarray,
    airway_root_mm: float,
    thinnest_airway_mm: float,
) -> list[Curve]:
    """The arteries' lines: each curve of the tree moved aside by the radii of artery, airway and wall.

    Beyond the last airway there is nothing to lie beside: there the curves go back to those of the tree, slowly.

    Args:
        branches: a tree with the arteries' radii.
        curves: its curves, on which the airways lie.
        first_side: (3,) where the artery lies from the airway at the root.
        airway_root_mm: the lumen's radius at the root.
        thinnest_airway_mm: the lumen's radius from which on there is an airway.
    """
    root_mm = branches[0].end_radius_mm
    ends_mm = airway_at_mm(np.array([branch.end_radius_mm for branch in branches]), root_mm, airway_root_mm)
    sides = _sides_at_ends(branches, curves, first_side, ends_mm >= thinnest_airway_mm)
    moved: list[Curve] = []
    for branch, curve, end in zip(branches, curves, sides, strict=True):
        lumens_mm = airway_at_mm(curve.radii_mm, root_mm, airway_root_mm)
        if branch.parent >= 0 and lumens_mm[-1] < thinnest_airway_mm:
            aside = moved[branch.parent].points_mm[-1] - curve.points_mm[0]
            back = np.linspace(1, KEPT_ASIDE, len(curve.points_mm))[:, None]
            moved.append(replace(curve, points_mm=curve.points_mm + back * aside))
            continue
        start = first_side if branch.parent < 0 else sides[branch.parent]
        share = np.linspace(0, 1, len(curve.points_mm))[:, None]
        side = _across(start + share * (end - start), curve.tangents)
        apart = curve.radii_mm + with_wall_mm(lumens_mm)
        points = curve.points_mm + side * (apart + SHEATH_MM)[:, None]
        if branch.parent >= 0:
            # Daughters turn away from their parent, and what stands upright on them turns with them.
            points += (1 - share) ** 2 * (moved[branch.parent].points_mm[-1] - points[0])
        moved.append(Curve(points, curve.tangents, curve.radii_mm))
    return moved


def _sides_at_ends(
    branches: Sequence[Branch], curves: Sequence[Curve], first_side: np.ndarray, has_airway: np.ndarray
) -> list[np.ndarray]:
    """Where the artery lies at each branch's end (3,): across the plane in which its airway parts."""
    sides: list[np.ndarray] = []
    for branch, curve, own in zip(branches, curves, daughters_of(branches), strict=True):
        before = first_side if branch.parent < 0 else sides[branch.parent]
        side = _across(before, curve.tangents[-1])
        if len(own) == 2 and has_airway[own].all():
            one, other = (branches[index].end - branches[index].start for index in own)
            normal = np.cross(one, other)
            if np.linalg.norm(normal) > 1e-6:
                side = normal if normal @ side >= 0 else -normal
        sides.append(side / np.linalg.norm(side))
    return sides


def _across(sides: np.ndarray, tangents: np.ndarray) -> np.ndarray:
    """The part of vectors (..., 3) that stands upright on the tangents (..., 3), as unit vectors."""
    upright = sides - (sides * tangents).sum(axis=-1, keepdims=True) * tangents
    length = np.linalg.norm(upright, axis=-1, keepdims=True)
    return np.where(length > 1e-6, upright / np.maximum(length, 1e-6), sides)
