"""Where bronchus, artery and veins enter a lung."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from ..blueprint.labels import BLOODS, Label
from .clearance import Clearance
from .passage import Passage
from .surroundings import Surroundings

#: Cost per mm of the extended main bronchus: through fat, round the great vessels where it can.
BRONCHUS_COSTS = {
    Label.FAT: 1.0,
    Label.SOFT_TISSUE: 1.5,
    **dict.fromkeys(BLOODS, 3.0),
    Label.AIRWAY_WALL: 1.0,
    Label.AIRWAY_LUMEN: 1.0,
    Label.LUNG_LEFT: 1.2,
    Label.LUNG_RIGHT: 1.2,
}
#: How much a hilum at the lung's middle height and depth is preferred to one that is near.
CENTRAL = 0.8
SURFACE_MM = (1.0, 5.0)
TIP_MM = 5.0
#: A main bronchus is 2 to 5 cm long; where only the trachea is there, both are left to find.
BRONCHUS_MM = 95.0
#: Upper and lower vein from the bronchus: forward and level, back and down (z, y, x).
UPPER_VEIN_MM, LOWER_VEIN_MM = np.array([2.0, -15.0, 0.0]), np.array([-20.0, 4.0, 0.0])


@dataclass
class Hilum:
    """Points (z, y, x) in mm from the volume's first voxel.

    Attributes:
        bronchus_mm: (3,) where the bronchus enters the lung.
        veins_mm: the same for the upper and the lower vein.
        way_mm: (n, 3) from the end of the main bronchus to `bronchus_mm`; None without airways.
        inward: (3,) unit vector from the surface into the lung.
    """

    bronchus_mm: np.ndarray
    veins_mm: tuple[np.ndarray, np.ndarray]
    way_mm: np.ndarray | None
    inward: np.ndarray


def find_hilum(around: Surroundings, lung: Label, clearance: Clearance) -> Hilum:
    """The place on the lung's surface that is near to the main bronchus and to the lung's middle.

    Where no airway leads to the lung, the middle of the blood, or else of the body, stands for the bronchus.
    """
    surface = clearance.surface_mm(*SURFACE_MM)
    surface = surface if len(surface) else clearance.surface_mm(0, np.inf)
    middle = around.points_mm(np.argwhere(around.lungs == lung)).mean(axis=0)
    central = CENTRAL * np.linalg.norm(surface - middle, axis=1)
    passage = _from_airway(around, lung, middle)
    cost = passage.cost_to(surface) if passage else np.full(len(surface), np.inf)
    reached = np.isfinite(cost).any()
    if not reached:
        cost = np.linalg.norm(surface - _middle_of_body(around), axis=1)
    bronchus = surface[np.argmin(cost + central)]
    veins = tuple(_nearest(surface, bronchus + offset) for offset in (UPPER_VEIN_MM, LOWER_VEIN_MM))
    inward = (middle - bronchus) / max(float(np.linalg.norm(middle - bronchus)), 1e-6)
    return Hilum(bronchus, veins, passage.way_to(bronchus) if reached else None, inward)


def _nearest(points: np.ndarray, to: np.ndarray) -> np.ndarray:
    return points[np.argmin(np.linalg.norm(points - to, axis=1))]


def _from_airway(around: Surroundings, lung: Label, middle_mm: np.ndarray) -> Passage | None:
    tip = _end_of_airway(around, middle_mm)
    return None if tip is None else Passage(around, tip, BRONCHUS_COSTS, lung, BRONCHUS_MM)


def _end_of_airway(around: Surroundings, lung_middle_mm: np.ndarray) -> np.ndarray | None:
    """Where the largest airway's lumen reaches farthest down and to the lung's side."""
    parts, count = ndimage.label(around.labels == Label.AIRWAY_LUMEN, np.ones((3, 3, 3)))
    if count == 0:
        return None
    lumen = around.points_mm(np.argwhere(parts == np.bincount(parts.ravel())[1:].argmax() + 1))
    side = np.sign(lung_middle_mm[2] - lumen[:, 2].mean())
    end = lumen[np.argmax(side * lumen[:, 2] - lumen[:, 0])]
    near = lumen[np.linalg.norm(lumen - end, axis=1) <= TIP_MM]
    return _nearest(near, near.mean(axis=0))


def _middle_of_body(around: Surroundings) -> np.ndarray:
    blood = np.isin(around.labels, BLOODS)
    body = blood if blood.any() else (around.labels != Label.OUTSIDE)
    return around.points_mm(np.argwhere(body)).mean(axis=0)
