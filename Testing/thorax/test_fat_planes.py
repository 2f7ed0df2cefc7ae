"""Planes of fat follow the cage, leave ribs and chest alone, and are thin."""

from __future__ import annotations

import numpy as np
import pytest

from SyntheticLungCTLib.thorax.fat_planes import FIRST_MM, fat_plane_fields, in_fat_plane
from SyntheticLungCTLib.thorax.frame import AVERAGE_MM, GRID, Frame
from SyntheticLungCTLib.thorax.organs import Organ

FRAME = Frame((0.0, 0.0, 0.0), tuple(AVERAGE_MM))


@pytest.fixture(scope="module")
def organs() -> np.ndarray:
    """Distances to two lungs (organs, *GRID) that are 30 cells high and 20 wide, 4 cells apart."""
    organs = np.ones((len(Organ), *GRID), np.float32)
    organs[Organ.LUNG_RIGHT, 20:50, 20:50, 16:36] = -1
    organs[Organ.LUNG_LEFT, 20:50, 20:50, 40:60] = -1
    return organs


@pytest.fixture(scope="module")
def fields(organs: np.ndarray) -> np.ndarray:
    return fat_plane_fields(organs, FRAME, np.random.default_rng(0))


def test_between_and_within_the_lungs_there_are_none(fields: np.ndarray) -> None:
    chest = fields[:, 60:80, 46:94, 40:112]
    assert not in_fat_plane(chest.reshape(3, 20, -1)).any()


def test_a_tenth_of_the_muscles_around_them_is_fat(fields: np.ndarray) -> None:
    wall = fields[:, 60:80, :30]
    assert 0.03 < in_fat_plane(wall.reshape(3, 20, -1)).mean() < 0.2


def test_depth_is_counted_in_mm_from_the_cage(fields: np.ndarray) -> None:
    depths_mm = fields[0, 60:80, :, 60].mean(axis=0)
    before_mm = (40 - np.arange(20, 36)) * 2.5
    assert depths_mm[20:36] == pytest.approx(before_mm, abs=6)
    assert depths_mm[42:98].max() < FIRST_MM / 2


def test_below_the_lungs_the_cage_goes_on(fields: np.ndarray) -> None:
    assert fields[0, 5:30, 45:95, 40:110].mean() < 2
    assert fields[0, 5:30, 10].mean() > 50


def test_the_seed_decides(organs: np.ndarray, fields: np.ndarray) -> None:
    assert np.array_equal(fields, fat_plane_fields(organs, FRAME, np.random.default_rng(0)))
    assert not np.array_equal(fields, fat_plane_fields(organs, FRAME, np.random.default_rng(1)))


def test_without_lungs_there_is_no_cage_to_lie_on() -> None:
    nothing = np.ones((len(Organ), *GRID), np.float32)
    fields = fat_plane_fields(nothing, FRAME, np.random.default_rng(0))
    assert np.isfinite(fields).all()
