"""A heart is blurred by its motion; its surroundings and vessels are not."""

from __future__ import annotations

import numpy as np
import pytest

from SyntheticLungCTLib.blueprint.labels import Label
from SyntheticLungCTLib.generation.heart_motion import MUSCLE_HU, blur_heart


@pytest.fixture
def slices() -> tuple[np.ndarray, np.ndarray]:
    """HU and labels (1, y, x) of 1 mm: a heart half muscle, half enhanced, an aorta, lung and fat around them."""
    y, x = np.ogrid[:160, :200]
    labels = np.full((1, 160, 200), Label.LUNG_LEFT, np.uint8)
    labels[0, 110:] = Label.FAT
    labels[0, 118:124, 60:64] = Label.SOFT_TISSUE
    heart, aorta = (y - 70) ** 2 + (x - 90) ** 2 < 45**2, (y - 135) ** 2 + (x - 120) ** 2 < 14**2
    labels[0][heart & (x >= 90)] = Label.CONTRAST_BLOOD
    labels[0][heart & (x < 90)] = Label.BLOOD
    labels[0][aorta] = Label.CONTRAST_BLOOD
    hu = np.full(labels.shape, -860, np.int16)
    for label, value in ((Label.FAT, -100), (Label.SOFT_TISSUE, 40), (Label.BLOOD, 88), (Label.CONTRAST_BLOOD, 200)):
        hu[labels == label] = value
    return hu, labels


def test_a_border_within_the_heart_becomes_soft_and_means_stay(slices: tuple[np.ndarray, np.ndarray]) -> None:
    hu, labels = slices
    before = hu.copy()
    blur_heart(hu, labels, (3.0, 1.0, 1.0))
    across = hu[0, 70, 80:100]
    assert np.diff(before[0, 70, 80:100]).max() == 112
    assert np.diff(across).max() < 80
    assert across.min() >= 88 and across.max() <= 200
    blood = np.isin(labels, (Label.BLOOD, Label.CONTRAST_BLOOD))
    assert hu[blood].mean() == pytest.approx(before[blood].mean(), abs=3)


def test_contrast_agent_brightens_muscle_that_was_drawn_dark(slices: tuple[np.ndarray, np.ndarray]) -> None:
    hu, labels = slices
    hu[labels == Label.BLOOD] = 50
    blur_heart(hu, labels, (3.0, 1.0, 1.0))
    assert hu[0, 70, 70] == MUSCLE_HU


def test_lungs_vessels_and_what_is_far_away_stay(slices: tuple[np.ndarray, np.ndarray]) -> None:
    hu, labels = slices
    before = hu.copy()
    blur_heart(hu, labels, (3.0, 1.0, 1.0))
    assert np.array_equal(hu[labels == Label.LUNG_LEFT], before[labels == Label.LUNG_LEFT])
    assert np.array_equal(hu[0, 124:], before[0, 124:])
    labels[labels == Label.BLOOD] = Label.FAT
    labels[0, :110][labels[0, :110] == Label.CONTRAST_BLOOD] = Label.FAT
    again = before.copy()
    blur_heart(again, labels, (3.0, 1.0, 1.0))
    assert np.array_equal(again, before)
