"""The cage lies around both lungs, goes on below them, and is told in angles and mm."""

from __future__ import annotations

import numpy as np
import pytest

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


@pytest.fixture(scope="module")
def cage() -> Cage:
    cage = Cage.around(organs_of_drums(), FRAME)
    assert cage is not None
    return cage


def test_its_radius_is_that_of_the_lungs(cage: Cage) -> None:
    middle = np.abs(cage.heights_mm - 125).argmin()
    assert cage.radii_mm[middle] == pytest.approx(90, abs=2)


def test_angles_count_from_the_back_to_the_left(cage: Cage) -> None:
    y_mm, x_mm = cage.middle_mm
    angles, radii_mm = cage.polar(np.array([y_mm + 50, y_mm, y_mm - 50]), np.array([x_mm - 50, x_mm, x_mm + 50]))
    assert angles[0, 1] == pytest.approx(0) and abs(angles[2, 1]) == pytest.approx(180)
    assert angles[1, 2] == pytest.approx(90) and angles[1, 0] == pytest.approx(-90)
    assert radii_mm[0, 1] == pytest.approx(50)


def test_depth_is_counted_across_the_surface(cage: Cage) -> None:
    depths_mm = cage.depth_mm(125.0, np.array([0.0, 100.0, -100.0]), np.array([90.0, 100.0, 70.0]))
    assert depths_mm == pytest.approx([0, 10, -20], abs=2)


def test_below_the_lungs_it_goes_on_as_it_was() -> None:
    organs = organs_of_drums()
    organs[:, 8:20] = 1
    cage = Cage.around(organs, FRAME)
    assert cage is not None
    assert cage.heights_mm[0] < -100
    assert cage.radii_mm[0] == pytest.approx(cage.radii_mm[45], abs=1)


def test_it_does_not_narrow_downwards() -> None:
    organs = organs_of_drums(90.0)
    organs[:, :30] = organs_of_drums(50.0)[:, :30]
    cage = Cage.around(organs, FRAME)
    assert cage is not None
    assert cage.radii_mm.min() > 80


def test_without_lungs_there_is_none() -> None:
    assert Cage.around(np.ones((len(Organ), *GRID), np.float32), FRAME) is None
