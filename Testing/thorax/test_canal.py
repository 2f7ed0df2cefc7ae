"""The spinal canal is found where bones enclose it, and nowhere else."""

from __future__ import annotations

import numpy as np
import pytest

from SyntheticLungCTLib.thorax.canal import canal_mask

SPACING = (2.5, 0.8, 0.8)


def spine(gaps: slice | None = None, hollow: bool = True) -> tuple[np.ndarray, np.ndarray]:
    """A column of 125 mm that leans backwards, and its canal of 16 mm, as bool arrays (z, y, x)."""
    z, y, x = np.meshgrid(np.arange(50), np.arange(120), np.arange(110), indexing="ij")
    back_mm, side_mm = (y - 60) * SPACING[1] - 0.3 * (z - 25), (x - 55) * SPACING[2]
    bone = np.hypot(back_mm + 10, side_mm) < 24
    canal = np.hypot(back_mm, side_mm) < 8
    if hollow:
        bone &= ~canal
    if gaps:
        # Between two arches the canal is open to the back.
        bone[gaps] &= back_mm[gaps] < 0
    return bone, canal


def dice(one: np.ndarray, other: np.ndarray) -> float:
    return 2 * (one & other).sum() / (one.sum() + other.sum())


@pytest.mark.parametrize("gaps", [None, slice(20, 28)])
def test_the_canal_is_found_also_where_arches_leave_it_open(gaps: slice | None) -> None:
    bone, canal = spine(gaps)
    found = canal_mask(bone, SPACING)
    assert dice(found, canal) > 0.8
    assert not (found & bone).any()


def test_solid_bone_has_no_canal() -> None:
    bone, _ = spine(hollow=False)
    assert not canal_mask(bone, SPACING).any()


def test_a_short_hollow_is_none() -> None:
    bone, canal = spine()
    bone[:20] |= canal[:20]
    bone[26:] |= canal[26:]
    assert not canal_mask(bone, SPACING).any()


def test_no_bone_has_no_canal() -> None:
    assert not canal_mask(np.zeros((12, 40, 40), bool), SPACING).any()
