"""Vessels with lines are drawn along them, by how much they fill of a voxel; the others stay as networks drew them."""

from __future__ import annotations

import numpy as np
import pytest

from SyntheticLungCTLib.blueprint.labels import Label
from SyntheticLungCTLib.blueprint.tree_lines import Trees
from SyntheticLungCTLib.generation.lung_trees import draw_lung_trees
from SyntheticLungCTLib.scanner.look import Look
from SyntheticLungCTLib.trees.tube_share import SEEN_SHARE, tube_share

SPACING_MM, LOOK, DRAWN_HU = (3.0, 0.7, 0.7), Look(lung_hu=-860, blood_hu=150), -300
#: A wide vessel that lies oblique in the slices, and one that is too thin to be labelled.
WIDE = (np.array([[12.0, 10, 8], [18.0, 30, 36]]), np.full(2, 2.5))
THIN = (np.array([[15.0, 50, 10], [15.0, 50, 60]]), np.full(2, 0.3))


@pytest.fixture
def lung() -> tuple[np.ndarray, np.ndarray]:
    """HU and labels (z, y, x): networks drew all that is labelled at one HU, as steps."""
    labels = np.full((11, 100, 100), Label.LUNG_LEFT, np.uint8)
    labels[:, :, 90:] = Label.FAT
    box, share = tube_share(labels.shape, np.array(SPACING_MM), [WIDE, THIN])
    labels[box][(share > SEEN_SHARE) & (labels[box] != Label.FAT)] = Label.PULMONARY_VESSEL
    return np.where(labels == Label.PULMONARY_VESSEL, DRAWN_HU, -860).astype(np.int16), labels


def test_a_wide_vessel_is_as_bright_as_blood_and_its_border_is_smooth(lung) -> None:
    hu, labels = lung
    draw_lung_trees(hu, labels, Trees([WIDE, THIN], []), LOOK, SPACING_MM)
    vessel = hu[labels == Label.PULMONARY_VESSEL]
    assert vessel.max() > 100
    assert vessel.min() < -600
    assert len(np.unique(vessel)) > 20


def test_a_vessel_too_thin_for_a_label_is_faint(lung) -> None:
    hu, labels = lung
    draw_lung_trees(hu, labels, Trees([WIDE, THIN], []), LOOK, SPACING_MM)
    along = hu[5, 71, 20:80]
    assert not (labels[5, 71, 20:80] == Label.PULMONARY_VESSEL).any()
    assert (along > -855).all() and (along < -700).all()


def test_a_vessel_without_a_line_stays_as_it_was_drawn(lung) -> None:
    hu, labels = lung
    labels[5, 80:84, 80:84] = Label.PULMONARY_VESSEL
    hu[5, 80:84, 80:84], hu[5, 80:84, 84:88] = -40, -920
    before = hu.copy()
    draw_lung_trees(hu, labels, Trees([WIDE, THIN], []), LOOK, SPACING_MM)
    assert np.array_equal(hu[5, 76:88, 76:88], before[5, 76:88, 76:88])
    draw_lung_trees(before, labels, Trees([], []), LOOK, SPACING_MM)
    assert before[5, 81, 81] == -40


def test_a_vessel_whose_label_was_erased_is_not_drawn(lung) -> None:
    hu, labels = lung
    labels[labels == Label.PULMONARY_VESSEL] = Label.LUNG_LEFT
    hu[...] = -860
    draw_lung_trees(hu, labels, Trees([WIDE], []), LOOK, SPACING_MM)
    assert hu.max() < -860 + 1010 * SEEN_SHARE


def test_outside_of_the_lungs_a_vessel_goes_on_and_nothing_else_changes(lung) -> None:
    hu, labels = lung
    before, outside = hu.copy(), labels == Label.FAT
    across = (np.array([[15.0, 35, 40], [15.0, 35, 69]]), np.full(2, 3.0))
    draw_lung_trees(hu, labels, Trees([across], []), LOOK, SPACING_MM)
    changed = outside & (hu != before)
    assert changed.any()
    assert (hu[changed] > before[changed]).all()
    far_mm = np.hypot(*(np.argwhere(changed)[:, :2] * np.array(SPACING_MM[:2]) - (15, 35)).T)
    assert far_mm.max() < 3.0 + SPACING_MM[0]


def test_beside_other_tissue_what_networks_drew_of_a_vessel_is_not_brightened_again(lung) -> None:
    hu, labels = lung
    across = (np.array([[15.0, 35, 40], [15.0, 35, 69]]), np.full(2, 3.0))
    box, share = tube_share(labels.shape, np.array(SPACING_MM), [across])
    labels[box][(share > SEEN_SHARE) & (labels[box] != Label.FAT)] = Label.PULMONARY_VESSEL
    _, rows, columns = box
    hu[5, rows, 88] = -300
    draw_lung_trees(hu, labels, Trees([across], []), LOOK, SPACING_MM)
    filled = share[share.shape[0] // 2, :, 88 - columns.start]
    assert (hu[5, rows, 88] < np.maximum(-300, -860 + 1010 * filled) + 70).all()  # in lung a little brighter
    assert ((filled > 0.5) & (filled < 0.6)).any()


def test_specks_where_a_vessel_leaves_blood_are_evened(lung) -> None:
    hu, labels = lung
    labels[:, :, 90:], hu[:, :, 90:], hu[5, 50, 94:96] = Label.CONTRAST_BLOOD, 140, 320
    across = (np.array([[15.0, 35, 40], [15.0, 35, 69]]), np.full(2, 3.0))
    draw_lung_trees(hu, labels, Trees([across], []), LOOK, SPACING_MM)
    assert (hu[5, 50, 92:97] == 150).all()


def test_an_airway_is_hollow_with_a_smooth_wall_around_and_erased_with_its_label(lung) -> None:
    hu, labels = lung
    airway = (np.array([[0.0, 50, 30], [30.0, 50, 30]]), np.full(2, 2.5))
    y, x = np.ogrid[:100, :100]
    away_mm = 0.7 * np.hypot(y - 50 / 0.7, x - 30 / 0.7)
    labels[:, away_mm < 3.5], labels[:, away_mm < 2.5] = Label.AIRWAY_WALL, Label.AIRWAY_LUMEN
    hu[:, away_mm < 3.5] = 200
    erased = np.where(np.isin(labels, (Label.AIRWAY_WALL, Label.AIRWAY_LUMEN)), Label.LUNG_LEFT, labels)
    for names, walls in ((labels, True), (erased, False)):
        drawn = np.where(names == labels, hu, -860).astype(np.int16)
        draw_lung_trees(drawn, names, Trees([WIDE, THIN], [airway]), LOOK, SPACING_MM)
        across = drawn[5, 71, 33:53]
        assert (across.max() > -500) == walls and across.max() < 0
        assert (drawn[5, 71, 43] < -930) == walls
