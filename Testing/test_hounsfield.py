"""HU intervals."""

import numpy as np
import pytest

from SyntheticLungCTLib.hounsfield import TOUCHING_EDGES_HU, HounsfieldIntervals


def test_touching_intervals_give_every_hu_back_exactly():
    hu = np.arange(TOUCHING_EDGES_HU[0], TOUCHING_EDGES_HU[-1] + 1, dtype=np.float64)
    intervals = HounsfieldIntervals.touching()
    assert np.abs(intervals.join(intervals.split(hu)) - hu).max() < 1e-9


def test_touching_intervals_work_on_tensors_too():
    torch = pytest.importorskip("torch")
    hu = torch.linspace(-1024, 2000, 999, dtype=torch.float64)
    intervals = HounsfieldIntervals.touching()
    assert (intervals.join(intervals.split(hu)) - hu).abs().max() < 1e-9


def test_hydra_intervals_lose_fat_and_say_so():
    intervals = HounsfieldIntervals.huydra()
    fat, other_fat = intervals.split(np.array([-110.0])), intervals.split(np.array([-60.0]))
    assert all(np.array_equal(a, b) for a, b in zip(fat, other_fat, strict=True))
    with pytest.raises(ValueError, match="gaps"):
        intervals.join(fat)


def test_a_view_is_zero_below_its_interval_and_one_above():
    views = HounsfieldIntervals(((-100, 0), (0, 200))).split(np.array([-500.0, -50.0, 100.0, 900.0]))
    assert views[0].tolist() == [0, 0.5, 1, 1]
    assert views[1].tolist() == [0, 0, 0.5, 1]


@pytest.mark.parametrize("bounds", [(), ((0, 0),), ((100, 0),), ((0, 100), (50, 200))])
def test_intervals_out_of_order_are_refused(bounds):
    with pytest.raises(ValueError, match="ascending"):
        HounsfieldIntervals(bounds)
