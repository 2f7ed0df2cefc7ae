"""Compact bone lies where patients have it, below the surface, and thins out inwards."""

from __future__ import annotations

import numpy as np
import pytest

from SyntheticLungCTLib.thorax.bones.compact_bone import COMPACT_SHARES, DEPTHS_MM, THICK_SHARE, compact_bone


def plates(thickness_mm: int) -> tuple[np.ndarray, np.ndarray]:
    """Two plates of bone in a slice of pixels of 0.5 mm (y, x), and how deep in mm each pixel lies."""
    depth_mm = np.full((100, 4000), -1.0)
    for top in (5, 55):
        rows = np.arange(2 * thickness_mm)
        depth_mm[top : top + len(rows)] = (np.minimum(rows, len(rows) - 1 - rows)[:, None] + 0.5) * 0.5
    return depth_mm > 0, depth_mm


@pytest.mark.parametrize(("thickness_mm", "of_usual"), [(9, 1.0), (12, THICK_SHARE)])
def test_as_much_is_compact_at_each_depth_as_in_patients_and_less_in_thick_bones(
    thickness_mm: int, of_usual: float
) -> None:
    bone, depth_mm = plates(thickness_mm)
    chance = np.random.default_rng(0).standard_normal(bone.shape)
    compact = compact_bone(bone, chance, (0.5, 0.5))
    for depth, share in zip(DEPTHS_MM[:9], COMPACT_SHARES[:9], strict=True):
        at = np.abs(depth_mm - depth) < 1e-6
        if at.any():
            assert compact[at].mean() == pytest.approx(of_usual * share, abs=0.03)
    assert not (compact & ~bone).any()


def test_a_slice_without_bone_has_none() -> None:
    assert not compact_bone(np.zeros((8, 9), bool), np.zeros((8, 9)), (0.7, 0.7)).any()
