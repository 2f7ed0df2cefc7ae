"""The check sees what it should see, on a thorax of ellipses."""

import numpy as np
import pytest
from scipy import ndimage

from SyntheticLungCTLib.checking.check import check
from SyntheticLungCTLib.checking.measures import dice, share_of_matter_outside, slice_correlation
from SyntheticLungCTLib.errors import InputError
from SyntheticLungCTLib.volume import CTVolume
from Testing.small_chest import a_thorax_ct


@pytest.fixture(scope="module")
def real():
    return a_thorax_ct()


def failed(report) -> set[tuple[str, str]]:
    return {(row.measure, row.tissue) for row in report.measures if row.kept is False}


def test_a_ct_passes_against_itself(real):
    report = check(real, real)
    assert report.passed
    assert len(report.rows()) > 15


def test_a_shifted_ct_fails_in_its_medians(real):
    shifted = CTVolume(np.where(real.hu > -950, real.hu + 40, real.hu), real.geometry)
    assert {("median HU", "lung"), ("median HU", "soft tissue")} <= failed(check(real, shifted))


def test_a_blurred_ct_fails_in_its_noise(real):
    blurred = CTVolume(ndimage.gaussian_filter(real.hu.astype(float), (0, 1, 1)), real.geometry)
    assert any(measure == "noise power above half Nyquist" for measure, _ in failed(check(real, blurred)))


def test_a_table_outside_the_body_is_found(real):
    table = real.hu.copy()
    table[:, 77:79, 20:76] = 100
    outside = CTVolume(table, real.geometry)
    assert (
        share_of_matter_outside(outside.hu, np.pad(np.ones((32, 70, 80), np.uint8), ((0, 0), (2, 8), (8, 8))), 1.0)
        > 0.01
    )


def test_another_anatomy_of_the_same_look_is_measured_in_its_own_tissues(real):
    moved = CTVolume(np.roll(real.hu, 6, axis=2), real.geometry)
    assert ("Dice of blueprint", "lung") in failed(check(real, moved))
    assert ("median HU", "lung") not in failed(check(real, moved, same_anatomy=False))
    assert not any(measure == "Dice of blueprint" for measure, *_ in check(real, moved, same_anatomy=False).rows())


def test_another_grid_is_refused(real):
    with pytest.raises(InputError, match="grid"):
        check(real, CTVolume(real.hu[:-1], real.geometry))


def test_dice_of_known_masks():
    a, b = np.zeros((2, 2, 4), bool), np.zeros((2, 2, 4), bool)
    a[..., :2], b[..., 1:3] = True, True
    assert dice(a, a) == 1
    assert dice(a, b) == pytest.approx(0.5)
    assert dice(~a, a) == 0


def test_slices_without_relation_correlate_less_than_equal_ones():
    noise = np.random.default_rng(0).normal(size=(6, 64, 64))
    body = np.ones(noise.shape, bool)
    assert slice_correlation(noise, body) == pytest.approx(0, abs=0.05)
    assert slice_correlation(np.repeat(noise[:1], 6, axis=0), body) == pytest.approx(1)
