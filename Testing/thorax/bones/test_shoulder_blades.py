"""Shoulder blades are two thin plates behind the upper ribs."""

from __future__ import annotations

import numpy as np
import pytest

from SyntheticLungCTLib.blueprint.labels import Label
from SyntheticLungCTLib.thorax.bones.shoulder_blades import ShoulderBlades
from SyntheticLungCTLib.thorax.cage import Cage
from SyntheticLungCTLib.thorax.frame import AVERAGE_MM
from Testing.thorax.drums import laid_on

HEIGHTS_MM = np.arange(0.0, 260.0, 6.0)
PIXELS_MM = np.arange(-60.0, 310.0)


def laid(cage: Cage, seed: int = 0, filled: Label = Label.FAT) -> np.ndarray:
    """Labels (z, y, x) of `filled` with shoulder blades laid on."""
    blades = ShoulderBlades.on(cage, np.random.default_rng(seed))
    return laid_on(cage, blades, HEIGHTS_MM, PIXELS_MM, filled)


@pytest.fixture(scope="module")
def labels(cage: Cage) -> np.ndarray:
    return laid(cage)


def test_there_is_one_at_each_side_of_a_blades_volume(cage: Cage, labels: np.ndarray) -> None:
    angles, _ = cage.polar(PIXELS_MM, PIXELS_MM)
    bone = labels == Label.SPONGY_BONE
    for side in (angles > 0, angles < 0):
        assert 20 < bone[:, side].sum() * 6 / 1000 < 110


def test_they_lie_behind_and_beside_the_upper_half_of_the_lungs(cage: Cage, labels: np.ndarray) -> None:
    angles, radii_mm = cage.polar(PIXELS_MM, PIXELS_MM)
    bone = labels == Label.SPONGY_BONE
    assert not bone[HEIGHTS_MM < 90].any() and bone[HEIGHTS_MM > 200].any(axis=(1, 2)).all()
    off = np.abs(angles)[bone.any(axis=0)]
    assert off.min() > 30 and off.max() < 105
    assert radii_mm[bone.any(axis=0)].min() > 100


def test_they_are_thin(cage: Cage, labels: np.ndarray) -> None:
    angles, _ = cage.polar(PIXELS_MM, PIXELS_MM)
    bone = labels[np.abs(HEIGHTS_MM - 200).argmin()] == Label.SPONGY_BONE
    middle_mm = bone[np.abs(angles - 68) < 1].sum() / (2 * np.deg2rad(1) * 115)
    assert 2 < middle_mm < 7


def test_lumps_give_way(cage: Cage) -> None:
    angles, radii_mm = cage.polar(PIXELS_MM, PIXELS_MM)
    found = laid(cage, filled=Label.SPONGY_BONE) == Label.SPONGY_BONE
    behind = (np.abs(angles) > 30) & (np.abs(angles) < 100) & (radii_mm > 130)
    heights = HEIGHTS_MM / AVERAGE_MM[0]
    assert found[heights > 0.5][:, behind].mean() < 0.05
    assert found[:, np.abs(angles) > 110].all()


def test_what_is_outside_stays_outside(cage: Cage) -> None:
    assert (laid(cage, filled=Label.OUTSIDE) == Label.OUTSIDE).all()


def test_both_sides_differ_and_the_seed_decides(cage: Cage, labels: np.ndarray) -> None:
    assert np.array_equal(laid(cage), labels)
    assert not np.array_equal(laid(cage, seed=1), labels)
    corners = ShoulderBlades.on(cage, np.random.default_rng(0)).corners
    assert not np.allclose(*corners)


def test_joints_are_at_both_sides(cage: Cage) -> None:
    right, left = ShoulderBlades.on(cage, np.random.default_rng(0)).joints_mm()
    assert right[2] < cage.middle_mm[1] - 100 and left[2] > cage.middle_mm[1] + 100
