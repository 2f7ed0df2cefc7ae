"""The upper abdomen is laid under the diaphragm: each organ on its side, and nothing over what is given."""

from __future__ import annotations

import numpy as np
import pytest

from SyntheticLungCTLib.blueprint.labels import Label
from SyntheticLungCTLib.thorax.abdomen.abdomen import Abdomen
from SyntheticLungCTLib.thorax.abdomen.belly import Belly
from SyntheticLungCTLib.thorax.cage import Cage
from SyntheticLungCTLib.thorax.lung_distances import LungDistances
from SyntheticLungCTLib.thorax.mediastinum.room import Room
from SyntheticLungCTLib.thorax.tissues import FINE_GRID, Tissue
from Testing.thorax.mediastinum.conftest import CANAL_MM, FRAME, chest

HEIGHTS_MM = np.arange(-60.0, 40.0, 5.0)
SHAPE, SPACING = (60, 340, 400), (5.0, 1.0, 1.0)


def abdomen() -> Abdomen:
    organs, shares = chest(), np.zeros((len(Tissue), *FINE_GRID), np.float32)
    shares[[Tissue.ORGAN, Tissue.CONTRAST_BLOOD]] = 0.5
    room, cage = Room.of(organs, FRAME), Cage.around(organs, FRAME)
    assert room is not None and cage is not None
    belly = Belly.under(room, cage, LungDistances.of(organs, FRAME), SHAPE, SPACING)
    return Abdomen.of(belly, shares, np.random.default_rng(0))


def laid(filled: Label, heights_mm: np.ndarray = HEIGHTS_MM) -> np.ndarray:
    """Labels (z, y, x) of slices of `filled` in air, with an abdomen and its veins."""
    labels, own = np.zeros((len(heights_mm), *SHAPE[1:]), np.uint8), abdomen()
    labels[:, 5:-5, 5:-5] = filled
    for plane, height_mm in zip(labels, heights_mm, strict=True):
        own.lay(plane, height_mm)
        own.veins.lay(plane, height_mm)
    return labels


def test_the_liver_lies_right_and_the_stomach_with_its_air_before_its_fluid_left() -> None:
    labels = laid(Label.FAT)
    shown = (Label.ORGAN, Label.GAS, Label.FAINT_ORGAN)
    middles = {label: np.argwhere(labels == label).mean(axis=0) for label in shown}
    assert middles[Label.ORGAN][2] < CANAL_MM[1] < middles[Label.FAINT_ORGAN][2]
    assert middles[Label.GAS][1] < middles[Label.FAINT_ORGAN][1]


def test_the_cava_runs_through_every_slice() -> None:
    assert (laid(Label.FAT) == Label.FAINT_CONTRAST_BLOOD).any(axis=(1, 2)).all()


@pytest.mark.parametrize("given", [Label.LUNG_LEFT, Label.SPONGY_BONE, Label.OUTSIDE])
def test_no_organ_is_laid_over_lung_bone_or_air(given: Label) -> None:
    assert set(np.unique(laid(given))) <= {Label.OUTSIDE, given}


def test_over_the_diaphragm_nothing_changes() -> None:
    labels = np.full((1, *SHAPE[1:]), Label.FAT, np.uint8)
    abdomen().lay(labels[0], 200.0)
    assert (labels == Label.FAT).all()
