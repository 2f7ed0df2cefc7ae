"""A smooth random field is standard normal, smooth over its size, and the seed's."""

from __future__ import annotations

import numpy as np
import pytest

from SyntheticLungCTLib.thorax.pixels import Pixels
from SyntheticLungCTLib.thorax.waves import Waves

PIXELS = Pixels(10.0, np.arange(400.0), np.arange(400.0))


def test_it_has_mean_0_and_deviation_1() -> None:
    values = np.stack([Waves.of(10.0, np.random.default_rng(seed)).at(PIXELS) for seed in range(6)])
    assert values.mean() == pytest.approx(0, abs=0.1)
    assert values.std() == pytest.approx(1, abs=0.1)


def test_it_is_as_smooth_as_its_size_says() -> None:
    fine, coarse = (Waves.of(size_mm, np.random.default_rng(0)).at(PIXELS) for size_mm in (10.0, 40.0))
    slopes = [np.abs(np.diff(values, axis=0)).mean() for values in (fine, coarse)]
    assert slopes[0] == pytest.approx(4 * slopes[1], rel=0.1)


def test_it_goes_on_from_slice_to_slice() -> None:
    waves = Waves.of(20.0, np.random.default_rng(0))
    below, above = (waves.at(Pixels(height_mm, PIXELS.y_mm, PIXELS.x_mm)) for height_mm in (10.0, 11.0))
    assert 0 < np.abs(above - below).mean() < 0.15
