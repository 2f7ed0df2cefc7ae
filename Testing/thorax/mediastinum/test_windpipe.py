"""The windpipe follows what was drawn, is as wide, and parts into two bronchi that are apart."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from SyntheticLungCTLib.thorax.frame import GRID
from SyntheticLungCTLib.thorax.mediastinum.room import Room
from SyntheticLungCTLib.thorax.mediastinum.tubes import Tubes
from SyntheticLungCTLib.thorax.mediastinum.windpipe import TRACHEA_MM, WALL_MM, windpipe_course
from SyntheticLungCTLib.thorax.pixels import Pixels

from .conftest import CANAL_MM, CARINA_MM, FRAME

Y_MM, X_MM = np.arange(120.0, 190.0, 0.5), np.arange(130.0, 250.0, 0.5)


def lumens(room: Room, height_mm: float) -> tuple[np.ndarray, int]:
    return ndimage.label(Tubes(*room.windpipe).distance_mm(Pixels(height_mm, Y_MM, X_MM)) < 0)


def test_above_the_carina_it_is_one_round_lumen_as_wide_as_was_drawn(room: Room) -> None:
    parts, count = lumens(room, CARINA_MM + 40)
    assert count == 1
    # Drawn with its wall, of a radius of 9 mm.
    assert np.sqrt((parts > 0).sum() * 0.25 / np.pi) == pytest.approx(9 - WALL_MM, abs=1.0)
    y, x = ndimage.center_of_mass(parts > 0)
    assert (Y_MM[0] + y / 2, X_MM[0] + x / 2) == pytest.approx((158, 190), abs=3)


def test_below_the_carina_there_are_two_a_bronchus_wide(room: Room) -> None:
    parts, count = lumens(room, room.carina_mm - 15)
    assert count == 2
    right, left = sorted(ndimage.center_of_mass(parts == part)[1] for part in (1, 2))
    assert 15 < (left - right) / 2 < 60
    shortest_mm = [min(np.ptp(np.argwhere(parts == part), axis=0)) / 2 for part in (1, 2)]
    assert all(9 < width_mm < 18 for width_mm in shortest_mm)


def test_without_an_airway_it_lies_before_the_spine() -> None:
    canal_mm = np.tile(CANAL_MM, (GRID[0], 1))
    middles, radii = windpipe_course(np.ones(GRID), CARINA_MM, canal_mm, FRAME)
    above = middles[:, 0] > CARINA_MM
    assert np.allclose(middles[above, 2][:20], CANAL_MM[1])
    assert np.all(CANAL_MM[0] - middles[above, 1] > 40)
    assert radii.max() == pytest.approx(TRACHEA_MM)
