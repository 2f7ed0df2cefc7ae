"""Lines that run into a nodule are told from those that pass it, whether or not the mask goes out into them."""

import numpy as np
import pytest
from scipy import ndimage

from SyntheticLungCTLib.nodules.measuring.measures import descriptors

SIDE, LUNG_HU = 41, -860.0
MIDDLE = SIDE // 2
Z, Y, X = np.indices((SIDE,) * 3) - MIDDLE
BALL = Z**2 + Y**2 + X**2 <= 6**2
#: Four strands, one cell wide, along the axes of the slice.
STRANDS = (Z == 0) & ((Y == 0) | (X == 0)) & (np.maximum(abs(Y), abs(X)) <= 12)


def a_ct(*parts):
    filled = np.any([BALL, *parts], axis=0).astype(float)
    noise = np.random.default_rng(0).normal(0, 10, filled.shape)
    return LUNG_HU + noise + 850 * ndimage.gaussian_filter(filled, 0.6)


def measured(hu, mask, name="body_line_share"):
    return descriptors(hu, mask)[name]


def test_strands_are_seen_and_a_ball_without_has_none():
    assert measured(a_ct(), BALL) < 0.0003 < 0.003 < measured(a_ct(STRANDS), BALL)


def test_a_mask_with_strands_and_one_without_tell_the_same():
    hu = a_ct(STRANDS)
    assert measured(hu, BALL | STRANDS) == pytest.approx(measured(hu, BALL), rel=0.1)
    assert measured(hu, BALL | STRANDS, "line_share") < 0.7 * measured(hu, BALL, "line_share")


def test_a_vessel_that_passes_by_is_no_line_into_the_nodule():
    passing = (abs(Y - 9) <= 1) & (abs(Z) <= 1)
    assert measured(a_ct(passing), BALL) < 0.4 * measured(a_ct(STRANDS), BALL)


def test_a_nodule_without_a_body_is_measured_as_it_is():
    rod = (Z == 0) & (Y == 0) & (abs(X) <= 5)
    assert measured(a_ct(rod), rod) == measured(a_ct(rod), rod, "line_share")
