"""The upper abdomen is laid under the diaphragm: each organ on its side, and nothing over what is given."""

from __future__ import annotations

import numpy as np
import pytest

from SyntheticLungCTLib.blueprint.labels import CONTRAST_BLOODS, Label
from SyntheticLungCTLib.thorax.abdomen.abdomen import Abdomen
from SyntheticLungCTLib.thorax.abdomen.belly import Belly
from SyntheticLungCTLib.thorax.cage import Cage
from SyntheticLungCTLib.thorax.lung_distances import LungDistances
from SyntheticLungCTLib.thorax.mediastinum.room import Room
from SyntheticLungCTLib.thorax.organs import Organ
from SyntheticLungCTLib.thorax.pixels import Pixels
from SyntheticLungCTLib.thorax.tissues import FINE_GRID, Tissue
from Testing.thorax.mediastinum.conftest import CANAL_MM, FRAME, chest

HEIGHTS_MM = np.arange(-60.0, 40.0, 5.0)
SHAPE, SPACING = (60, 340, 400), (5.0, 1.0, 1.0)


def belly(organs: np.ndarray) -> Belly:
    room, cage = Room.of(organs, FRAME), Cage.around(chest(), FRAME)
    assert room is not None and cage is not None
    return Belly.under(room, cage, LungDistances.of(organs, FRAME), SHAPE, SPACING)


def abdomen(blood: Tissue = Tissue.CONTRAST_BLOOD) -> Abdomen:
    shares = np.zeros((len(Tissue), *FINE_GRID), np.float32)
    shares[[Tissue.ORGAN, blood]] = 0.5
    return Abdomen.of(belly(chest()), shares, np.random.default_rng(0))


def laid(filled: Label, heights_mm: np.ndarray = HEIGHTS_MM, blood: Tissue = Tissue.CONTRAST_BLOOD) -> np.ndarray:
    """Labels (z, y, x) of slices of `filled` in air, with an abdomen and its veins."""
    labels, own = np.zeros((len(heights_mm), *SHAPE[1:]), np.uint8), abdomen(blood)
    labels[:, 5:-5, 5:-5] = filled
    for plane, height_mm in zip(labels, heights_mm, strict=True):
        own.lay(plane, height_mm)
        own.veins.lay(plane, height_mm)
    return labels


def test_the_liver_lies_right_the_spleen_left_and_air_before_both() -> None:
    labels = laid(Label.FAT)
    shown = (Label.ORGAN, Label.GAS, Label.DENSE_ORGAN)
    middles = {label: np.argwhere(labels == label).mean(axis=0) for label in shown}
    assert middles[Label.ORGAN][2] < CANAL_MM[1] < middles[Label.DENSE_ORGAN][2]
    assert middles[Label.GAS][1] < min(middles[Label.ORGAN][1], middles[Label.DENSE_ORGAN][1])


def test_the_cava_is_full_in_every_slice_but_not_as_bright_everywhere() -> None:
    labels, cava = laid(Label.FAT), abdomen().veins.cava
    rows_mm, columns_mm = np.arange(SHAPE[1]) * SPACING[1], np.arange(SHAPE[2]) * SPACING[2]
    found = [
        plane[cava.inside(Pixels(height_mm, rows_mm, columns_mm))]
        for plane, height_mm in zip(labels, HEIGHTS_MM, strict=True)
    ]
    assert all(len(own) and Label.FAT not in own for own in found)
    assert {Label.ORGAN, Label.DENSE_ORGAN} <= set(np.concatenate(found))


def test_without_contrast_agent_no_blood_is_bright() -> None:
    assert (laid(Label.FAT) == Label.CONTRAST_BLOOD).any()
    assert not np.isin(laid(Label.FAT, blood=Tissue.BLOOD), CONTRAST_BLOODS).any()


def test_the_diaphragm_rises_evenly_with_lungs_not_from_cell_to_cell() -> None:
    less = chest()
    less[[Organ.LUNG_LEFT, Organ.LUNG_RIGHT]] += 0.03
    rises_mm = belly(less).diaphragm_mm - belly(chest()).diaphragm_mm
    few_mm, most_mm = np.percentile(rises_mm[np.abs(rises_mm) > 0.3], (25, 75))
    assert few_mm > 0 and most_mm - few_mm < 0.7


@pytest.mark.parametrize("given", [Label.LUNG_LEFT, Label.SPONGY_BONE, Label.OUTSIDE])
def test_no_organ_is_laid_over_lung_bone_or_air(given: Label) -> None:
    assert set(np.unique(laid(given))) <= {Label.OUTSIDE, given}


def test_over_the_diaphragm_nothing_changes() -> None:
    labels = np.full((1, *SHAPE[1:]), Label.FAT, np.uint8)
    abdomen().lay(labels[0], 200.0)
    assert (labels == Label.FAT).all()
