"""The three trees of one lung, as curves."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from . import radii
from .clearance import Clearance
from .companion import beside
from .curves import Curve, curves_of
from .hilum import Hilum
from .steering import Push, away_from, moved_curves, moved_nodes
from .straightening import straightened
from .targets import farthest_half, spread_points, upper_and_lower
from .volume_filling import Branch, grow_tree

#: Lung that one last artery or vein serves below the pleura. Together with the radii this gives the share of vessels.
ML_PER_TIP = 0.82
SMALLEST_SHARE, ROOT_STEP = 0.11, 0.18
MARGIN_MM = 1.2
#: What is straightened runs into the heart's hollow and is pushed out again, each time with less of a bend.
STRAIGHTENED_TIMES = 3
THINNEST_AIRWAY_MM = 1.35
#: The artery lies above the bronchus and in front of it (z, y, x).
ARTERY_SIDE = np.array([0.8, -0.6, 0.0])


@dataclass
class LungTrees:
    """Curves in mm from the volume's first voxel; the first of a tree starts at the hilum.

    Attributes:
        airways: with the lumen's radii; empty where no airway leads to the lung.
        arteries: beside the airways, and beyond their ends.
        veins: the trees of the upper and the lower vein.
    """

    airways: list[Curve]
    arteries: list[Curve]
    veins: list[list[Curve]]


def grow_in_lung(clearance: Clearance, hilum: Hilum, finest_mm: float, rng: np.random.Generator) -> LungTrees:
    """Grow airways with arteries first, then veins between them.

    Args:
        finest_mm: thinner branches are not grown, whatever their anatomy.
    """
    targets = spread_points(clearance, ML_PER_TIP, rng)
    if len(targets) < 2:
        return LungTrees([], [], [])
    heading = hilum.inward if hilum.way_mm is None else _heading(hilum.way_mm, hilum.inward)
    artery_mm = radii.at_root_mm(radii.ARTERY_MM, clearance.volume_ml)
    airway_mm = radii.at_root_mm(radii.AIRWAY_MM, clearance.volume_ml)

    def inside(points: np.ndarray, widths: np.ndarray) -> np.ndarray:
        outer = radii.with_wall_mm(radii.airway_at_mm(widths, artery_mm, airway_mm))
        return clearance.pushed(points, np.maximum(widths, outer) + MARGIN_MM)

    tree = _tree(hilum.bronchus_mm, targets, artery_mm, finest_mm, inside, rng)
    if not tree:
        return LungTrees([], [], [])
    curves = curves_of(tree, heading)
    for _ in range(STRAIGHTENED_TIMES):
        curves = moved_curves(curves, inside)
    side = ARTERY_SIDE - (ARTERY_SIDE @ heading) * heading
    thinnest_mm = max(THINNEST_AIRWAY_MM, finest_mm)
    airways = _airways(curves, artery_mm, airway_mm, thinnest_mm)
    arteries = beside(tree, curves, side / np.linalg.norm(side), airway_mm, thinnest_mm)
    if airways:
        arteries = moved_curves(arteries, away_from(airways, [radii.with_wall_mm(c.radii_mm) for c in airways]))
    veins = _veins(clearance, hilum, arteries, airways, finest_mm, rng)
    return LungTrees(airways if hilum.way_mm is not None else [], arteries, veins)


def _tree(
    root: np.ndarray, targets: np.ndarray, radius_mm: float, thinnest_mm: float, push: Push, rng: np.random.Generator
) -> list[Branch]:
    grown = grow_tree(
        root, targets, radius_mm, thinnest_mm, radii.VESSEL_EXPONENT, rng, SMALLEST_SHARE, ROOT_STEP, radii.LAST_MM
    )
    for _ in range(STRAIGHTENED_TIMES if grown else 0):
        grown = moved_nodes(straightened(grown), push)
    return grown


def _heading(way_mm: np.ndarray, inward: np.ndarray) -> np.ndarray:
    """Between that of the main bronchus and the lung's middle."""
    last = way_mm[-1] - way_mm[max(0, len(way_mm) - 4)]
    both = last / max(float(np.linalg.norm(last)), 1e-6) + inward
    return both / max(float(np.linalg.norm(both)), 1e-6)


def _airways(curves: list[Curve], artery_mm: float, airway_mm: float, thinnest_mm: float) -> list[Curve]:
    """The same curves with the airways' radii, as far as these are wide enough."""
    lumens = (replace(curve, radii_mm=radii.airway_at_mm(curve.radii_mm, artery_mm, airway_mm)) for curve in curves)
    return [curve for curve in lumens if curve.radii_mm[-1] >= thinnest_mm]


def _veins(
    clearance: Clearance,
    hilum: Hilum,
    arteries: list[Curve],
    airways: list[Curve],
    thinnest_mm: float,
    rng: np.random.Generator,
) -> list[list[Curve]]:
    """Veins run between the segments, far from the airways (targets), and give way to what is already there."""
    taken = [*arteries, *airways]
    widths = [c.radii_mm for c in arteries] + [radii.with_wall_mm(c.radii_mm) for c in airways]
    clear = away_from(taken, widths)
    between = farthest_half(
        spread_points(clearance, ML_PER_TIP / 2, rng), np.concatenate([c.points_mm for c in arteries])
    )

    def push(points: np.ndarray, widths: np.ndarray) -> np.ndarray:
        return clearance.pushed(clear(points, widths), widths + MARGIN_MM)

    width_mm = radii.at_root_mm(radii.VEIN_MM, clearance.volume_ml)
    trees = []
    for root, served in zip(hilum.veins_mm, upper_and_lower(between), strict=True):
        if len(served) == 0:
            continue
        tree = _tree(root, served, width_mm, thinnest_mm, push, rng)
        if tree:
            trees.append(moved_curves(curves_of(tree, hilum.inward), push))
    return trees
