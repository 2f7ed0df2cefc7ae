"""Spongy bone is as bright as the look says, and only its level changes; compact bone is as uneven as patients' is."""

from __future__ import annotations

import numpy as np
import pytest

from SyntheticLungCTLib.blueprint.labels import Label
from SyntheticLungCTLib.generation.bone_density import MOST_HU, MOST_STRETCH, TAIL_HU, TAIL_PERCENT, fit_bone
from SyntheticLungCTLib.scanner.look import Look


@pytest.fixture
def chest() -> tuple[np.ndarray, np.ndarray]:
    """HU and labels (z, y, x) of a block of spongy bone in fat, in air."""
    labels = np.full((4, 60, 60), Label.OUTSIDE, np.uint8)
    labels[:, 5:55, 5:55] = Label.FAT
    labels[:, 15:45, 15:45] = Label.SPONGY_BONE
    hu = np.select([labels == Label.FAT, labels == Label.SPONGY_BONE], [-100, 110], -1000)
    noise = np.random.default_rng(0).normal(0, 20, labels.shape) * (labels > 0)
    return (hu + noise).astype(np.int16), labels


def test_it_gets_the_median_that_the_look_names_and_keeps_its_texture(chest) -> None:
    hu, labels = chest
    fitted = hu.copy()
    fit_bone(fitted, labels, Look(tissue_hu={"SPONGY_BONE": 160.0}))
    bone, deep = labels == Label.SPONGY_BONE, (slice(None), slice(20, 40), slice(20, 40))
    assert np.median(fitted[bone]) == pytest.approx(160, abs=4)
    assert np.ptp(fitted[deep] - hu[deep]) <= 1
    assert (fitted[labels == Label.OUTSIDE] == -1000).all()
    assert np.median(fitted[labels == Label.FAT]) == pytest.approx(np.median(hu[labels == Label.FAT]), abs=2)


def test_without_it_nothing_changes(chest) -> None:
    hu, labels = chest
    labels[labels == Label.SPONGY_BONE] = Label.SOFT_TISSUE
    fitted = hu.copy()
    fit_bone(fitted, labels, Look())
    assert (fitted == hu).all()


def test_a_look_that_does_not_fit_shifts_it_not_far(chest) -> None:
    hu, labels = chest
    fitted = hu.copy()
    fit_bone(fitted, labels, Look(tissue_hu={"SPONGY_BONE": 900.0}))
    assert np.median((fitted - hu)[labels == Label.SPONGY_BONE]) == MOST_HU


def compact(spread_hu: float) -> tuple[np.ndarray, np.ndarray]:
    """HU and labels (z, y, x) of compact bone of about 450 HU."""
    hu = 450 + np.random.default_rng(0).normal(0, spread_hu, (4, 60, 60))
    return hu.astype(np.int16), np.full(hu.shape, Label.CORTICAL_BONE, np.uint8)


def test_what_is_dense_of_even_compact_bone_becomes_as_dense_as_in_patients_and_the_rest_stays() -> None:
    hu, labels = compact(150.0)
    fitted = hu.copy()
    fit_bone(fitted, labels, Look())
    assert np.median(fitted) == np.median(hu)
    assert np.percentile(fitted, TAIL_PERCENT) - np.median(fitted) == pytest.approx(TAIL_HU, abs=5)
    lower = hu < np.median(hu)
    assert (fitted[lower] == hu[lower]).all()


def test_bone_that_is_uneven_enough_stays_and_noise_is_not_blown_up() -> None:
    hu, labels = compact(400.0)
    fitted = hu.copy()
    fit_bone(fitted, labels, Look())
    assert (fitted == hu).all()
    hu, labels = compact(20.0)
    fitted = hu.copy()
    fit_bone(fitted, labels, Look())
    assert fitted.max() - np.median(hu) <= MOST_STRETCH * (hu.max() - np.median(hu)) + 1
