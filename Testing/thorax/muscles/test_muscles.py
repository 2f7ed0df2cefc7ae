"""Muscles lie around the ribs where patients have them, under fat and skin, and parted by fat."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from SyntheticLungCTLib.blueprint.labels import Label
from SyntheticLungCTLib.thorax.cage import Cage
from SyntheticLungCTLib.thorax.muscles.muscles import UNDER_SKIN_MM, Muscles
from SyntheticLungCTLib.thorax.muscles.standard_muscles import MUSCLES, RIB_LAYER_MM
from SyntheticLungCTLib.thorax.pixels import Pixels

#: Lungs reach from 0 to 250 mm.
CHEST_MM = 180.0
PIXELS_MM = np.arange(-60.0, 310.0)


def laid(
    cage: Cage, seed: int = 0, height_mm: float = CHEST_MM, filled: Label = Label.FAT, inside_mm: float = 50.0
) -> np.ndarray:
    """Labels (y, x) of a slice of `filled`, so far under the skin, with muscles laid."""
    labels = np.full((len(PIXELS_MM), len(PIXELS_MM)), filled, np.uint8)
    angles, depth_mm = places(cage, height_mm)
    muscles = Muscles.on(cage, np.random.default_rng(seed))
    muscles.lay(
        labels, Pixels(height_mm, PIXELS_MM, PIXELS_MM), angles, depth_mm, np.full(labels.shape, float(inside_mm))
    )
    return labels


def places(cage: Cage, height_mm: float = CHEST_MM) -> tuple[np.ndarray, np.ndarray]:
    """Angles and depths (y, x) of the slice's pixels."""
    angles, radii_mm = cage.polar(PIXELS_MM, PIXELS_MM)
    return angles, cage.depth_mm(height_mm, angles, radii_mm)


def thickness_mm(cage: Cage, labels: np.ndarray, angle: float, height_mm: float = CHEST_MM) -> float:
    """How far muscle reaches beyond the cage at an angle from the back."""
    angles, depth_mm = places(cage, height_mm)
    return float(depth_mm[(np.abs(angles - angle) < 2) & (labels == Label.SOFT_TISSUE)].max())


def test_the_layer_of_the_ribs_is_muscle_all_around(cage: Cage) -> None:
    _, depth_mm = places(cage)
    layer = (depth_mm > 0.5) & (depth_mm < RIB_LAYER_MM - 3)
    assert (laid(cage)[layer] == Label.SOFT_TISSUE).mean() > 0.97


@pytest.mark.parametrize("side", [-1, 1])
def test_back_shoulder_and_breast_are_thick_and_the_armpit_is_fat(cage: Cage, side: int) -> None:
    labels = laid(cage)
    assert 22 < thickness_mm(cage, labels, side * 20) < 45
    assert 35 < thickness_mm(cage, labels, side * 75) < 65
    assert 13 < thickness_mm(cage, labels, side * 140) < 30
    angles, depth_mm = places(cage)
    armpit = (np.abs(angles - side * 103) < 2) & (depth_mm > 24) & (depth_mm < 60)
    assert (labels[armpit] == Label.FAT).mean() > 0.8


def test_the_shoulder_is_thick_only_above(cage: Cage) -> None:
    for side in (-75, 75):
        low = thickness_mm(cage, laid(cage, height_mm=60.0), side, 60.0)
        assert low < 25 < thickness_mm(cage, laid(cage), side)


def test_muscles_are_parted_by_planes_of_fat_with_gaps(cage: Cage) -> None:
    labels = laid(cage)
    _, depth_mm = places(cage)
    whole = ndimage.binary_closing(labels == Label.SOFT_TISSUE, iterations=2) & (depth_mm > RIB_LAYER_MM)
    assert 0.01 < (labels[whole] == Label.FAT).mean() < 0.2


def test_nothing_reaches_the_skin(cage: Cage) -> None:
    assert not (laid(cage, filled=Label.SOFT_TISSUE, inside_mm=UNDER_SKIN_MM - 0.5) != Label.FAT)[beyond(cage)].any()


def beyond(cage: Cage) -> np.ndarray:
    """Places of the slice that are beyond the cage and not at the very front, where nothing is laid."""
    angles, depth_mm = places(cage)
    return (depth_mm > 0) & (np.abs(angles) < 150)


def test_bones_lungs_and_what_is_within_the_cage_stay(cage: Cage) -> None:
    for label in (Label.SPONGY_BONE, Label.LUNG_LEFT, Label.CONTRAST_BLOOD):
        assert (laid(cage, filled=label) == label).all()
    _, depth_mm = places(cage)
    assert (laid(cage, filled=Label.SOFT_TISSUE)[depth_mm < 0] == Label.SOFT_TISSUE).all()


def test_the_front_of_the_belly_stays_as_it_was_drawn(cage: Cage) -> None:
    labels = laid(cage, height_mm=5.0)
    angles, _ = places(cage, 5.0)
    assert (labels[np.abs(angles) > 130] == Label.FAT).all()
    assert (labels[np.abs(angles) < 60] == Label.SOFT_TISSUE).any()


def test_two_people_differ_and_a_seed_gives_the_same_again(cage: Cage) -> None:
    assert (laid(cage, 0) == laid(cage, 0)).all()
    assert (laid(cage, 0) != laid(cage, 1)).mean() > 0.005


def test_cross_sections_are_told_in_ascending_heights_and_from_back_to_front() -> None:
    for name, rows in MUSCLES.items():
        assert (np.diff(rows[:, 0]) > 0).all(), name
        assert (rows[:, 1] < rows[:, 3]).all(), name
        assert (rows[:, 5] >= 0).all(), name
