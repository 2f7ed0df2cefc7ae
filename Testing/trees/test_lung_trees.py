"""Any pair of lungs gets airways, arteries and veins, and nothing else changes."""

import numpy as np
import pytest
from scipy import ndimage

from SyntheticLungCTLib.blueprint.labels import BLOODS, BONES, LUNGS, NODULES, WITHIN_LUNGS, Label
from SyntheticLungCTLib.errors import Cancelled
from SyntheticLungCTLib.trees.lung_trees import grow_lung_trees

from .chest import SPACING_MM, an_empty_chest, grow

AIRWAY = (Label.AIRWAY_LUMEN, Label.AIRWAY_WALL)
TOUCHING = np.ones((3, 3, 3))


@pytest.fixture(scope="module")
def before():
    return an_empty_chest()


@pytest.fixture(scope="module")
def after(before):
    return grow(before)


def within(labels, *wanted):
    return np.isin(labels, wanted)


def share(mask, region):
    return mask[region].mean()


def test_each_lung_gets_vessels_and_airways_in_a_natural_amount(before, after):
    for lung in LUNGS:
        assert 0.02 < share(after == Label.PULMONARY_VESSEL, before == lung) < 0.1
        assert 0.0005 < share(within(after, *AIRWAY), before == lung) < 0.01


def test_the_airways_are_one_piece_with_the_trachea(after):
    for labels in (AIRWAY, (Label.AIRWAY_LUMEN,)):
        assert ndimage.label(within(after, *labels), TOUCHING)[1] == 1


def test_the_main_bronchus_is_led_to_the_lung_over_any_gap(before):
    labels = before.copy()
    height = np.nonzero((labels == Label.AIRWAY_LUMEN).any(axis=(1, 2)))[0].mean()
    bronchi = within(labels, *AIRWAY) & (np.arange(len(labels))[:, None, None] < height)
    labels[bronchi] = Label.FAT
    grown = grow(labels)
    assert ndimage.label(within(grown, *AIRWAY), TOUCHING)[1] == 1
    for lung in LUNGS:
        assert (within(grown, *AIRWAY) & (labels == lung)).any()


def test_only_lung_changes_within_the_lungs(before, after):
    lung, changed = within(before, *WITHIN_LUNGS), before != after
    assert within(before, *LUNGS)[changed & lung].all()
    assert within(after, Label.PULMONARY_VESSEL, *AIRWAY)[changed & lung].all()
    assert np.array_equal(within(after, *WITHIN_LUNGS) | within(after, *AIRWAY) & lung, lung)


def test_outside_of_the_lungs_only_the_ways_to_the_hila_are_drawn(before, after):
    changed = (before != after) & ~within(before, *WITHIN_LUNGS)
    assert 0 < changed.sum() * np.prod(SPACING_MM) < 60_000
    assert within(before, Label.FAT, Label.SOFT_TISSUE, Label.AIRWAY_WALL, *BLOODS)[changed].all()
    assert within(after, *AIRWAY, *BLOODS)[changed].all()
    for kept in (*BONES, Label.OUTSIDE, Label.ORGAN, Label.GAS):
        assert np.array_equal(before == kept, after == kept)


def test_nodules_and_opacities_stay_and_airways_keep_clear_of_nodules(before, after):
    for kept in (*NODULES, Label.LUNG_OPACITY):
        assert np.array_equal(before == kept, after == kept)
    nodule = ndimage.binary_dilation(within(before, *NODULES), np.ones((1, 3, 3)))
    assert share(after == Label.AIRWAY_LUMEN, nodule) < 0.01


def test_most_of_the_vessels_of_a_lung_are_seen_joined_to_blood(before, after):
    """In patients, in finer voxels than these, it is nine tenths: thin vessels fade where they lie between slices."""
    parts, _ = ndimage.label(within(after, Label.PULMONARY_VESSEL, *BLOODS), TOUCHING)
    heart = np.bincount(parts[within(before, *BLOODS)]).argmax()
    main = parts == heart
    for lung in LUNGS:
        assert share(main, (after == Label.PULMONARY_VESSEL) & (before == lung)) > 0.6


def test_no_vessel_touches_the_air_of_an_airway_from_within(before, after):
    lumen = (after == Label.AIRWAY_LUMEN) & within(before, *LUNGS)
    assert not (after == Label.PULMONARY_VESSEL)[ndimage.binary_dilation(lumen)].any()
    assert share(after == Label.AIRWAY_WALL, ndimage.binary_dilation(lumen) & ~lumen) > 0.4


def test_the_seed_decides_and_the_input_stays(before, after):
    assert np.array_equal(before, an_empty_chest())
    assert np.array_equal(grow(before), after)
    assert (grow(before, seed=1) != after).mean() > 0.005


@pytest.mark.parametrize("missing", LUNGS)
def test_one_lung_is_enough(before, missing):
    labels = np.where(before == missing, Label.FAT, before).astype(np.uint8)
    (other,) = set(LUNGS) - {missing}
    grown = grow(labels)
    assert share(grown == Label.PULMONARY_VESSEL, labels == other) > 0.02
    assert ndimage.label(within(grown, *AIRWAY), TOUCHING)[1] == 1


def test_without_a_trachea_vessels_grow_all_the_same(before):
    labels = np.where(within(before, *AIRWAY), Label.FAT, before).astype(np.uint8)
    grown = grow(labels)
    assert not within(grown, *AIRWAY).any()
    assert share(grown == Label.PULMONARY_VESSEL, within(labels, *LUNGS)) > 0.02


def test_without_blood_vessels_start_at_the_hilum(before):
    labels = np.where(within(before, *BLOODS), Label.FAT, before).astype(np.uint8)
    grown = grow(labels)
    assert not within(grown, *BLOODS).any()
    assert share(grown == Label.PULMONARY_VESSEL, within(labels, *LUNGS)) > 0.02


@pytest.mark.parametrize("part", [slice(20, 36), slice(30, 33), slice(30, 31), slice(8, 14)])
def test_lungs_may_be_cut_by_the_ends_of_the_volume(before, part):
    grown = grow(before[part])
    lung = within(before[part], *LUNGS)
    assert (grown[lung] == Label.PULMONARY_VESSEL).any()
    assert not (grown[~lung] == Label.PULMONARY_VESSEL).any()


def test_a_volume_without_lungs_stays_as_it_is():
    labels = np.full((8, 20, 20), Label.FAT, np.uint8)
    assert np.array_equal(grow(labels), labels)


def test_lungs_on_voxels_wider_than_any_vessel_stay_empty(before):
    labels = before[::6, ::7, ::7]
    grown, _ = grow_lung_trees(labels, (27.0, 60.0, 60.0), np.random.default_rng(0))
    assert np.array_equal(within(grown, *LUNGS), within(labels, *LUNGS))


def test_it_stops_when_told_to(before):
    with pytest.raises(Cancelled):
        grow(before, cancelled=lambda: True)
