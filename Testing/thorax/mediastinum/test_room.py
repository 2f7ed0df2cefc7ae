"""The room between the lungs says what is in the way, and where the windpipe parts."""

from __future__ import annotations

import numpy as np
import pytest

from SyntheticLungCTLib.thorax.mediastinum.room import Room, away
from SyntheticLungCTLib.thorax.mediastinum.standard_chest import CARINA_HEIGHT
from SyntheticLungCTLib.thorax.organs import Organ

from .conftest import CANAL_MM, CARINA_MM, FRAME, LUNGS_MM


def test_the_carina_is_where_the_windpipe_parts(room: Room) -> None:
    assert room.carina_mm == pytest.approx(CARINA_MM, abs=7)
    assert room.trachea_mm(np.array([CARINA_MM]))[0, 0] == pytest.approx(158 - CANAL_MM[0], abs=3)


def test_without_a_windpipe_the_carina_is_where_it_usually_is(organs: np.ndarray) -> None:
    silent = organs.copy()
    silent[Organ.AIRWAY] = 1
    assert Room.of(silent, FRAME).carina_mm == pytest.approx(CARINA_HEIGHT * LUNGS_MM[0])


def test_without_lungs_or_spine_there_is_no_room(organs: np.ndarray) -> None:
    for missing in ([Organ.CANAL], [Organ.LUNG_LEFT, Organ.LUNG_RIGHT]):
        less = organs.copy()
        less[missing] = 1
        assert Room.of(less, FRAME) is None


def test_lung_windpipe_and_vertebra_are_in_the_way_and_fat_before_the_heart_is_not(room: Room) -> None:
    lung, trachea, vertebra = (125, 150, 286), (CARINA_MM + 20, 158, 190), (125, CANAL_MM[0] - 22, 190)
    inside = room.clear_mm(np.array([lung, trachea, vertebra], float))
    assert np.all(inside < -4)
    assert room.clear_mm(np.array([(125.0, 110.0, 190.0)]))[0] > 10


def test_the_way_out_of_a_lung_leads_to_the_middle(room: Room) -> None:
    within_left = np.array([(125.0, 150.0, 225.0)])
    z, y, x = away(room.clear_mm, within_left)[0]
    assert x < -0.7
    assert abs(z) < 0.3
    assert np.hypot(np.hypot(z, y), x) < 1.5
