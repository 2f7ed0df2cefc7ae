"""A nodule is found again by the shipped segmenter, with its spicules."""

import numpy as np
import pytest

pytest.importorskip("torch")

from SyntheticLungCTLib.checking.measures import dice
from SyntheticLungCTLib.nodules.measuring.found_again import found_again
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
