"""A slice shows vessels as a scanner does: thin ones where they stand upright on it, hardly where they lie in it."""

from __future__ import annotations

import numpy as np
import pytest

from SyntheticLungCTLib.trees.tube_share import SEEN_SHARE, tube_share

SHAPE, THICK_MM, THIN_MM = (12, 61, 61), np.array([3.0, 0.6, 0.6]), np.array([0.6, 0.6, 0.6])
UPRIGHT, LYING = np.array([30.0, 0, 0]), np.array([0, 0, 30.0])


def seen(
    way_mm: np.ndarray, radius_mm: float, spacing_mm: np.ndarray, shape: tuple[int, int, int] = SHAPE
) -> np.ndarray:
    """The whole volume with a straight vessel through its middle."""
    middle = (np.array(shape) - 1) / 2 * spacing_mm
    line = np.stack([middle - way_mm / 2, middle + way_mm / 2])
    whole = np.zeros(shape, bool)
    box, share = tube_share(shape, spacing_mm, [(line, np.full(2, radius_mm))])
    whole[box] = share > SEEN_SHARE
    return whole


def test_a_thin_vessel_is_a_dot_where_it_stands_on_thick_slices_and_fades_where_it_lies_in_one() -> None:
    upright, lying = (seen(way, 0.4, THICK_MM, (11, 61, 61)) for way in (UPRIGHT, LYING))
    assert all(plane.any() for plane in upright[2:-2])
    assert upright[5].sum() * 0.36 < 4
    assert not lying.any()


def test_thin_slices_show_it_whichever_way_it_runs() -> None:
    shape = (61, 61, 61)
    upright, lying = (seen(way, 0.4, THIN_MM, shape).sum() for way in (UPRIGHT, LYING))
    assert lying == pytest.approx(upright, rel=0.25)
    assert upright > 0


@pytest.mark.parametrize("way_mm", [UPRIGHT, LYING])
def test_shares_add_up_to_the_vessel(way_mm: np.ndarray) -> None:
    middle = (np.array((11, 61, 61)) - 1) / 2 * THICK_MM
    line = np.stack([middle - way_mm / 3, middle + way_mm / 3])
    _, share = tube_share((11, 61, 61), THICK_MM, [(line, np.full(2, 4.0))])
    round_ends_ml = 4 / 3 * np.pi * 4.0**3
    assert share.sum() * np.prod(THICK_MM) == pytest.approx(np.pi * 16 * 20 + round_ends_ml, rel=0.05)


def test_of_two_vessels_that_cross_the_more_of_them_counts() -> None:
    lines = [np.array([[0, 18, 0], [0, 18, 35]], float), np.array([[0, 0, 18], [0, 35, 18]], float)]
    spacing_mm = np.array([1.0, 0.6, 0.6])
    both, one, other = (
        tube_share((1, 60, 60), spacing_mm, [(line, np.full(2, 1.0)) for line in some])
        for some in (lines, lines[:1], lines[1:])
    )
    whole = [np.zeros((1, 60, 60)) for _ in range(3)]
    for volume, (box, share) in zip(whole, (both, one, other), strict=True):
        volume[box] = share
    assert np.array_equal(whole[0], np.maximum(whole[1], whole[2]))


def test_outside_of_the_volume_none_is_seen() -> None:
    assert tube_share(SHAPE, THICK_MM, [(np.array([[900.0, 0, 0], [950.0, 0, 0]]), np.ones(2))]) is None
