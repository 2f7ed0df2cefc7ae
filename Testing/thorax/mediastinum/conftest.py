"""Two lungs of balls, a spine, a windpipe that parts and a ball of blood, as distances on the coarse grid."""

from __future__ import annotations

import numpy as np
import pytest

from SyntheticLungCTLib.thorax.distance_maps import REACH_MM
from SyntheticLungCTLib.thorax.frame import GRID, Frame
from SyntheticLungCTLib.thorax.mediastinum.room import Room
from SyntheticLungCTLib.thorax.organs import Organ

LUNGS_MM = (250.0, 185.0, 260.0)
FRAME = Frame((0.0, 60.0, 60.0), LUNGS_MM)
#: Where the canal's middle is (y, x), and the heart's (z, y, x).
CANAL_MM = np.array([220.0, 190.0])
HEART_MM, HEART_RADIUS_MM = np.array([85.0, 115.0, 205.0]), 48.0
CARINA_MM = 0.66 * LUNGS_MM[0]


def chest(apart_mm: float = 96.0) -> np.ndarray:
    """Distances (organs, *GRID) in which the lungs' middles lie so far to each side."""
    z, y, x = np.meshgrid(*(FRAME.cells_mm(axis) for axis in range(3)), indexing="ij")
    organs = np.full((len(Organ), *GRID), np.inf, np.float32)
    for lung, side in ((Organ.LUNG_RIGHT, -1), (Organ.LUNG_LEFT, 1)):
        away = np.hypot((z - 125) / 125, np.hypot((y - 150) / 92, (x - 190 - side * apart_mm) / 68))
        organs[lung] = (away - 1) * 68
    organs[Organ.CANAL] = np.hypot(y - CANAL_MM[0], x - CANAL_MM[1]) - 9
    trachea = np.maximum(np.hypot(y - 158, x - 190) - 9, CARINA_MM - z)
    bronchi = [np.hypot(y - 158, x - 190 - side * (14 + 0.9 * (CARINA_MM - z))) - 7 for side in (-1, 1)]
    below = np.maximum(np.abs(z - CARINA_MM + 12) - 12, np.minimum(*bronchi))
    organs[Organ.AIRWAY] = np.minimum(trachea, below)
    organs[Organ.BLOOD] = np.linalg.norm(np.stack([z, y, x], -1) - HEART_MM, axis=-1) - HEART_RADIUS_MM
    return np.clip(organs / REACH_MM, -1, 1)


@pytest.fixture(scope="package")
def organs() -> np.ndarray:
    return chest()


@pytest.fixture(scope="package")
def room(organs: np.ndarray) -> Room:
    found = Room.of(organs, FRAME)
    assert found is not None
    return found
