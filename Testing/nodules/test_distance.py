"""Distances told no farther than they matter are those of the whole block."""

import numpy as np
import pytest
from scipy import ndimage

from SyntheticLungCTLib.nodules.distance import depth_mm, distance_mm


@pytest.mark.parametrize("spacing_mm", [(1.0, 1.0, 1.0), (3.0, 0.7, 0.7), (0.5, 0.9, 1.3)])
@pytest.mark.parametrize("most_mm", [1.0, 3.0, 8.0])
def test_distances_are_exact_as_far_as_they_are_told(most_mm, spacing_mm):
    mask = np.random.default_rng(0).uniform(size=(17, 21, 19)) > 0.998
    whole = ndimage.distance_transform_edt(~mask, spacing_mm)
    expected = np.where(whole <= most_mm, whole, np.inf)
    np.testing.assert_allclose(distance_mm(mask, most_mm, spacing_mm), expected, rtol=1e-6)


def test_nothing_is_near_to_an_empty_mask():
    assert np.isinf(distance_mm(np.zeros((5, 5, 5), bool), 3.0)).all()


def test_depths_are_those_of_a_block_that_goes_on_beyond_its_border():
    mask = ndimage.gaussian_filter(np.random.default_rng(1).standard_normal((20, 22, 24)), 3) > 0.02
    expected = ndimage.distance_transform_edt(np.pad(mask, 1))[1:-1, 1:-1, 1:-1]
    assert mask[0].any()
    np.testing.assert_array_equal(depth_mm(mask), expected)
