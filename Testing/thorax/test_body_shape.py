"""Bodies differ in the fat around them and in breasts, which are women's; what was drawn of a body stays."""

from __future__ import annotations

import numpy as np

from SyntheticLungCTLib.blueprint.labels import Label
from SyntheticLungCTLib.thorax.body_shape import ALIKE_L, THICK_MM, BodyShape
from SyntheticLungCTLib.thorax.cage import Cage

PIXELS_MM = np.arange(-20.0, 300.0), np.arange(-40.0, 320.0)
#: In the middle of a breast's heights, and at the lungs' top.
HEIGHT_MM, TOP_MM = 0.43 * 250.0, 240.0


def added(cage: Cage, lungs_l: float, seed: int, height_mm: float = HEIGHT_MM) -> tuple[np.ndarray, np.ndarray]:
    """Labels (y, x) of a slice of muscle 20 mm around the cage, before and after."""
    depth_mm = cage.depth_mm(height_mm, *cage.polar(*PIXELS_MM))
    before = np.where(depth_mm < 20, Label.SOFT_TISSUE, Label.OUTSIDE).astype(np.uint8)
    after = before.copy()
    BodyShape.of(cage, lungs_l, PIXELS_MM, np.random.default_rng(seed)).lay(after, height_mm)
    return before, after


def test_what_was_drawn_of_a_body_stays(cage: Cage) -> None:
    before, after = added(cage, 2.5, 0)
    body = before != Label.OUTSIDE
    assert np.array_equal(after[body], before[body])
    assert {Label.FAT, Label.SOFT_TISSUE} == set(np.unique(after[~body & (after != Label.OUTSIDE)]))


def test_breasts_lie_at_both_sides_of_the_front_and_not_at_the_top(cage: Cage) -> None:
    before, after = added(cage, 2.5, 0)
    angles = cage.polar(*PIXELS_MM)[0][(before == Label.OUTSIDE) & (after != Label.OUTSIDE)]
    back, front_left, front_right = ((low < angles) & (angles < low + 60) for low in (-30, 110, -170))
    assert front_left.sum() > THICK_MM[0] * 60
    assert front_right.sum() > THICK_MM[0] * 60
    assert back.sum() < 0.3 * front_left.sum()
    _, top = added(cage, 2.5, 0, TOP_MM)
    assert (top != Label.OUTSIDE).sum() < (after != Label.OUTSIDE).sum() - 2000


def test_small_lungs_are_womens_large_ones_mens_and_bodies_differ(cage: Cage) -> None:
    def breasts(lungs_l: float) -> int:
        shapes = (BodyShape.of(cage, lungs_l, PIXELS_MM, np.random.default_rng(seed)) for seed in range(40))
        return sum(min(shape.breasts_mm) > 0 for shape in shapes)

    assert breasts(ALIKE_L - 1.5) >= 38
    assert 8 <= breasts(ALIKE_L) <= 32
    assert breasts(ALIKE_L + 1.5) <= 2
    sizes = {(added(cage, 7.0, seed)[1] != Label.OUTSIDE).sum() for seed in range(12)}
    assert len(sizes) > 2
