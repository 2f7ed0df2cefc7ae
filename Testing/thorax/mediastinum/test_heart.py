"""A heart is found in blood below the carina, takes in what is soft around it, and has two sides."""

from __future__ import annotations

import numpy as np
import pytest

from SyntheticLungCTLib.thorax.mediastinum.chambers import LEFT, RIGHT, Chamber, border_mm, nearest
from SyntheticLungCTLib.thorax.mediastinum.heart import Heart
from SyntheticLungCTLib.thorax.mediastinum.heart_walls import MUSCLE_MM, grooves, muscle
from SyntheticLungCTLib.thorax.mediastinum.room import Room
from SyntheticLungCTLib.thorax.organs import Organ
from SyntheticLungCTLib.thorax.pixels import Pixels

from .conftest import HEART_MM, HEART_RADIUS_MM

Y_MM, X_MM = np.arange(50.0, 190.0), np.arange(130.0, 280.0)


@pytest.fixture(scope="module")
def heart(organs: np.ndarray, room: Room) -> Heart:
    found = Heart.of(organs[Organ.BLOOD], room, np.random.default_rng(0))
    assert found is not None
    return found


def slice_at(height_mm: float) -> Pixels:
    return Pixels(height_mm, Y_MM, X_MM)


def ball(height_mm: float) -> np.ndarray:
    up = height_mm - HEART_MM[0]
    beside = (Y_MM[:, None] - HEART_MM[1]) ** 2 + (X_MM - HEART_MM[2]) ** 2
    return up**2 + beside < HEART_RADIUS_MM**2


def test_it_lies_where_the_blood_is(heart: Heart) -> None:
    assert heart.middle_mm == pytest.approx(HEART_MM, abs=6)
    assert heart.radius_mm == pytest.approx(HEART_RADIUS_MM, rel=0.1)


def test_little_blood_is_no_heart(organs: np.ndarray, room: Room) -> None:
    vessel = np.ones_like(organs[Organ.BLOOD])
    assert Heart.of(vessel, room, np.random.default_rng(0)) is None
    cell = [int(np.abs(room.frame.cells_mm(axis) - HEART_MM[axis]).argmin()) for axis in range(3)]
    vessel[cell[0] - 6 : cell[0] + 6, cell[1] - 2 : cell[1] + 3, cell[2] - 2 : cell[2] + 3] = -1
    assert Heart.of(vessel, room, np.random.default_rng(0)) is None


def test_it_takes_in_what_is_soft_around_it_but_nothing_else(heart: Heart) -> None:
    blood = ball(85.0)
    soft = np.zeros_like(blood)
    soft[:, :75] = True
    grown = heart.grown(blood, soft, np.zeros_like(soft), slice_at(85.0))
    assert grown[soft].sum() > blood[soft].sum()
    assert not grown[~soft].any()


def test_it_takes_in_organs_only_where_it_lies_around_them(heart: Heart) -> None:
    blood, pixels = ball(85.0), slice_at(85.0)
    organs = np.ones_like(blood)
    rows = np.flatnonzero(blood.any(axis=1))
    middle = slice(rows.mean().astype(int) - 3, rows.mean().astype(int) + 3)
    soft = blood.copy()
    soft[middle] = False
    grown = heart.grown(soft, soft, organs, pixels)
    assert grown[middle][blood[middle]].mean() > 0.9
    assert grown.sum() < 1.2 * blood.sum()


def test_nothing_of_it_lies_above_its_dome(heart: Heart) -> None:
    everywhere = np.ones((len(Y_MM), len(X_MM)), bool)
    assert not heart.grown(everywhere, everywhere, everywhere, slice_at(heart.top_mm + 1)).any()
    assert heart.grown(everywhere, everywhere, everywhere, slice_at(heart.top_mm - 5)).any()


def test_right_chambers_lie_to_the_right_and_the_left_atrium_behind(heart: Heart) -> None:
    z, y, x = heart.middle_mm
    places: dict[Chamber, np.ndarray] = {}
    for height_mm in np.arange(z - 40, z + 40, 5):
        chambers, _, _ = heart.chambers(slice_at(height_mm))
        inside = ball(height_mm)
        for chamber in Chamber:
            found = np.argwhere(inside & (chambers == chamber))
            placed = np.column_stack([np.full(len(found), height_mm), Y_MM[found[:, 0]], X_MM[found[:, 1]]])
            places[chamber] = np.concatenate([places.get(chamber, np.empty((0, 3))), placed])
    middles = {chamber: found.mean(axis=0) for chamber, found in places.items()}
    total = sum(map(len, places.values()))
    assert all(len(found) > 0.06 * total for found in places.values())
    assert middles[Chamber.RIGHT_ATRIUM][2] < x < middles[Chamber.LEFT_VENTRICLE][2]
    assert middles[Chamber.LEFT_ATRIUM][1] > y > middles[Chamber.RIGHT_VENTRICLE][1]


def test_the_left_ventricle_has_a_thick_wall_and_the_sides_are_parted(heart: Heart) -> None:
    pixels = slice_at(70.0)
    chambers, _, sides_mm = heart.chambers(pixels)
    inside = ball(70.0)
    wall = muscle(inside, chambers, sides_mm, pixels.size_mm, base=False)
    left = inside & (chambers == Chamber.LEFT_VENTRICLE)
    right = inside & (chambers == Chamber.RIGHT_VENTRICLE)
    assert wall[left].mean() > 2 * wall[right].mean()
    assert not wall[~inside].any()
    # Straight through from side to side there is always muscle.
    sides = np.isin(chambers, RIGHT) & inside, np.isin(chambers, LEFT) & inside
    beside = sides[0][:, :-1] & sides[1][:, 1:]
    assert beside.any()
    assert (wall[:, :-1] | wall[:, 1:])[beside].all()
    assert left.sum() > np.pi * MUSCLE_MM**2


def test_grooves_lie_at_the_surface_between_chambers() -> None:
    heart = np.zeros((60, 80), bool)
    heart[10:50, 10:70] = True
    between_mm = np.abs(np.arange(80) - 40.0) * np.ones((60, 1))
    fat, coronaries = grooves(heart, between_mm, (1.0, 1.0))
    assert fat[coronaries].all()
    assert 0 < coronaries.sum() < 0.5 * fat.sum()
    assert fat[10, 38:43].all()
    assert not fat[30].any()
    assert not fat[:, 50:].any()
    assert not fat[~heart].any()


def test_at_the_base_a_sliver_of_the_left_ventricle_is_no_muscle() -> None:
    chambers = np.full((90, 90), Chamber.LEFT_ATRIUM)
    chambers[:40] = Chamber.RIGHT_VENTRICLE
    chambers[40:52] = Chamber.LEFT_VENTRICLE
    heart, sides_mm = np.ones((90, 90), bool), np.full((90, 90), 9.0)
    deep = (slice(42, 50), slice(20, 70))
    assert muscle(heart, chambers, sides_mm, (1.0, 1.0), base=False)[deep].any()
    assert not muscle(heart, chambers, sides_mm, (1.0, 1.0), base=True)[deep].any()


def test_where_chambers_overlap_the_left_one_bulges_into_the_right_one() -> None:
    far = np.full((len(Chamber), 1, 3), 1.0)
    far[Chamber.LEFT_VENTRICLE] = (0.2, -0.05, -0.3)
    far[Chamber.RIGHT_VENTRICLE] = (-0.3, -0.3, 0.2)
    assert nearest(far)[0].tolist() == [Chamber.RIGHT_VENTRICLE, Chamber.LEFT_VENTRICLE, Chamber.LEFT_VENTRICLE]


def test_borders_are_told_in_mm_and_one_part_has_none() -> None:
    parts = np.zeros((5, 20), int)
    parts[:, 10:] = 1
    assert border_mm(parts, (1.0, 0.5))[2, [0, 9, 15]] == pytest.approx([4.5, 0, 3])
    assert np.isinf(border_mm(np.zeros((3, 3)), (1.0, 1.0))).all()


def test_what_the_left_ventricle_holds_has_no_sharp_corners() -> None:
    square = np.zeros((90, 90), bool)
    square[10:80, 10:80] = True
    ventricle = np.full(square.shape, Chamber.LEFT_VENTRICLE)
    wall = muscle(square, ventricle, np.full(square.shape, np.inf), (1.0, 1.0), base=False)
    assert wall[45, 10:80].sum() == pytest.approx(2 * MUSCLE_MM, abs=2)
    diagonal = wall[np.arange(10, 80), np.arange(10, 80)].sum()
    assert diagonal > 2 * MUSCLE_MM + 3
