"""Calibration of an uncertainty: known answers."""

import numpy as np
import pytest

from SyntheticLungCTLib.evaluation.calibration import calibration


def errors_of(deviation, factor=1.0):
    return np.random.default_rng(0).normal(0, factor * deviation)


DEVIATION = np.random.default_rng(1).uniform(5, 100, 60_000)


def test_an_uncertainty_that_is_right_lies_on_the_diagonal():
    found = calibration(DEVIATION, errors_of(DEVIATION))
    assert np.allclose(found.found, found.announced, rtol=0.06)
    assert found.factor == pytest.approx(1, abs=0.02)
    assert found.rank_correlation == 1


@pytest.mark.parametrize("factor", [0.5, 2.0])
def test_one_that_is_too_large_or_too_small_is_told_by_how_much(factor):
    assert calibration(DEVIATION, errors_of(DEVIATION, factor)).factor == pytest.approx(factor, rel=0.02)


def test_one_that_knows_nothing_of_the_place_has_no_rank():
    error = np.random.default_rng(2).permutation(errors_of(DEVIATION))
    assert abs(calibration(DEVIATION, error).rank_correlation) < 0.7
