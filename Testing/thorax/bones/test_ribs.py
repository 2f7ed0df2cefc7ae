"""Ribs are bands of a rib's size that sink to the front, twelve at each side, and leave what is no wall alone."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from SyntheticLungCTLib.blueprint.labels import Label
from SyntheticLungCTLib.thorax.bones.ribs import Ribs
from SyntheticLungCTLib.thorax.bones.vertebrae import vertebra_borders_mm
from SyntheticLungCTLib.thorax.cage import Cage
from Testing.thorax.drums import FRAME, laid_on

#: Slices of 3 mm from below the lungs to above them, pixels of 1 mm.
HEIGHTS_MM = np.arange(-60.0, 270.0, 3.0)
PIXELS_MM = np.arange(-20.0, 260.0)


def laid(
    cage: Cage, seed: int = 0, filled: Label = Label.SOFT_TISSUE, heights_mm: np.ndarray = HEIGHTS_MM
) -> np.ndarray:
    """Labels (z, y, x) of `filled` with ribs laid on."""
    rng = np.random.default_rng(seed)
    ribs = Ribs.on(cage, vertebra_borders_mm(300.0, FRAME, rng), rng)
    return laid_on(cage, ribs, heights_mm, PIXELS_MM, filled)


@pytest.fixture(scope="module")
def bone(cage: Cage) -> np.ndarray:
    return laid(cage) == Label.SPONGY_BONE


def crossings(cage: Cage, bone: np.ndarray, angle: float) -> np.ndarray:
    """Heights in mm at which ribs pass an angle of the cage, from below."""
    y_mm, x_mm = cage.middle_mm + 94.6 * np.array([np.cos(np.deg2rad(angle)), np.sin(np.deg2rad(angle))])
    along = bone[:, round(y_mm - PIXELS_MM[0]), round(x_mm - PIXELS_MM[0])]
    parts, count = ndimage.label(along)
    return np.interp(np.ravel(ndimage.center_of_mass(along, parts, range(1, count + 1))), range(len(along)), HEIGHTS_MM)


def test_there_are_twelve_at_each_side(cage: Cage, bone: np.ndarray) -> None:
    assert len(crossings(cage, bone, 35)) == 12
    assert len(crossings(cage, bone, -35)) == 12


def test_fewer_reach_the_front_and_none_the_sternum(cage: Cage, bone: np.ndarray) -> None:
    counts = [len(crossings(cage, bone, angle)) for angle in (35, 90, 118, 140, 160)]
    assert counts == sorted(counts, reverse=True)
    assert 4 <= counts[3] <= 6 and counts[4] == 0


def test_they_sink_to_the_front_the_lower_the_more(cage: Cage, bone: np.ndarray) -> None:
    back, front = (crossings(cage, bone, angle)[::-1] for angle in (35, 110))
    sunk_mm = back[: len(front)] - front
    assert 10 < sunk_mm[0] < 50 and 70 < sunk_mm[7] < 130
    assert np.all(np.diff(sunk_mm[:8]) > -4)


def test_each_begins_where_a_vertebra_ends(cage: Cage, bone: np.ndarray) -> None:
    apart_mm = np.diff(crossings(cage, bone, 25))
    assert np.all((apart_mm > 15) & (apart_mm < 33))


def test_they_have_a_ribs_volume_and_leave_the_chest_alone(cage: Cage, bone: np.ndarray) -> None:
    angles, radii_mm = cage.polar(PIXELS_MM, PIXELS_MM)
    assert 150 < bone.sum() * 3 / 1000 < 480
    assert not bone[:, radii_mm < 89].any() and not bone[:, radii_mm > 101].any()
    assert not bone[:, np.abs(angles) < 5].any()


@pytest.mark.parametrize("kept", [Label.OUTSIDE, Label.LUNG_LEFT, Label.AIRWAY_LUMEN, Label.BLOOD, Label.GAS])
def test_they_take_the_place_of_solid_tissue_alone(cage: Cage, kept: Label) -> None:
    assert (laid(cage, filled=kept, heights_mm=HEIGHTS_MM[50:52]) == kept).all()


def test_lumps_of_bone_in_the_wall_give_way(cage: Cage, bone: np.ndarray) -> None:
    angles, radii_mm = cage.polar(PIXELS_MM, PIXELS_MM)
    wall = (np.abs(angles) > 30) & (np.abs(angles) < 150) & (radii_mm > 90) & (radii_mm < 100)
    found = laid(cage, filled=Label.SPONGY_BONE, heights_mm=HEIGHTS_MM[40:60]) == Label.SPONGY_BONE
    assert np.array_equal(found[:, wall], bone[40:60, wall])
    assert found[:, radii_mm > 110].all()


def test_the_seed_decides_how_they_bend(cage: Cage, bone: np.ndarray) -> None:
    assert np.array_equal(laid(cage) == Label.SPONGY_BONE, bone)
    assert not np.array_equal(laid(cage, seed=1) == Label.SPONGY_BONE, bone)
