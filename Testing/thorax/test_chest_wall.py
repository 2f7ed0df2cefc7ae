"""Muscles and bones are laid around the lungs, each only where it is not given."""

from __future__ import annotations

import numpy as np
import pytest

from SyntheticLungCTLib.blueprint.labels import Label
from SyntheticLungCTLib.thorax.cage import Cage
from SyntheticLungCTLib.thorax.chest_wall import ChestWall
from SyntheticLungCTLib.thorax.frame import GRID
from SyntheticLungCTLib.thorax.lung_distances import LungDistances
from SyntheticLungCTLib.thorax.organs import Organ
from Testing.thorax.drums import FRAME, organs_of_drums

BORDERS_MM = np.arange(-200.0, 320.0, 25.0)
LUNGS = LungDistances.of(organs_of_drums(), FRAME)


def laid(cage: Cage, filled: Label, **what: bool) -> np.ndarray:
    """Labels (y, x) of a slice of `filled` in air, with a chest wall."""
    labels = np.zeros((250, 320), np.uint8)
    labels[5:-5, 5:-5] = filled
    wall = ChestWall.on(cage, LUNGS, BORDERS_MM, (100, 250, 320), (2.5, 1.0, 1.0), np.random.default_rng(0), **what)
    wall.lay(labels, 180.0)
    return labels


def test_ribs_shoulder_blades_and_muscles_are_laid_into_fat(cage: Cage) -> None:
    labels = laid(cage, Label.FAT)
    assert {Label.OUTSIDE, Label.FAT, Label.SOFT_TISSUE, Label.SPONGY_BONE} == set(np.unique(labels))


@pytest.mark.parametrize(
    ("what", "missing"), [({"with_muscles": False}, Label.FAT), ({"with_bones": False}, Label.SPONGY_BONE)]
)
def test_what_is_given_is_not_laid(cage: Cage, what: dict[str, bool], missing: Label) -> None:
    assert missing in laid(cage, Label.SOFT_TISSUE)
    assert missing not in laid(cage, Label.SOFT_TISSUE, **what)


def test_the_air_around_the_body_stays(cage: Cage) -> None:
    labels = laid(cage, Label.FAT)
    outside = np.ones(labels.shape, bool)
    outside[5:-5, 5:-5] = False
    assert np.array_equal(labels == Label.OUTSIDE, outside)


def test_ribs_run_along_the_lungs_where_the_cage_passes_behind_the_spine() -> None:
    y_mm, x_mm = (FRAME.cells_mm(axis) - FRAME.size_mm[axis] / 2 for axis in (1, 2))
    organs = np.ones((len(Organ), *GRID), np.float32)
    for lung, side_mm in ((Organ.LUNG_RIGHT, -70), (Organ.LUNG_LEFT, 70)):
        organs[lung, 8:58] = ((np.hypot(y_mm[:, None], x_mm - side_mm) - 60) / 12).clip(-1, 1)
    cage, lungs = Cage.around(organs, FRAME), LungDistances.of(organs, FRAME)
    assert cage is not None
    wall = ChestWall.on(cage, lungs, BORDERS_MM, (100, 250, 320), (2.5, 1.0, 1.0), np.random.default_rng(0))
    found = np.zeros((250, 320), bool)
    for height_mm in np.arange(100.0, 200.0, 5.0):
        labels = np.full((250, 320), Label.SOFT_TISSUE, np.uint8)
        wall.lay(labels, height_mm)
        found |= labels == Label.SPONGY_BONE
    near = found & (np.abs(wall.angles) < 35)
    off_y, off_x = (np.arange(n) - FRAME.size_mm[axis] / 2 for axis, n in ((1, 250), (2, 320)))
    apart_mm = np.hypot(off_y[:, None], np.abs(off_x) - 70)[near] - 60
    assert near.any() and apart_mm.min() > 0 and apart_mm.max() < 10
