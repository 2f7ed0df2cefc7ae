"""An organ full of specks becomes as even as a patient's, and keeps its level and its border."""

from __future__ import annotations

import numpy as np
import pytest

from SyntheticLungCTLib.blueprint.labels import Label
from SyntheticLungCTLib.generation.even_organs import DEEP_PIXELS, SPREAD_HU, even_organs


def spleen(spread_hu: float) -> tuple[np.ndarray, np.ndarray]:
    """HU and labels (z, y, x) of a block of dense organ in fat."""
    labels = np.full((3, 60, 60), Label.FAT, np.uint8)
    labels[:, 10:50, 10:50] = Label.DENSE_ORGAN
    hu = np.where(labels == Label.FAT, -100, 130) + np.random.default_rng(0).normal(0, spread_hu, labels.shape)
    return hu.astype(np.int16), labels


def test_specks_become_as_faint_as_in_patients_and_the_level_stays() -> None:
    hu, labels = spleen(60.0)
    fitted = hu.copy()
    even_organs(fitted, labels)
    deep = (slice(None), slice(10 + DEEP_PIXELS, 50 - DEEP_PIXELS), slice(10 + DEEP_PIXELS, 50 - DEEP_PIXELS))
    assert fitted[deep].std() == pytest.approx(SPREAD_HU[Label.DENSE_ORGAN], rel=0.05)
    assert np.median(fitted[deep]) == pytest.approx(130, abs=3)


def test_the_border_and_other_tissues_stay() -> None:
    hu, labels = spleen(60.0)
    fitted = hu.copy()
    even_organs(fitted, labels)
    assert (fitted[labels == Label.FAT] == hu[labels == Label.FAT]).all()
    assert (fitted[:, 10, 10:50] == hu[:, 10, 10:50]).all()


def test_an_organ_that_is_even_stays_as_it_is() -> None:
    hu, labels = spleen(15.0)
    fitted = hu.copy()
    even_organs(fitted, labels)
    assert (fitted == hu).all()
