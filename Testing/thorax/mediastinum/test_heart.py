"""A heart is found in blood below the carina, takes in what is soft around it, and has two sides."""

from __future__ import annotations

import numpy as np
import pytest

from SyntheticLungCTLib.thorax.mediastinum.chambers import ELLIPSOIDS, LEFT, RIGHT, Chamber, border_mm, nearest
from SyntheticLungCTLib.thorax.mediastinum.heart import Heart
from SyntheticLungCTLib.thorax.mediastinum.heart_walls import MUSCLE_MM, fat_between, muscle
from SyntheticLungCTLib.thorax.mediastinum.room import Room
from SyntheticLungCTLib.thorax.mediastinum.standard_chest import Blood
from SyntheticLungCTLib.thorax.mediastinum.tracts import tracts
from SyntheticLungCTLib.thorax.mediastinum.vessels import Vessels
from SyntheticLungCTLib.thorax.organs import Organ
from SyntheticLungCTLib.thorax.pixels import Pixels
from SyntheticLungCTLib.thorax.tissues import FINE_GRID, Tissue

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
        chambers = nearest(heart.far_mm(slice_at(height_mm)))
        inside = ball(height_mm)
        for chamber in ELLIPSOIDS:
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
    far_mm = heart.far_mm(pixels)
    chambers, inside = nearest(far_mm), ball(70.0)
    wall = muscle(inside, chambers, far_mm, pixels.size_mm)
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


def test_fat_with_an_artery_lies_in_the_wedge_between_chambers_and_around_the_root_above_its_valve() -> None:
    beside, root, other = (np.hypot(np.arange(60.0)[:, None] - 30, np.arange(80.0) - at) - 20 for at in (20, 20, 60))
    far_mm = np.stack([beside, other, np.full_like(root, 99), np.full_like(root, 99), root + 12])
    chambers, ring = nearest(far_mm), (root > -11) & (root < -10.7)
    fat, arteries = fat_between(far_mm, chambers, above_mm=-5.0)
    assert fat[15, 38:43].all() and not fat[30].any() and not fat[(far_mm < 0).any(axis=0)].any()
    assert fat[arteries].all() and 0 < arteries.sum() < 0.2 * fat.sum()
    assert fat_between(far_mm, chambers, above_mm=5.0)[0][ring].all() and ring.any()


def test_the_left_ventricle_has_a_roof_of_muscle_but_where_it_opens() -> None:
    ventricle, far_mm = np.full((90, 90), Chamber.LEFT_VENTRICLE), np.full((len(Chamber), 90, 90), 99.0)
    for deep_mm, inlet_mm, solid in ((-20.0, 99.0, False), (-3.0, 99.0, True), (-3.0, 1.0, False)):
        far_mm[Chamber.LEFT_VENTRICLE], far_mm[Chamber.LEFT_ATRIUM] = deep_mm, inlet_mm
        assert muscle(ventricle > 0, ventricle, far_mm, (1.0, 1.0))[45, 45] == solid


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
    wall = muscle(square, ventricle, np.full((len(Chamber), 90, 90), -99.0), (1.0, 1.0))
    assert wall[45, 10:80].sum() == pytest.approx(2 * MUSCLE_MM, abs=2)
    diagonal = wall[np.arange(10, 80), np.arange(10, 80)].sum()
    assert diagonal > 2 * MUSCLE_MM + 3


def test_tracts_lead_from_great_vessels_to_ventricles_and_appendages_lie_to_both_sides_of_the_aorta(room: Room) -> None:
    shares = np.zeros((len(Tissue), *FINE_GRID), np.float32)
    vessels = Vessels.between(room, shares, np.random.default_rng(0))
    found = tracts(vessels, HEART_MM, HEART_RADIUS_MM)
    for chamber, blood in ((Chamber.AORTIC_ROOT, Blood.SYSTEMIC), (Chamber.RIGHT_VENTRICLE, Blood.PULMONARY)):
        assert found[chamber].middles_mm[0] == pytest.approx(vessels.tubes[blood].middles_mm[0])
        assert np.linalg.norm(found[chamber].middles_mm[-1] - HEART_MM) < 0.7 * HEART_RADIUS_MM
    right, left = (found[own].middles_mm[:, 2] for own in (Chamber.RIGHT_ATRIUM, Chamber.LEFT_ATRIUM))
    assert right.max() + 10 < vessels.tubes[Blood.SYSTEMIC].middles_mm[0, 2] < left.min() - 10
