"""The distance from a tube's surface is that of geometry."""

from __future__ import annotations

import numpy as np
import pytest

from SyntheticLungCTLib.thorax.mediastinum.tubes import REACH_MM, Tubes
from SyntheticLungCTLib.thorax.pixels import Pixels

AXIS_MM = np.arange(60.0)


def upright() -> Tubes:
    """A tube of 10 mm radius along z at (30, 20)."""
    heights_mm = np.arange(0, 50, 1.0)
    places = np.column_stack([heights_mm, np.full_like(heights_mm, 30), np.full_like(heights_mm, 20)])
    return Tubes.along([(places, np.full(len(places), 10.0))])


def test_across_a_tube_it_is_the_distance_from_a_circle() -> None:
    far = upright().distance_mm(Pixels(25.0, AXIS_MM, AXIS_MM))
    expected = np.minimum(np.hypot(AXIS_MM[:, None] - 30, AXIS_MM - 20) - 10, REACH_MM)
    assert np.abs(far - expected).max() < 0.05


def test_beyond_its_end_it_is_the_distance_from_a_ball() -> None:
    far = upright().distance_mm(Pixels(55.0, AXIS_MM, AXIS_MM))
    assert far[30, 20] == pytest.approx(6 - 10)
    assert far.max() == REACH_MM


def test_far_from_it_nothing_is_near() -> None:
    assert np.all(upright().distance_mm(Pixels(90.0, AXIS_MM, AXIS_MM)) == REACH_MM)


def test_a_flat_tube_is_twice_as_wide_as_deep() -> None:
    flat = Tubes(upright().middles_mm, np.full(50, 8.0), flat=np.sqrt(2))
    inside = flat.distance_mm(Pixels(25.0, AXIS_MM, AXIS_MM)) < 0
    assert inside[30].sum() == pytest.approx(2 * inside[:, 20].sum(), abs=2)
    assert inside.sum() == pytest.approx(np.pi * 64, rel=0.1)
