"""Compact bone is a shell below the surface that is never broken, thinner on thick bones, with struts within."""

from __future__ import annotations

import numpy as np
import pytest

from SyntheticLungCTLib.thorax.bones.compact_bone import FROM_MM, THIN_TO_MM, TO_MM, WITHIN_MM, compact_bone

PIXEL_MM = 0.5


def plate(thickness_mm: int) -> tuple[np.ndarray, np.ndarray]:
    """A plate of bone in a slice (y, x), and how deep in mm each pixel lies."""
    depth_mm = np.full((50, 4000), -1.0)
    rows = np.arange(2 * thickness_mm)
    depth_mm[5 : 5 + len(rows)] = (np.minimum(rows, len(rows) - 1 - rows)[:, None] + 0.5) * PIXEL_MM
    return depth_mm > 0, depth_mm


@pytest.mark.parametrize(("thickness_mm", "to_mm"), [(9, TO_MM), (14, THIN_TO_MM)])
def test_the_shell_is_whole_and_as_thick_as_in_patients_on_average(thickness_mm: int, to_mm: float) -> None:
    bone, depth_mm = plate(thickness_mm)
    rng = np.random.default_rng(0)
    chance = np.tile(rng.standard_normal(bone.shape[1]), (len(bone), 1))
    compact = compact_bone(bone, chance, (PIXEL_MM, PIXEL_MM), rng)
    upper = slice(5 + thickness_mm), slice(10, -10)
    shell_mm = (compact & (depth_mm < WITHIN_MM))[upper].sum(axis=0) * PIXEL_MM
    assert shell_mm.min() > 0
    assert shell_mm.mean() == pytest.approx(to_mm - FROM_MM, abs=PIXEL_MM / 2)
    assert not (compact & ~bone).any()


def test_struts_within_take_the_share_that_they_have_in_patients() -> None:
    bone, depth_mm = plate(14)
    compact = compact_bone(bone, np.zeros(bone.shape), (PIXEL_MM, PIXEL_MM), np.random.default_rng(0))
    assert 0.1 < compact[depth_mm > WITHIN_MM].mean() < 0.15


def test_a_slice_without_bone_has_none() -> None:
    empty = np.zeros((8, 9))
    assert not compact_bone(empty > 0, empty, (0.7, 0.7), np.random.default_rng(0)).any()
