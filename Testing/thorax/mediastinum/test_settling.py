"""Vessels settle between the lungs: clear of them, apart from each other, joined to what they branch from."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial import cKDTree

from SyntheticLungCTLib.thorax.mediastinum.room import Room
from SyntheticLungCTLib.thorax.mediastinum.settling import Course, settled_courses
from SyntheticLungCTLib.thorax.mediastinum.standard_chest import BRANCHES, COURSES

from .conftest import CANAL_MM, FRAME, chest


def settled(room: Room, seed: int = 0) -> dict[str, Course]:
    return settled_courses(room, np.random.default_rng(seed))


@pytest.fixture(scope="module")
def courses(room: Room) -> dict[str, Course]:
    return settled(room)


def test_every_vessel_is_there_and_has_a_vessels_width(courses: dict[str, Course]) -> None:
    assert courses.keys() == COURSES.keys()
    for name, (middles, radii) in courses.items():
        assert middles.shape == (len(radii), 3)
        assert np.isfinite(middles).all()
        drawn = [point[3] for point in COURSES[name][1]]
        assert 0.6 * min(drawn) < radii.min() <= radii.max() < 1.4 * max(drawn)


def test_the_aorta_keeps_clear_of_lungs_windpipe_and_spine(room: Room, courses: dict[str, Course]) -> None:
    middles, radii = courses["aorta"]
    between = (middles[:, 0] > 20) & (middles[:, 0] < 230)
    assert (room.clear_mm(middles) / radii)[between].min() > 0.7


def test_vessels_that_are_not_joined_keep_apart(courses: dict[str, Course]) -> None:
    for one, other in (("aorta", "pulmonary trunk"), ("aorta", "oesophagus"), ("superior vena cava", "aorta")):
        far, nearest = cKDTree(courses[one][0]).query(courses[other][0])
        assert (far - courses[one][1][nearest] - courses[other][1]).min() > -3.5


def test_branches_begin_in_the_middle_of_their_trunk(courses: dict[str, Course]) -> None:
    for name, trunk in BRANCHES.items():
        assert cKDTree(courses[trunk][0]).query(courses[name][0][0])[0] < 1e-6


def test_the_aorta_rises_before_the_trachea_and_descends_left_of_the_spine(
    room: Room, courses: dict[str, Course]
) -> None:
    middles, _ = courses["aorta"]
    top = middles[:, 0].argmax()
    ascending, descending = middles[:top], middles[top:]
    assert room.carina_mm < middles[top, 0] < room.carina_mm + 50
    assert (ascending[:, 1] < CANAL_MM[0] - 70).all()
    level = np.abs(descending[:, 0] - room.carina_mm + 40) < 20
    assert (descending[level, 2] > CANAL_MM[1] + 5).all()
    assert (descending[level, 1] > CANAL_MM[0] - 65).all()


def test_the_descending_aorta_lies_against_a_left_lung_that_is_farther_away() -> None:
    room = Room.of(chest(104.0), FRAME)
    middles, radii = settled(room)["aorta"]
    beside = (np.arange(len(radii)) > middles[:, 0].argmax()) & (np.abs(middles[:, 0] - room.carina_mm + 35) < 30)
    gap_mm = (room.from_left_mm(middles) - radii)[beside]
    assert np.median(gap_mm) < 3
    assert gap_mm.min() > -2


def test_lungs_that_are_nearer_push_vessels_to_the_middle(courses: dict[str, Course]) -> None:
    narrow = settled(Room.of(chest(84.0), FRAME))
    assert narrow["left pulmonary artery"][0][:, 2].max() < courses["left pulmonary artery"][0][:, 2].max() - 3


def test_the_seed_decides(room: Room, courses: dict[str, Course]) -> None:
    again, other = settled(room), settled(room, seed=1)
    assert all(np.array_equal(again[name][0], courses[name][0]) for name in courses)
    assert not np.array_equal(other["aorta"][0], courses["aorta"][0])
