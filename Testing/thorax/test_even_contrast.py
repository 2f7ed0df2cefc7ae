"""Patches of another contrast in an organ or a chamber of the heart are taken in; the organ stays where it is."""

from __future__ import annotations

import numpy as np
import pytest

from SyntheticLungCTLib.thorax.even_contrast import even_contrast
from SyntheticLungCTLib.thorax.tissues import Tissue

ORGANS = [Tissue.FAINT_ORGAN, Tissue.ORGAN, Tissue.DENSE_ORGAN]


def organ_with_patches() -> np.ndarray:
    """Shares (tissues, 24, 24, 24): an organ with patches that are fainter, a dense one, and fat around."""
    shares = np.zeros((len(Tissue), 24, 24, 24), np.float32)
    shares[Tissue.ORGAN, 4:20, 4:20, 4:12] = 1
    shares[Tissue.DENSE_ORGAN, 4:20, 4:20, 12:20] = 1
    shares[Tissue.ORGAN, 8:10, 8:10, 6:8] = 0
    shares[Tissue.FAINT_ORGAN, 8:10, 8:10, 6:8] = 1
    shares[Tissue.FAT] = 1 - shares.sum(axis=0)
    return shares


def test_a_patch_becomes_what_is_around_it() -> None:
    shares = organ_with_patches()
    even_contrast(shares)
    assert shares[Tissue.ORGAN, 8:10, 8:10, 6:8].min() > 0.9


def test_what_is_organ_stays_organ_and_shares_still_add_up() -> None:
    before = organ_with_patches()
    after = before.copy()
    even_contrast(after)
    assert after[ORGANS].sum(axis=0) == pytest.approx(before[ORGANS].sum(axis=0), abs=1e-5)
    assert np.array_equal(after[Tissue.FAT], before[Tissue.FAT])


def test_a_large_organ_of_other_contrast_stays_in_the_back_of_the_body() -> None:
    shares = organ_with_patches()
    even_contrast(shares)
    assert shares[Tissue.DENSE_ORGAN, 8:16, 16:20, 17:20].min() > 0.9


def test_no_organ_in_front_is_as_dense_as_spleen_and_kidneys() -> None:
    shares = organ_with_patches()
    even_contrast(shares)
    assert shares[Tissue.ORGAN, 4:20, 4:8, 12:20].min() > 0.9
    assert shares[Tissue.DENSE_ORGAN, :, :8].max() < 0.1


def test_large_chambers_of_other_contrast_stay() -> None:
    shares = np.zeros((len(Tissue), 24, 24, 24), np.float32)
    shares[Tissue.CONTRAST_BLOOD, ..., :12] = 1
    shares[Tissue.DENSE_CONTRAST_BLOOD, ..., 12:] = 1
    even_contrast(shares)
    assert shares[Tissue.CONTRAST_BLOOD, ..., :8].min() > 0.9
    assert shares[Tissue.DENSE_CONTRAST_BLOOD, ..., 16:].min() > 0.9
