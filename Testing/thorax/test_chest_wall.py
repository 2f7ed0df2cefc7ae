"""Muscles and bones are laid around the lungs, each only where it is not given."""

from __future__ import annotations

import numpy as np
import pytest

from SyntheticLungCTLib.blueprint.labels import Label
from SyntheticLungCTLib.thorax.cage import Cage
from SyntheticLungCTLib.thorax.chest_wall import ChestWall

BORDERS_MM = np.arange(-200.0, 320.0, 25.0)


def laid(cage: Cage, filled: Label, **what: bool) -> np.ndarray:
    """Labels (y, x) of a slice of `filled` in air, with a chest wall."""
    labels = np.zeros((250, 320), np.uint8)
    labels[5:-5, 5:-5] = filled
    wall = ChestWall.on(cage, BORDERS_MM, (100, 250, 320), (2.5, 1.0, 1.0), np.random.default_rng(0), **what)
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
