"""Lungs like two half drums, a cage around them, and what is laid on it."""

from __future__ import annotations

import numpy as np

from SyntheticLungCTLib.blueprint.labels import Label
from SyntheticLungCTLib.thorax.bones.ribs import Ribs
from SyntheticLungCTLib.thorax.bones.shoulder_blades import ShoulderBlades
from SyntheticLungCTLib.thorax.cage import Cage
from SyntheticLungCTLib.thorax.frame import AVERAGE_MM, GRID, Frame
from SyntheticLungCTLib.thorax.organs import Organ

FRAME = Frame((0.0, 0.0, 0.0), tuple(AVERAGE_MM))


def organs_of_drums(radius_mm: float = 90.0) -> np.ndarray:
    """Distances (organs, *GRID) to two half drums in the frame's middle, 50 cells high."""
    organs = np.ones((len(Organ), *GRID), np.float32)
    y_mm, x_mm = (FRAME.cells_mm(axis) - FRAME.size_mm[axis] / 2 for axis in (1, 2))
    distances = (np.hypot(y_mm[:, None] - 0.05 * FRAME.size_mm[1], x_mm) - radius_mm) / 12
    organs[Organ.LUNG_RIGHT, 8:58, :, :40] = np.clip(distances, -1, 1)[:, :40]
    organs[Organ.LUNG_LEFT, 8:58, :, 40:] = np.clip(distances, -1, 1)[:, 40:]
    return organs


def laid_on(
    cage: Cage, bones: Ribs | ShoulderBlades, heights_mm: np.ndarray, pixels_mm: np.ndarray, filled: Label
) -> np.ndarray:
    """Labels (z, y, x) of `filled` with bones laid on; slices at heights, pixels of both axes at places."""
    angles, radii_mm = cage.polar(pixels_mm, pixels_mm)
    labels = np.full((len(heights_mm), len(pixels_mm), len(pixels_mm)), filled, np.uint8)
    for plane, height_mm in zip(labels, heights_mm, strict=True):
        bones.lay(plane, height_mm, angles, cage.depth_mm(height_mm, angles, radii_mm))
    return labels
