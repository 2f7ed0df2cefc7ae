"""Enhanced blood varies smoothly as in patients; all else stays, and the seed decides."""

from __future__ import annotations

import numpy as np
import pytest

from SyntheticLungCTLib.blueprint.labels import Label
from SyntheticLungCTLib.generation.contrast_mixing import FAINT, SPREAD_HU, mix_contrast, part_levels

SPACING_MM = (3.0, 1.0, 1.0)


def mixed(label: Label, seed: int = 0) -> np.ndarray:
    """What is added to (20, 80, 80) voxels, of which the middle is of a label and the rest muscle."""
    labels = np.full((20, 80, 80), Label.SOFT_TISSUE, np.uint8)
    labels[:, 10:70, 10:70] = label
    hu = np.zeros(labels.shape, np.int16)
    mix_contrast(hu, labels, SPACING_MM, seed)
    return hu


def test_enhanced_blood_varies_smoothly_and_its_mean_stays() -> None:
    added = mixed(Label.CONTRAST_BLOOD)[:, 10:70, 10:70].astype(float)
    assert added.std() == pytest.approx(SPREAD_HU, rel=0.02)
    assert np.abs(np.diff(added, axis=2)).mean() < SPREAD_HU / 4
    assert abs(added.mean()) < SPREAD_HU / 4


def test_all_else_stays() -> None:
    added = mixed(Label.CONTRAST_BLOOD)
    added[:, 10:70, 10:70] = 0
    assert not added.any() and not mixed(Label.BLOOD).any()


def test_the_seed_decides() -> None:
    assert np.array_equal(mixed(Label.CONTRAST_BLOOD, 1), mixed(Label.CONTRAST_BLOOD, 1))
    assert not np.array_equal(mixed(Label.CONTRAST_BLOOD, 1), mixed(Label.CONTRAST_BLOOD, 2))


def test_faint_blood_is_parted_from_usual_but_not_in_organs() -> None:
    labels = np.full((4, 90, 180), Label.SOFT_TISSUE, np.uint8)
    labels[:, :, 90:] = Label.ORGAN
    labels[:, 10:30, 10:30] = Label.CONTRAST_BLOOD
    labels[:, 50:70, 10:30] = labels[:, 50:70, 140:160] = Label.FAINT_CONTRAST_BLOOD
    labels[:, 59:61, 30:33] = Label.FAINT_CONTRAST_BLOOD  # a corner of it
    hu = np.full(labels.shape, 200, np.int16)
    part_levels(hu, labels)
    assert (hu[:, :, :90][labels[:, :, :90] == Label.FAINT_CONTRAST_BLOOD] == 50 + FAINT * 150).all()
    assert (np.delete(hu, slice(50, 70), axis=1) == 200).all() and (hu[:, :, 90:] == 200).all()
