"""Blood between the lungs becomes vessels in fat and a heart; bone, lung and vessels elsewhere stay."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from SyntheticLungCTLib.blueprint.labels import BLOODS, CONTRAST_BLOODS, LUNGS, Label
from SyntheticLungCTLib.thorax.mediastinum.mediastinum import Mediastinum
from SyntheticLungCTLib.thorax.organs import Organ
from SyntheticLungCTLib.thorax.tissues import FINE_GRID, Tissue

from .conftest import CANAL_MM, FRAME, HEART_MM, HEART_RADIUS_MM

SHAPE, SPACING = (42, 180, 254), (6.0, 1.5, 1.5)
PIXEL_MM2 = SPACING[1] * SPACING[2]
CARINA, HEART, ARM = 28, 14, (20, 100, 13)


def drawn() -> np.ndarray:
    """Labels of a volume: soft tissue with lungs, a rib, and blood in a heap from top to bottom and in an arm."""
    z, y, x = np.meshgrid(*(np.arange(n) * mm for n, mm in zip(SHAPE, SPACING, strict=True)), indexing="ij")
    labels = np.full(SHAPE, Label.SOFT_TISSUE, np.uint8)
    labels[np.linalg.norm(np.stack([z, y, x], -1) - HEART_MM, axis=-1) < HEART_RADIUS_MM] = Label.BLOOD
    labels[(np.abs(y - 160) < 45) & (np.abs(x - 195) < 18)] = Label.BLOOD
    for lung, side in ((Label.LUNG_RIGHT, -1), (Label.LUNG_LEFT, 1)):
        labels[np.hypot((z - 125) / 125, np.hypot((y - 150) / 92, (x - 190 - side * 96) / 68)) < 1] = lung
    labels[:, 27:30, 120:134] = Label.SPONGY_BONE
    labels[ARM] = Label.BLOOD
    return labels


def laid(organs: np.ndarray, tissue: Tissue, seed: int = 0, labels: np.ndarray | None = None) -> np.ndarray:
    shares = np.zeros((len(Tissue), *FINE_GRID), np.float32)
    shares[tissue] = 0.5
    between = Mediastinum.between(organs, shares, FRAME, SHAPE, SPACING, np.random.default_rng(seed))
    assert between is not None
    labels = drawn() if labels is None else labels
    for index, plane in enumerate(labels):
        between.lay(plane, index * SPACING[0])
    return labels


@pytest.fixture(scope="module")
def plain(organs: np.ndarray) -> np.ndarray:
    return laid(organs, Tissue.BLOOD)


@pytest.fixture(scope="module")
def enhanced(organs: np.ndarray) -> np.ndarray:
    return laid(organs, Tissue.CONTRAST_BLOOD)


def test_lungs_bones_and_vessels_of_the_arm_stay(plain: np.ndarray) -> None:
    before = drawn()
    firm = np.isin(before, (Label.LUNG_LEFT, Label.LUNG_RIGHT, Label.SPONGY_BONE))
    assert np.array_equal(plain[firm], before[firm])
    assert not np.isin(plain[~firm], (Label.LUNG_LEFT, Label.LUNG_RIGHT, Label.SPONGY_BONE)).any()
    assert plain[ARM] == Label.BLOOD


def test_below_the_arch_two_round_vessels_of_an_aortas_width_lie_in_fat(plain: np.ndarray) -> None:
    parts, count = ndimage.label(plain[CARINA + 2] == Label.BLOOD)
    areas = PIXEL_MM2 * ndimage.sum_labels(np.ones_like(parts), parts, np.arange(1, count + 1))
    middles = SPACING[1] * np.array(ndimage.center_of_mass(parts > 0, parts, np.arange(1, count + 1)))
    behind = [index for index in range(count) if middles[index, 0] > CANAL_MM[0] - 65 and areas[index] > 250]
    before = [index for index in range(count) if middles[index, 0] < CANAL_MM[0] - 85 and areas[index] > 400]
    assert behind and before
    descending = parts == behind[0] + 1
    assert 18 < 2 * np.sqrt(PIXEL_MM2 * descending.sum() / np.pi) < 32
    rim = ndimage.binary_dilation(descending, iterations=1) & ~descending
    assert (plain[CARINA + 2][rim] == Label.FAT).mean() > 0.4


def test_what_was_a_heap_of_blood_becomes_fat_with_some_nodes(plain: np.ndarray) -> None:
    heap = drawn()[CARINA:] == Label.BLOOD
    heap[:, :, :60] = False
    replaced = plain[CARINA:][heap]
    assert (replaced == Label.FAT).mean() > 0.2
    assert 0.01 < (replaced == Label.SOFT_TISSUE).mean() < 0.4


def test_contrast_agent_shows_the_muscle_of_the_heart(plain: np.ndarray, enhanced: np.ndarray) -> None:
    assert set(np.unique(plain[HEART])) & set(BLOODS) == {Label.BLOOD}
    shown = enhanced[HEART]
    muscle, filled = (shown == Label.BLOOD).sum(), np.isin(shown, CONTRAST_BLOODS).sum()
    assert 0.15 < muscle / (muscle + filled) < 0.6


def test_a_little_air_is_in_some_slices_of_the_oesophagus(plain: np.ndarray) -> None:
    areas_mm2 = PIXEL_MM2 * (plain == Label.GAS).sum(axis=(1, 2))
    assert 0 < (areas_mm2 > 0).mean() < 0.8
    assert areas_mm2.max() < 60
    around = ndimage.binary_dilation(plain == Label.GAS, np.ones((1, 3, 3), bool)) & (plain != Label.GAS)
    assert (plain[around] == Label.SOFT_TISSUE).all()


def test_beside_lungs_that_are_given_and_not_drawn_yet_the_heart_has_its_walls(
    organs: np.ndarray, enhanced: np.ndarray
) -> None:
    labels = drawn()
    lungs = np.isin(labels, LUNGS)
    labels[lungs] = Label.SOFT_TISSUE
    given = laid(organs, Tissue.CONTRAST_BLOOD, labels=labels)
    beside = ndimage.binary_dilation(lungs, iterations=4) & ~lungs & np.isin(enhanced, BLOODS)
    assert beside.sum() > 1000
    assert (given == enhanced)[beside].mean() > 0.9
    assert (given[beside] == Label.BLOOD).mean() > 0.3


def test_the_heart_is_about_as_large_as_drawn(plain: np.ndarray) -> None:
    before = np.pi * (HEART_RADIUS_MM**2 - (HEART * SPACING[0] - HEART_MM[0]) ** 2)
    after = PIXEL_MM2 * np.isin(plain[HEART], BLOODS).sum()
    assert 0.8 * before < after < 1.4 * before


def test_without_a_spine_nothing_is_laid(organs: np.ndarray) -> None:
    less = organs.copy()
    less[Organ.CANAL] = 1
    shares = np.zeros((len(Tissue), *FINE_GRID), np.float32)
    assert Mediastinum.between(less, shares, FRAME, SHAPE, SPACING, np.random.default_rng(0)) is None


def test_the_seed_decides(organs: np.ndarray, plain: np.ndarray) -> None:
    assert np.array_equal(laid(organs, Tissue.BLOOD), plain)
    assert (laid(organs, Tissue.BLOOD, seed=1) != plain).mean() > 0.001


@pytest.mark.parametrize("columns", [0, 1, 3])
def test_a_volume_that_hardly_shows_it_is_laid_all_the_same(organs: np.ndarray, columns: int) -> None:
    shares = np.zeros((len(Tissue), *FINE_GRID), np.float32)
    shares[Tissue.BLOOD] = 0.5
    # The heart's right border lies at 157 mm, and what is looked at begins at 110.
    shape = (1, SHAPE[1], 74 + columns)
    between = Mediastinum.between(organs, shares, FRAME, shape, SPACING, np.random.default_rng(0))
    labels = np.full(shape[1:], Label.BLOOD, np.uint8)
    between.lay(labels, HEART * SPACING[0])
    assert (labels[:, :73] == Label.BLOOD).all()
    assert columns < 2 or (labels[:, 74:] != Label.BLOOD).any()
