"""The heart's bed lies before the oesophagus, and clear of an aorta that descends beside it."""

from __future__ import annotations

import numpy as np

from SyntheticLungCTLib.thorax.mediastinum.bed import APART_MM, CLEAR_MM, behind_bed, beside_aorta
from SyntheticLungCTLib.thorax.mediastinum.tubes import Tubes
from SyntheticLungCTLib.thorax.pixels import Pixels

PIXELS = Pixels(50.0, np.arange(200.0), np.arange(200.0))


def upright(y_mm: float, x_mm: float, radius_mm: float) -> Tubes:
    """A tube from 100 mm down to 0."""
    heights_mm = np.arange(100.0, -1, -1)
    places = np.column_stack([heights_mm, np.full_like(heights_mm, y_mm), np.full_like(heights_mm, x_mm)])
    return Tubes(places, np.full(len(places), radius_mm))


OESOPHAGUS = upright(120.0, 100.0, 7.0)


def test_it_ends_before_the_oesophagus_and_farther_back_beside_it() -> None:
    behind = behind_bed(OESOPHAGUS, PIXELS)
    ends_mm = behind.argmax(axis=0)
    assert abs(ends_mm[100] - (120 - CLEAR_MM)) <= 1
    assert ends_mm[60] > ends_mm[100] + 5
    assert ends_mm[60] == ends_mm[140]
    assert all(behind[int(end) :, x].all() for x, end in enumerate(ends_mm))


def test_beyond_the_oesophagus_ends_it_goes_on() -> None:
    above = Pixels(140.0, PIXELS.y_mm, PIXELS.x_mm)
    assert np.array_equal(behind_bed(OESOPHAGUS, above), behind_bed(OESOPHAGUS, PIXELS))


def test_it_keeps_clear_of_the_descending_aorta_and_not_of_the_ascending() -> None:
    beside = beside_aorta(upright(125.0, 125.0, 12.0), OESOPHAGUS, PIXELS)
    from_middle_mm = np.hypot(PIXELS.y_mm[:, None] - 125, PIXELS.x_mm - 125)
    assert beside[from_middle_mm < 12].all()
    assert not beside[from_middle_mm > 12 + APART_MM + 1].any()
    assert not beside_aorta(upright(60.0, 100.0, 15.0), OESOPHAGUS, PIXELS).any()
