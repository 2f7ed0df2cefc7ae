"""The shipped segmenter finds a nodule wherever in whatever crop."""

import numpy as np
import pytest

pytest.importorskip("torch")

from SyntheticLungCTLib.nodules.segmenting import segmented
from SyntheticLungCTLib.nodules.shipped_networks import shipped_networks

from .measuring.drawn_nodule import drawn_nodule


@pytest.mark.parametrize("side", [24, 32, 40])
@pytest.mark.parametrize("diameter_mm", [6.0, 8.0])
def test_a_small_solid_nodule_is_found_in_a_small_crop(side, diameter_mm):
    hu, mask = drawn_nodule(diameter_mm)
    own = (slice((len(hu) - side) // 2, (len(hu) - side) // 2 + side),) * 3
    found = segmented(shipped_networks().segmenter, hu[own], mask[own])
    assert found.shape == (side,) * 3
    assert found[mask[own]].mean() > 0.7


def test_a_nodule_smaller_than_any_that_was_learned_from_is_found_when_its_size_is_told():
    hu, mask = drawn_nodule(3.2, density_hu=50)
    hu, mask = (np.pad(part, (0, 3), mode="edge") for part in (hu, mask))
    found = segmented(shipped_networks().segmenter, hu, mask, 3.2)
    assert found[mask].mean() > 0.7 and found.sum() < 5 * mask.sum()


def test_in_lung_alone_nothing_is_found():
    hu = np.random.default_rng(0).normal(-860, 20, (24, 24, 24))
    assert not segmented(shipped_networks().segmenter, hu, np.ones(hu.shape, bool)).any()
