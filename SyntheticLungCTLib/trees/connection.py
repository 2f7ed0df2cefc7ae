"""A lung's trees drawn into the volume, and joined through the hilum to airways and blood outside."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..blueprint.labels import BLOODS, LUNGS, Label
from ..blueprint.tree_lines import Tube
from .curves import Curve
from .hilum import Hilum
from .painting import paint, paint_lines
from .passage import Passage
from .radii import with_wall_mm
from .surroundings import Surroundings
from .tube_share import SEEN_SHARE, tube_share

#: A vessel joins blood within this distance; farther away there is none that it could belong to.
TO_BLOOD_MM = 60.0
BLOOD_COSTS = {
    Label.FAT: 1.0,
    **dict.fromkeys(BLOODS, 1.0),
    Label.SOFT_TISSUE: 1.5,
    Label.LUNG_LEFT: 2.0,
    Label.LUNG_RIGHT: 2.0,
}
#: Vessels and airways widen a little towards the hilum.
WIDER = 1.1
HILUM = (Label.FAT, Label.SOFT_TISSUE)


def paint_airways(labels: np.ndarray, spacing_mm: np.ndarray, hilum: Hilum, airways: Sequence[Curve]) -> list[Tube]:
    """Draw walls, then lumens, in place; the way to the hilum opens the end of the main bronchus. What is hollow."""
    if hilum.way_mm is None or not airways:
        return []
    root = airways[0]
    way = (hilum.way_mm, np.linspace(WIDER, 1, len(hilum.way_mm)) * root.radii_mm[0])
    outside = (*LUNGS, *HILUM, *BLOODS)
    groups = [([way, _tube(root)], outside), ([_tube(curve) for curve in airways[1:]], (*LUNGS, *HILUM))]
    groups = [group for group in groups if group[0]]
    for tubes, over in groups:
        walls = [(points, with_wall_mm(radii)) for points, radii in tubes]
        paint(labels, spacing_mm, walls, Label.AIRWAY_WALL, over)
    for tubes, over in groups:
        hollow = (*over, Label.AIRWAY_WALL)
        paint(labels, spacing_mm, tubes, Label.AIRWAY_LUMEN, hollow)
        paint_lines(labels, spacing_mm, tubes, Label.AIRWAY_LUMEN, hollow)
    return [tube for tubes, _ in groups for tube in tubes]


def join_to_blood(
    labels: np.ndarray, spacing_mm: np.ndarray, around: Surroundings, lung: Label, tree: Sequence[Curve]
) -> list[Tube]:
    """A tree of arteries or veins with the way to the blood, which is drawn, in place, over the hilum's fat."""
    if not tree:
        return []
    root = tree[0]
    passage = Passage(around, root.points_mm[0], BLOOD_COSTS, lung, TO_BLOOD_MM)
    blood = passage.nearest(np.isin(around.labels, BLOODS))
    tubes = [_tube(curve) for curve in tree]
    if blood is not None:
        way = passage.way_to(blood)
        tubes.insert(0, (way, np.linspace(1, WIDER, len(way)) * root.radii_mm[0]))
        paint(labels, spacing_mm, tubes[:2], int(around.labels[tuple(around.index_of(blood))]), HILUM)
    return tubes


def paint_vessels(labels: np.ndarray, spacing_mm: np.ndarray, vessels: Sequence[Tube]) -> None:
    """Draw what is seen of all vessels in the lungs, in place."""
    found = tube_share(labels.shape, spacing_mm, vessels) if vessels else None
    if found is not None:
        part = labels[found[0]]
        part[(found[1] > SEEN_SHARE) & np.isin(part, LUNGS)] = Label.PULMONARY_VESSEL


def _tube(curve: Curve) -> Tube:
    return curve.points_mm, curve.radii_mm
