"""The cage lies around both lungs, goes on below them, and is told in angles and mm."""

from __future__ import annotations

import numpy as np
import pytest

from SyntheticLungCTLib.thorax.cage import Cage
from SyntheticLungCTLib.thorax.frame import GRID
from SyntheticLungCTLib.thorax.organs import Organ

from .drums import FRAME, organs_of_drums


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
