"""A nodule is found again by the shipped segmenter, with its spicules."""

import numpy as np
import pytest

pytest.importorskip("torch")

from SyntheticLungCTLib.checking.measures import dice
from SyntheticLungCTLib.nodules.measuring.found_again import found_again, without_vessels
from SyntheticLungCTLib.nodules.measuring.measures import measure_nodule
from SyntheticLungCTLib.nodules.segmenting import segmented
from SyntheticLungCTLib.nodules.shipped_networks import shipped_networks

from .drawn_nodule import LUNG_HU, SIZE, drawn_nodule


@pytest.fixture(scope="module")
def segmenter():
    return shipped_networks().segmenter


def drawn(**character):
    """A drawn nodule and its mask on a crop whose sides are multiples of 4, and a place in the middle of it."""
    hu, mask = (np.pad(part, (0, 3), mode="edge") for part in drawn_nodule(**character))
    near = np.zeros(mask.shape, bool)
    near[(SIZE // 2,) * 3] = True
    return hu, mask, near


@pytest.mark.parametrize("density_hu", [50, -200])
@pytest.mark.parametrize("diameter_mm", [8, 14, 22])
def test_solid_and_faint_nodules_are_found(segmenter, diameter_mm, density_hu):
    hu, mask, near = drawn(diameter_mm=diameter_mm, density_hu=density_hu)
    assert dice(found_again(segmenter, hu, near), mask) > 0.75


def test_spicules_are_found_that_the_segmenter_alone_goes_around(segmenter):
    hu, mask, near = drawn(diameter_mm=14, spikes=12)
    own, alone = (found(segmenter, hu, near) for found in (found_again, segmented))
    wanted = measure_nodule(hu, mask).spiculation
    assert abs(measure_nodule(hu, own).spiculation - wanted) < abs(measure_nodule(hu, alone).spiculation - wanted)


def test_where_there_is_only_lung_nothing_is_found(segmenter):
    hu, _, near = drawn()
    assert not found_again(segmenter, np.random.default_rng(0).normal(LUNG_HU, 20, hu.shape), near).any()


def test_a_vessel_that_the_segmenter_follows_is_no_part_of_the_nodule():
    z, y, x = np.indices((32, 32, 32)) - 15.5
    ball, vessel = z**2 + y**2 + x**2 <= 6.5**2, (z**2 + y**2 <= 2**2) & (x > 0)
    body = without_vessels(ball | vessel, ball)
    assert dice(body, ball) > 0.92
    assert not body[:, :, 24:].any()


def test_what_is_wide_everywhere_stays_as_it_is_found():
    z, y, x = np.indices((32, 32, 32)) - 15.5
    found = z**2 + (y / 1.2) ** 2 + (x / 1.7) ** 2 <= 6**2
    assert dice(without_vessels(found, found), found) > 0.9
    elsewhere = np.zeros_like(found)
    elsewhere[0, 0, 0] = True
    assert (without_vessels(found, elsewhere) == found).all()
