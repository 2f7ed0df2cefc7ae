"""A body is as wide on both sides, and has a wall around the lungs."""

from __future__ import annotations

import numpy as np

from SyntheticLungCTLib.thorax.cage import Cage
from SyntheticLungCTLib.thorax.distance_maps import REACH_MM
from SyntheticLungCTLib.thorax.even_body import WALL_MM, even_body
from SyntheticLungCTLib.thorax.frame import CELL_MM, GRID
from SyntheticLungCTLib.thorax.organs import Organ

from .drums import FRAME, organs_of_drums


def drawn(left_mm: float, right_mm: float) -> np.ndarray:
    """Distances (organs, *GRID) to lungs, and to a body that reaches so far to both sides of the grid's middle."""
    organs = organs_of_drums()
    x_mm = (np.arange(GRID[2]) + 0.5 - GRID[2] / 2) * CELL_MM
    organs[Organ.BODY] = np.clip(np.maximum(x_mm - left_mm, -x_mm - right_mm) / REACH_MM, -1, 1)
    return organs


def test_a_lopsided_body_becomes_as_wide_on_both_sides() -> None:
    body = even_body(drawn(140.0, 150.0), FRAME)
    assert np.array_equal(body < 0, (body < 0)[..., ::-1])
    reaches_mm = (body < 0).any(axis=(0, 1)).sum() / 2 * CELL_MM
    assert abs(reaches_mm - 145) <= CELL_MM


def test_a_body_that_leaves_no_wall_gets_one() -> None:
    organs = drawn(92.0, 92.0)
    body = even_body(organs, FRAME)
    cage = Cage.around(organs, FRAME)
    assert cage is not None
    places = cage.polar(FRAME.cells_mm(1), FRAME.cells_mm(2))
    depth_mm = cage.depth_mm(130.0, *places)
    middle = int(np.abs(FRAME.cells_mm(0) - 130).argmin())
    assert (body[middle][depth_mm < WALL_MM - 1] < 0).all()
    assert (organs[Organ.BODY][middle][depth_mm < WALL_MM - 1] > 0).any()


def test_without_lungs_it_is_only_evened() -> None:
    organs = drawn(140.0, 150.0)
    organs[[Organ.LUNG_LEFT, Organ.LUNG_RIGHT]] = 1.0
    body = even_body(organs, FRAME)
    assert np.allclose(body, (organs[Organ.BODY] + organs[Organ.BODY][..., ::-1]) / 2)
