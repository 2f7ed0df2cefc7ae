"""Tissue is denser the deeper it lies in an outline, as in real nodules, and on average as its texture asks."""

from itertools import pairwise

import numpy as np
import pytest
from scipy import ndimage

from SyntheticLungCTLib.nodules.density import drawn_density

SIDE = 40
AWAY_MM = np.sqrt(sum((grid - SIDE // 2) ** 2 for grid in np.ogrid[:SIDE, :SIDE, :SIDE]))


def drawn(diameter_mm, texture, draws=12):
    """A ball's share of each cell, and its density on average over some draws."""
    share = np.clip(diameter_mm / 2 - AWAY_MM + 0.5, 0, 1).astype(np.float32)
    rngs = (np.random.default_rng(seed) for seed in range(draws))
    return share, np.mean([drawn_density(share, texture, rng) for rng in rngs], axis=0)


@pytest.mark.parametrize("texture", [1, 2, 3, 4, 5])
def test_the_deeper_the_denser_down_to_4_mm(texture):
    share, density = drawn(16.0, texture)
    depth_mm = ndimage.distance_transform_edt(share > 0.5)
    layers = [density[(depth_mm > low) & (depth_mm <= low + 1)].mean() for low in range(4)]
    assert all(outer + 20 < inner for outer, inner in pairwise(layers)), layers


@pytest.mark.parametrize("diameter_mm", [3.0, 6.0, 10.0, 25.0])
def test_a_solid_nodules_mean_is_told_by_its_size(diameter_mm):
    told = {3.0: 10.0, 6.0: -300.0, 10.0: -180.0, 25.0: -30.0}[diameter_mm]
    share, density = drawn(diameter_mm, 5, 40)
    assert np.average(density, weights=share) == pytest.approx(told, abs=30)


def test_in_the_middle_of_a_large_solid_nodule_is_soft_tissue():
    _, density = drawn(25.0, 5, 40)
    assert density[AWAY_MM < 6].mean() == pytest.approx(30, abs=40)
