"""A small nodule keeps its mass, whatever blur is asked for and whatever the network makes of it."""

import numpy as np
import pytest

from SyntheticLungCTLib.nodules.density import drawn_density
from SyntheticLungCTLib.nodules.rendering import EDGE_BLUR_MM, blurred_edge, edge_blur_mm, rendered, with_its_mass

SIDE, LUNG_HU = 32, np.float32(-860)
AWAY_MM = np.sqrt(sum((grid - SIDE // 2) ** 2 for grid in np.ogrid[:SIDE, :SIDE, :SIDE]))
LUNG = np.full((SIDE,) * 3, LUNG_HU)


def a_ball(diameter_mm):
    share = np.clip(diameter_mm / 2 - AWAY_MM + 0.5, 0, 1)
    return (share * (np.pi / 6 * diameter_mm**3 / share.sum())).astype(np.float32)


@pytest.mark.parametrize("margin", [1, 2, 3, 4, 5])
def test_an_edge_is_blurred_as_rated_from_8_mm_on_and_less_in_smaller_nodules(margin):
    assert edge_blur_mm(a_ball(8.0), margin) == pytest.approx(EDGE_BLUR_MM[margin - 1], rel=0.01)
    assert EDGE_BLUR_MM[-1] <= edge_blur_mm(a_ball(3.0), margin) <= 0.76


@pytest.mark.parametrize("diameter_mm", [3.0, 4.0, 5.0])
def test_a_small_solid_nodule_is_rendered_as_dense_on_average_as_the_smallest_real_ones(diameter_mm):
    """The training nodules of 5.5 to 7.5 mm have a mean of 200 to 510 HU over the lung within their outlines."""
    share = a_ball(diameter_mm)
    edge = blurred_edge(share, (4, 4, 1, 1, 5))
    densities = [drawn_density(share, 5, np.random.default_rng(seed)) for seed in range(5)]
    over = [(share * (rendered(LUNG, edge, density) - LUNG)).sum() / share.sum() for density in densities]
    assert 200 < np.median(over) < 510


def drawn_by_half(diameter_mm):
    edge = blurred_edge(a_ball(diameter_mm), (5, 5, 1, 1, 5))
    full = rendered(LUNG, edge, 0.0)
    half = LUNG + 0.5 * (full - LUNG)
    return half, full, with_its_mass(half, full, edge)


def test_what_the_network_swallows_of_a_small_nodule_is_put_back():
    half, full, mended = drawn_by_half(3.5)
    assert (mended - LUNG).sum() == pytest.approx((full - LUNG).sum(), rel=0.01)
    assert (half - LUNG).sum() < 0.6 * (full - LUNG).sum()


def test_a_nodule_as_large_as_those_it_learned_from_is_left_to_it():
    half, _, mended = drawn_by_half(8.0)
    assert np.array_equal(mended, half)


def test_what_is_denser_than_rendered_is_not_taken_from_it():
    edge = blurred_edge(a_ball(3.5), (5, 5, 1, 1, 5))
    full = rendered(LUNG, edge, 0.0)
    assert np.array_equal(with_its_mass(full + 50 * edge, full, edge), full + 50 * edge)
