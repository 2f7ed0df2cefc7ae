"""A thorax sampled from nothing and one completed from lungs, drawn by the shipped network."""

from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("torch")

from SyntheticLungCTLib.blueprint.blueprint import Blueprint
from SyntheticLungCTLib.blueprint.labels import BLOODS, BONES, CONTRAST_BLOODS, LUNGS, WITHIN_LUNGS, Label
from SyntheticLungCTLib.checking.anatomy import check_anatomy
from SyntheticLungCTLib.errors import Cancelled, InputError
from SyntheticLungCTLib.geometry import Geometry, reoriented
from SyntheticLungCTLib.thorax.canal import canal_mask
from SyntheticLungCTLib.thorax.complete import complete_blueprint
from SyntheticLungCTLib.thorax.request import ThoraxRequest
from SyntheticLungCTLib.thorax.sample import sample_blueprint

REQUEST = ThoraxRequest.checked(lung_volume_l=4.2, width_mm=270, contrast=True, pixels=128, slice_spacing_mm=5.0)


@pytest.fixture(scope="module")
def sample():
    return sample_blueprint(1, REQUEST)


@pytest.fixture(scope="module")
def lungs(sample):
    """The lungs of the sample alone, on a grid whose axes run the other way."""
    within = np.where(np.isin(sample.labels, WITHIN_LUNGS), sample.labels, 0)
    within[~np.isin(within, LUNGS) & (within > 0)] = 0
    return Blueprint(*reoriented(within, sample.geometry, "RAS"))


@pytest.fixture(scope="module")
def completed(lungs):
    return complete_blueprint(lungs, seed=2)


def extent_mm(mask, axis, spacing_mm):
    where = np.flatnonzero(mask.any(axis=tuple({0, 1, 2} - {axis})))
    return (where[-1] - where[0] + 1) * spacing_mm


def test_a_sample_keeps_the_rules_of_anatomy(sample):
    assert [found.rule for found in check_anatomy(sample) if not found.kept] == []


def test_a_sample_is_what_was_asked_for(sample):
    within = sample.mask(*WITHIN_LUNGS)
    spacing = sample.geometry.spacing_zyx_mm
    assert sample.labels.shape[1:] == (128, 128) and spacing[0] == 5.0
    assert within.sum() * sample.geometry.voxel_volume_ml / 1000 == pytest.approx(4.2, rel=0.08)
    assert extent_mm(within, 2, spacing[2]) == pytest.approx(270, abs=12)


def test_contrast_agent_parts_the_blood_and_without_it_blood_is_one(sample, completed):
    assert all(sample.mask(blood).any() for blood in (Label.CONTRAST_BLOOD, Label.BLOOD))
    assert sample.mask(*CONTRAST_BLOODS).sum() > 0.5 * sample.mask(*BLOODS).sum()
    assert completed.mask(Label.BLOOD).any() and not completed.mask(*CONTRAST_BLOODS).any()


def test_a_completion_keeps_every_given_voxel_and_adds_no_lung(lungs, completed):
    given = lungs.labels > 0
    airway = completed.mask(Label.AIRWAY_LUMEN, Label.AIRWAY_WALL)
    vessel = completed.mask(Label.PULMONARY_VESSEL)
    same = completed.labels == lungs.labels
    assert (same | vessel | airway)[given].all()
    assert not completed.mask(*LUNGS)[~given].any()
    assert completed.geometry.is_close_to(lungs.geometry)


def test_a_completion_has_what_a_chest_has(completed):
    assert [found.rule for found in check_anatomy(completed) if not found.kept] == []
    for labels in (BONES, BLOODS, (Label.AIRWAY_LUMEN,), (Label.PULMONARY_VESSEL,), (Label.FAT,)):
        assert completed.mask(*labels).any()


@pytest.mark.parametrize("chest", ["sample", "completed"])
def test_the_spine_has_a_canal_as_far_as_coarse_bones_can_show_it(chest, request):
    blueprint = request.getfixturevalue(chest)
    labels, geometry = reoriented(blueprint.labels, blueprint.geometry)
    canal = canal_mask(np.isin(labels, BONES), geometry.spacing_zyx_mm)
    lungs_mm = extent_mm(np.isin(labels, LUNGS), 0, geometry.spacing_zyx_mm[0])
    assert canal.any() and extent_mm(canal, 0, geometry.spacing_zyx_mm[0]) > 0.4 * lungs_mm


def test_the_seed_decides(lungs, few_steps):
    some = Blueprint(lungs.labels[16:28], lungs.geometry)
    one, same, other = (complete_blueprint(some, seed=seed).labels for seed in (2, 2, 3))
    assert np.array_equal(one, same) and not np.array_equal(one, other)


def test_given_vessels_keep_their_lines(sample, few_steps):
    given = np.isin(sample.labels, (*LUNGS, Label.PULMONARY_VESSEL))
    coarse = replace(sample, labels=np.where(given, sample.labels, 0), nodules=[])
    assert len(coarse.trees.radii_mm) > 100
    assert complete_blueprint(coarse, seed=3).trees is coarse.trees


def test_nothing_given_is_told():
    empty = Blueprint(np.zeros((8, 16, 16), np.uint8), Geometry((4.0, 4.0, 4.0)))
    with pytest.raises(InputError, match="lungs"):
        complete_blueprint(empty)


@pytest.mark.parametrize("spacing_mm", [(0.01, 0.01, 0.015), (0.0028, 0.0028, 0.005)])
def test_a_chest_of_two_millimetres_or_in_metres_is_told(lungs, spacing_mm):
    with pytest.raises(InputError, match="mm"):
        complete_blueprint(Blueprint(lungs.labels, Geometry(spacing_mm)))


@pytest.mark.parametrize(
    ("wish", "reach"),
    [
        ({"lung_volume_l": 12}, "2 to 8.5 l"),
        ({"width_mm": 0.27}, "190 to 360 mm"),
        ({"field_of_view_mm": 2}, "150 to 600 mm"),
        ({"slices": 0}, "8 to 1024"),
    ],
)
def test_a_wish_out_of_reach_is_told_with_the_reach(wish, reach):
    with pytest.raises(InputError, match=reach):
        ThoraxRequest.checked(**wish)


def test_wishes_that_contradict_each_other_are_told_with_the_volumes_they_allow():
    with pytest.raises(InputError, match=r"these allow \d\.\d to \d\.\d l"):
        sample_blueprint(0, ThoraxRequest.checked(lung_volume_l=8.0, width_mm=200, depth_mm=135))


def test_more_slices_than_a_thorax_has_are_told():
    with pytest.raises(InputError, match="at most"):
        sample_blueprint(0, ThoraxRequest.checked(slices=400, pixels=64))


def test_a_cancelled_invention_stops_at_once(lungs):
    with pytest.raises(Cancelled):
        sample_blueprint(0, cancelled=lambda: True)
    with pytest.raises(Cancelled):
        complete_blueprint(lungs, cancelled=lambda: True)
