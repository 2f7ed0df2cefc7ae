"""Ragged organs become smooth, and what is thin keeps its share."""

from __future__ import annotations

import numpy as np
import pytest

from SyntheticLungCTLib.thorax.smooth_surfaces import THIN, smooth_surfaces
from SyntheticLungCTLib.thorax.tissues import Tissue


def ragged_liver() -> np.ndarray:
    """Shares (tissues, z, y, x) of a liver in fat, with an island of fat and a lung above and a bone beside."""
    shares = np.zeros((len(Tissue), 30, 30, 30), np.float32)
    shares[Tissue.FAT] = 1
    shares[:, 5:20, 5:25, 5:25] = 0
    shares[Tissue.ORGAN, 5:20, 5:25, 5:25] = 1
    shares[:, 12, 15, 15] = 0
    shares[Tissue.FAT, 12, 15, 15] = 1
    shares[:, 22:] = 0
    shares[Tissue.LUNG_LEFT, 22:] = 1
    shares[:, :, 3, 3] = 0
    shares[Tissue.BONE, :, 3, 3] = 1
    return shares


def test_an_island_of_fat_in_the_liver_goes() -> None:
    shares = ragged_liver()
    assert shares[:, 12, 15, 15].argmax() == Tissue.FAT
    smooth_surfaces(shares)
    assert shares[:, 12, 15, 15].argmax() == Tissue.ORGAN


def test_a_surface_stays_where_it_is() -> None:
    before, after = ragged_liver(), ragged_liver()
    smooth_surfaces(after)
    line = (slice(None), 12, slice(8, 22), 10)
    assert (after[line].argmax(axis=0) == before[line].argmax(axis=0)).all()
    assert after[Tissue.ORGAN, 12, 15, 3:8] == pytest.approx([0.1, 0.3, 0.6, 0.85, 0.95], abs=0.12)


def test_what_is_thin_keeps_its_share_and_all_shares_add_up() -> None:
    before, after = ragged_liver(), ragged_liver()
    smooth_surfaces(after)
    assert np.array_equal(after[list(THIN)], before[list(THIN)])
    assert after.sum(axis=0) == pytest.approx(np.ones((30, 30, 30)), abs=1e-5)
