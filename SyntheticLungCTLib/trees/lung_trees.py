"""Airways, arteries and veins, grown inside any pair of lungs down to sub-segmental branches."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ..blueprint.labels import LUNGS, Label
from ..blueprint.tree_lines import Trees
from ..errors import Cancelled
from .clearance import Clearance
from .connection import join_to_blood, paint_airways, paint_vessels
from .hilum import Hilum, find_hilum
from .lung import LungTrees, grow_in_lung
from .painting import close_walls, drop_loose_airways
from .surroundings import Surroundings

#: Branches thinner than these shares of a slice and of a pixel are hardly seen.
FINEST_VOXELS = np.array([0.1, 0.25, 0.25])
SMALLEST_LUNG_ML = 20.0


def grow_lung_trees(
    labels: np.ndarray,
    spacing_zyx_mm: Sequence[float],
    rng: np.random.Generator,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[np.ndarray, Trees]:
    """Draw pulmonary airways, arteries and veins into lungs that have none.

    Each lung is filled by the method of Tawhai et al. (J Appl Physiol 97, 2004), see `volume_filling.py`: airways
    with arteries beside them, then veins between. The main bronchus is led on to the hilum along the easiest way,
    and vessels are joined there to the blood that is nearest. Only lung becomes airway or pulmonary vessel; outside
    of the lungs only the ways to the hila are drawn, over fat, soft tissue and (airways) blood.

    Args:
        labels: uint8 (z, y, x) in LPS order: z to the head, y to the back, x to the left; it stays as it is.
            Nodules, emphysema and opacities in the lungs stay too. Without a trachea no airways are drawn, without
            blood vessels start at the hilum.
        spacing_zyx_mm: voxel size.
        rng: the same generator state gives the same trees.
        cancelled: asked between steps.

    Returns:
        uint8 array of the same shape, and the trees.

    Raises:
        Cancelled: when `cancelled` said so.
    """
    spacing_mm = np.asarray(spacing_zyx_mm, float)
    around = Surroundings.of(labels, spacing_mm)
    drawn = labels.copy()
    grown: list[tuple[Label, Hilum, LungTrees]] = []
    for lung in LUNGS:
        _ask(cancelled)
        if (around.lungs == lung).sum() * around.voxel_ml < SMALLEST_LUNG_ML:
            continue
        clearance = Clearance(around, lung)
        hilum = find_hilum(around, lung, clearance)
        clearance.root_mm = hilum.bronchus_mm
        grown.append((lung, hilum, grow_in_lung(clearance, hilum, float((FINEST_VOXELS * spacing_mm).max()), rng)))
    tubes = Trees([], [])
    for _, hilum, trees in grown:
        _ask(cancelled)
        tubes.airways.extend(paint_airways(drawn, spacing_mm, hilum, trees.airways))
    drop_loose_airways(drawn, labels)
    for lung, _, trees in grown:
        for tree in (trees.arteries, *trees.veins):
            _ask(cancelled)
            tubes.vessels.extend(join_to_blood(drawn, spacing_mm, around, lung, tree))
    paint_vessels(drawn, spacing_mm, tubes.vessels)
    close_walls(drawn, labels)
    return drawn, tubes


def _ask(cancelled: Callable[[], bool] | None) -> None:
    if cancelled is not None and cancelled():
        raise Cancelled("The growing of lung trees was cancelled.")
