"""Spicules are thin strands beyond the mask, more and longer ones of a higher rating, and leave all else as it is."""

import numpy as np
import pytest
from scipy import ndimage

from SyntheticLungCTLib.nodules.measuring.measures import descriptors
from SyntheticLungCTLib.nodules.spicules import REACH_MM, spicules, with_spicules

SIDE, LUNG_HU = 48, -860.0
AWAY_MM = np.sqrt(sum((grid - SIDE // 2) ** 2 for grid in np.ogrid[:SIDE, :SIDE, :SIDE]))
SHARE = np.clip(7.5 - AWAY_MM, 0, 1).astype(np.float32)


def ratings(spiculation, texture=5):
    return 4, 4, 2, spiculation, texture


def a_ball_in_lung():
    noise = np.random.default_rng(0).normal(0, 10, SHARE.shape)
    return (LUNG_HU + noise + (30 - LUNG_HU) * ndimage.gaussian_filter(SHARE, 0.6)).astype(np.float32)


def test_a_higher_rating_has_more_of_them_and_the_lowest_none():
    filled = [
        np.mean([spicules(SHARE, rating, np.random.default_rng(s)).sum() for s in range(5)]) for rating in range(1, 6)
    ]
    assert filled[0] == 0 and filled == sorted(filled) and filled[4] > 3 * filled[1] > 0


@pytest.mark.parametrize("rating", [2, 3, 4, 5])
def test_beyond_their_reach_every_cell_stays(rating):
    hu = a_ball_in_lung()
    drawn = with_spicules(hu, SHARE, ratings(rating), np.random.default_rng(1))
    changed = drawn != hu
    assert (drawn >= hu).all() and changed[AWAY_MM > 8].any()
    assert not changed[ndimage.distance_transform_edt(SHARE <= 0.5) > REACH_MM[rating - 1] + 1].any()


def test_they_are_no_wider_than_a_ct_shows_them():
    beyond = np.where(AWAY_MM > 9, spicules(SHARE, 5, np.random.default_rng(2)), 0)
    assert beyond.max() > 0.15
    assert ndimage.grey_opening(beyond, size=(4, 4, 4)).max() < 0.05


def test_they_run_away_from_the_nodule_and_get_fainter_towards_their_tips():
    filled = spicules(SHARE, 5, np.random.default_rng(3))
    shells = [filled[np.floor(AWAY_MM) == low].sum() for low in (8, 10, 12)]
    assert shells[0] > shells[1] > shells[2] > 0


def test_what_is_denser_than_they_are_stays():
    hu = a_ball_in_lung()
    hu[:, :, 34:] = 60.0
    drawn = with_spicules(hu, SHARE, ratings(5), np.random.default_rng(4))
    assert (drawn[:, :, 34:] == 60).all()


def test_those_of_ground_glass_are_fainter_than_those_of_solid_tissue():
    lung = np.full(SHARE.shape, np.float32(LUNG_HU))
    faint, dense = (with_spicules(lung, SHARE, ratings(5, texture), np.random.default_rng(5)) for texture in (1, 5))
    assert faint.max() < -450 and dense.max() > faint.max() + 50


def test_the_same_chance_draws_the_same_and_another_does_not():
    one, same, other = (spicules(SHARE, 4, np.random.default_rng(seed)) for seed in (6, 6, 7))
    assert np.array_equal(one, same) and not np.array_equal(one, other)


def test_a_small_nodule_has_none_longer_than_itself():
    tiny = np.clip(2.0 - AWAY_MM, 0, 1).astype(np.float32)
    strands = np.max([spicules(tiny, 5, np.random.default_rng(seed)) for seed in range(20)], axis=0)
    diameter_mm = (6 * (tiny > 0.5).sum() / np.pi) ** (1 / 3)
    assert strands.any() and not (strands * (AWAY_MM - diameter_mm > 3)).any()


def test_lines_fill_as_much_of_what_is_around_as_around_real_nodules_rated_so():
    """In slices of 2 mm. The training nodules found again: medians of 0.0075, 0.020 and 0.023 at ratings 1, 3 and 5."""

    def lines(rating, seed):
        hu = with_spicules(a_ball_in_lung(), SHARE, ratings(rating), np.random.default_rng(seed))
        return descriptors(ndimage.uniform_filter1d(hu, 2, axis=0), SHARE)["body_line_share"]

    none, some, many = (np.median([lines(rating, seed) for seed in range(4)]) for rating in (1, 3, 5))
    assert none < 0.0075 < some < many
    assert 0.015 < many < 0.05
