"""Compact bone is a shell below the surface, as deep and as thick as in patients, deeper in thick bones."""

from __future__ import annotations

import numpy as np
import pytest

from SyntheticLungCTLib.thorax.bones.compact_bone import compact_bone

PIXEL_MM = 0.5
#: How much bone is compact at these depths in training patients' blueprints, in thin bones and in thick ones.
DEPTHS_MM, SHARES = (0.75, 1.75, 2.75, 3.75), {9: (0.29, 0.58, 0.41, 0.27), 14: (0.28, 0.58, 0.51, 0.39)}


@pytest.mark.parametrize("thickness_mm", SHARES)
def test_as_much_is_compact_at_each_depth_as_in_patients(thickness_mm: int) -> None:
    bone = np.zeros((50, 4000), bool)
    bone[5 : 5 + 2 * thickness_mm] = True
    chance = np.tile(np.random.default_rng(0).standard_normal(bone.shape[1]), (len(bone), 1))
    compact = compact_bone(bone, chance, (PIXEL_MM, PIXEL_MM))
    found = [compact[5 + int(depth_mm / PIXEL_MM)].mean() for depth_mm in DEPTHS_MM]
    assert found == pytest.approx(SHARES[thickness_mm], abs=0.16)
    assert not (compact & ~bone).any()


def test_a_slice_without_bone_has_none() -> None:
    empty = np.zeros((8, 9))
    assert not compact_bone(empty > 0, empty, (0.7, 0.7)).any()
