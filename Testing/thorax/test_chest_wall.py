"""Muscles and bones are laid around the lungs, each only where it is not given."""

from __future__ import annotations

import numpy as np
import pytest

from SyntheticLungCTLib.blueprint.labels import Label
from SyntheticLungCTLib.thorax.cage import Cage
from SyntheticLungCTLib.thorax.chest_wall import ChestWall
from SyntheticLungCTLib.thorax.frame import AVERAGE_MM, Frame

from .test_cage import organs_of_drums

FRAME = Frame((0.0, 0.0, 0.0), tuple(AVERAGE_MM))
BORDERS_MM = np.arange(-200.0, 320.0, 25.0)


def laid(filled: Label, **what: bool) -> np.ndarray:
    """Labels (y, x) of a slice of `filled` in air, with a chest wall."""
    cage = Cage.around(organs_of_drums(), FRAME)
    assert cage is not None
    labels = np.zeros((250, 320), np.uint8)
    labels[5:-5, 5:-5] = filled
    wall = ChestWall.on(cage, BORDERS_MM, (100, 250, 320), (2.5, 1.0, 1.0), np.random.default_rng(0), **what)
    wall.lay(labels, 180.0)
    return labels


def test_ribs_shoulder_blades_and_muscles_are_laid_into_fat() -> None:
    labels = laid(Label.FAT)
    assert {Label.OUTSIDE, Label.FAT, Label.SOFT_TISSUE, Label.SPONGY_BONE} == set(np.unique(labels))


@pytest.mark.parametrize(
    ("what", "missing"), [({"with_muscles": False}, Label.FAT), ({"with_bones": False}, Label.SPONGY_BONE)]
)
def test_what_is_given_is_not_laid(what: dict[str, bool], missing: Label) -> None:
    assert missing in laid(Label.SOFT_TISSUE)
    assert missing not in laid(Label.SOFT_TISSUE, **what)


def test_the_air_around_the_body_stays() -> None:
    labels = laid(Label.FAT)
    outside = np.ones(labels.shape, bool)
    outside[5:-5, 5:-5] = False
    assert np.array_equal(labels == Label.OUTSIDE, outside)
