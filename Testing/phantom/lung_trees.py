"""Pulmonary arteries, veins and airways, grown inside the lungs from the hila."""

from __future__ import annotations

import numpy as np

from SyntheticLungCTLib.blueprint.labels import LUNGS, Label
from SyntheticLungCTLib.trees.radii import with_wall_mm
from SyntheticLungCTLib.trees.volume_filling import Branch, grow_tree

from .canvas import Canvas
from .mediastinum import LEFT_BRONCHUS, RIGHT_BRONCHUS, VESSELS

ARTERY_TIPS, AIRWAY_TIPS, VEIN_TIPS = 900, 160, 350
THINNEST_VESSEL_MM, THINNEST_AIRWAY_MM = 0.55, 1.0
#: How far from the airways the arteries run beside them (x, y, z).
BESIDE_MM = np.array([0.0, 0.0, 3.0])
AIRWAY_EXPONENT = 2.1

ROOTS = {
    Label.LUNG_LEFT: (
        LEFT_BRONCHUS,
        "left pulmonary artery",
        ("left upper pulmonary vein", "left lower pulmonary vein"),
    ),
    Label.LUNG_RIGHT: (
        RIGHT_BRONCHUS,
        "right pulmonary artery",
        ("right upper pulmonary vein", "right lower pulmonary vein"),
    ),
}


def draw_lung_trees(canvas: Canvas, rng: np.random.Generator) -> None:
    """Draw both lungs' trees: veins, arteries, then airway walls and lumens over them."""
    airways: list[Branch] = []
    # On a coarse grid the thinnest branches would swell to whole voxels and fill the lung.
    finest_mm = 0.35 * float(canvas.spacing_mm[1:].max()) / canvas.size_scale
    vessel_mm, airway_mm = max(THINNEST_VESSEL_MM, finest_mm), max(THINNEST_AIRWAY_MM, finest_mm)
    for lung, (bronchus, artery, veins) in ROOTS.items():
        tips = _points_in(canvas, lung, ARTERY_TIPS, rng)
        if len(tips) < 20:
            continue
        vein_tips = _points_in(canvas, lung, 2 * VEIN_TIPS, rng)
        upper = vein_tips[:, 2] > np.median(vein_tips[:, 2])
        for name, served in zip(veins, (vein_tips[upper], vein_tips[~upper]), strict=True):
            _draw_vessels(canvas, _grow(*VESSELS[name], served, vessel_mm))
        _draw_vessels(canvas, _grow(*VESSELS[artery], tips + BESIDE_MM, vessel_mm))
        airways += _grow(*bronchus, tips[:AIRWAY_TIPS], airway_mm, AIRWAY_EXPONENT)
    _draw_airways(canvas, airways)


def _grow(
    points: list, radii: list[float], tips: np.ndarray, thinnest_mm: float, exponent: float = 3.0
) -> list[Branch]:
    """A tree that goes on where a vessel or bronchus of the mediastinum ends."""
    return grow_tree(np.array(points[-1], float), tips, radii[-1], thinnest_mm, exponent)


def _points_in(canvas: Canvas, lung: Label, count: int, rng: np.random.Generator) -> np.ndarray:
    """Up to `count` anatomical points (n, 3) as x, y, z, evenly spread in a lung."""
    index = np.flatnonzero(canvas.labels == lung)
    if len(index) == 0:
        return np.zeros((0, 3))
    chosen = np.array(np.unravel_index(rng.choice(index, count), canvas.labels.shape)).T
    within_voxel = rng.uniform(-0.5, 0.5, chosen.shape)
    return ((chosen + within_voxel) * canvas.spacing_mm + canvas.origin_mm)[:, ::-1] / canvas.scale[::-1]


def _draw_vessels(canvas: Canvas, branches: list[Branch]) -> None:
    """In the lung they are pulmonary vessels, in the fat of the hilum great vessels."""
    for branch in branches:
        path, radii = [branch.start, branch.end], [branch.start_radius_mm, branch.end_radius_mm]
        canvas.tube(path, radii, Label.PULMONARY_VESSEL, LUNGS)
        if branch.start_radius_mm > 2.5:
            canvas.tube(path, radii, Label.BLOOD, (Label.FAT,))


def _draw_airways(canvas: Canvas, branches: list[Branch]) -> None:
    over = (*LUNGS, Label.PULMONARY_VESSEL, Label.FAT, Label.BLOOD)
    for branch in branches:
        radii = [branch.start_radius_mm, branch.end_radius_mm]
        canvas.tube([branch.start, branch.end], [with_wall_mm(r) for r in radii], Label.AIRWAY_WALL, over)
    hollow = (*over, Label.AIRWAY_WALL)
    for branch in branches:
        radii = [branch.start_radius_mm, branch.end_radius_mm]
        canvas.tube([branch.start, branch.end], radii, Label.AIRWAY_LUMEN, hollow)
