"""Nodules added to a blueprint lie in the lungs and are what they say."""

import numpy as np
import pytest
from scipy import ndimage

from SyntheticLungCTLib.blueprint.blueprint import Blueprint
from SyntheticLungCTLib.blueprint.labels import NODULES, WITHIN_LUNGS, Label
from SyntheticLungCTLib.errors import InputError
from SyntheticLungCTLib.geometry import Geometry, reoriented
from SyntheticLungCTLib.population.add_nodules import add_nodules
from SyntheticLungCTLib.population.lidc import annotations
from SyntheticLungCTLib.population.placement import fissures_and_lobes, wide_vessels
from SyntheticLungCTLib.population.specification import Contact
from SyntheticLungCTLib.population.text import parse_nodule

SPACING_MM = (1.4, 1.4, 2.0)
COUNT = 40


@pytest.fixture(scope="module")
def lungs():
    """Two ellipsoids of lung with vessels, in soft tissue."""
    z, y, x = np.indices((110, 130, 190), dtype=np.float32)
    labels = np.full(z.shape, Label.SOFT_TISSUE, np.uint8)
    for label, middle in ((Label.LUNG_RIGHT, 50), (Label.LUNG_LEFT, 140)):
        labels[((z - 55) / 52) ** 2 + ((y - 65) / 55) ** 2 + ((x - middle) / 40) ** 2 < 1] = label
    vessels = np.isin(labels, WITHIN_LUNGS) & (y % 16 < 2) & (z % 12 < 1)
    labels[vessels] = Label.PULMONARY_VESSEL
    return Blueprint(labels, Geometry(SPACING_MM, (-130.0, -90.0, -100.0)))


@pytest.fixture(scope="module")
def populated(lungs):
    return add_nodules(lungs, seed=4, count=COUNT)


def test_nodules_lie_within_the_lungs_and_nothing_else_changes(lungs, populated):
    nodule = populated.mask(*NODULES)
    assert lungs.mask(*WITHIN_LUNGS)[nodule].all()
    assert (populated.labels[~nodule] == lungs.labels[~nodule]).all()
    assert not lungs.mask(*NODULES).any()


def test_what_is_painted_has_the_diameters_that_are_told(populated):
    told_ml = sum(np.pi / 6 * nodule.diameter_mm**3 / 1000 for nodule in populated.nodules)
    assert len(populated.nodules) == COUNT
    assert populated.mask(*NODULES).sum() * populated.geometry.voxel_volume_ml == pytest.approx(told_ml, rel=1e-3)


def test_diameters_are_those_drawn_within_five_percent(monkeypatch, lungs):
    from SyntheticLungCTLib.population import add_nodules as module

    drawn = []
    true_lay = module.Lungs.lay

    def lay(self, nodule, rng):
        found = true_lay(self, nodule, rng)
        drawn.extend([nodule.diameter_mm] if found is not None else [])
        return found

    monkeypatch.setattr(module.Lungs, "lay", lay)
    nodules = add_nodules(lungs, seed=9, count=15).nodules
    assert [nodule.diameter_mm for nodule in nodules] == pytest.approx(drawn, rel=0.05)


def test_about_half_touch_the_pleura(lungs, populated):
    near_pleura = ndimage.binary_dilation(~lungs.mask(*WITHIN_LUNGS), np.ones((3, 3, 3)))
    found, count = ndimage.label(populated.mask(*NODULES), np.ones((3, 3, 3)))
    touching = len(np.unique(found[near_pleura & (found > 0)]))
    assert 0.3 < touching / count < 0.75


def test_a_nodule_lies_and_is_as_it_was_wished(lungs):
    wish = parse_nodule("14 mm spiculated part-solid nodule, right upper lobe, touching the pleura")
    nodules = add_nodules(lungs, seed=2, count=4, wish=wish)
    assert nodules.labels[np.isin(nodules.labels, NODULES)].tolist().count(Label.NODULE_PART_SOLID) > 0
    index_of_lps = np.linalg.inv(lungs.geometry.index_to_lps_matrix())
    for nodule in nodules.nodules:
        assert (nodule.texture, nodule.spiculation) == (3, 4)
        assert nodule.diameter_mm == pytest.approx(14, rel=0.05)
        point = (index_of_lps @ [*nodule.center_lps_mm, 1.0])[:3][::-1][None]
        assert fissures_and_lobes(lungs.labels, point, lungs.geometry.spacing_zyx_mm)[1][0] == wish.lobe


@pytest.mark.parametrize("contact", list(Contact))
def test_nodules_touch_what_they_are_wished_to_touch(lungs, contact):
    wish = parse_nodule(f"8 mm nodule touching the {contact}")
    populated = add_nodules(lungs, seed=3, count=8, wish=wish)
    spacing = lungs.geometry.spacing_zyx_mm
    near = ndimage.binary_dilation(populated.mask(*NODULES), np.ones((3, 3, 3)))
    points = np.argwhere(near & lungs.mask(*WITHIN_LUNGS))
    at_fissure = np.zeros(lungs.labels.shape, bool)
    at_fissure[tuple(points.T)] = fissures_and_lobes(lungs.labels, points, spacing)[0] < 1.5
    places = {
        Contact.PLEURA: ~lungs.mask(*WITHIN_LUNGS),
        Contact.VESSEL: wide_vessels(lungs.labels, np.array(spacing)),
        Contact.FISSURE: at_fissure,
    }
    found, count = ndimage.label(near, np.ones((3, 3, 3)))
    assert len(np.unique(found[near & places[contact]])) >= 0.8 * count


def test_the_label_is_the_class_of_the_rated_texture(populated):
    index_of_lps = np.linalg.inv(populated.geometry.index_to_lps_matrix())
    hits = 0
    for nodule in populated.nodules:
        x, y, z = np.rint((index_of_lps @ [*nodule.center_lps_mm, 1.0])[:3]).astype(int)
        hits += populated.labels[z, y, x] == nodule.label
    assert hits >= 0.9 * COUNT


def test_places_follow_the_readers(lungs):
    """Nodules rated high in the box of the lungs lie high: the mean place agrees."""
    nodules = add_nodules(lungs, seed=11, count=60).nodules
    low, high = (np.array([f(axis) for axis in np.nonzero(lungs.mask(*WITHIN_LUNGS))]) for f in (np.min, np.max))
    index_of_lps = np.linalg.inv(lungs.geometry.index_to_lps_matrix())
    index = np.array([(index_of_lps @ [*nodule.center_lps_mm, 1.0])[:3][::-1] for nodule in nodules])
    height = ((index - low) / (high - low))[:, 0].mean()
    assert height == pytest.approx(annotations()["place_z"].mean(), abs=0.1)


def test_the_same_seed_adds_the_same_nodules_however_the_axes_lie(lungs):
    turned = Blueprint(*reoriented(lungs.labels, lungs.geometry, "RAS"))
    straight, flipped = add_nodules(lungs, 7, 3), add_nodules(turned, 7, 3)
    assert (reoriented(flipped.labels, flipped.geometry)[0] == straight.labels).all()
    for one, other in zip(straight.nodules, flipped.nodules, strict=True):
        assert one.center_lps_mm == pytest.approx(other.center_lps_mm, abs=1e-3)


@pytest.mark.parametrize(
    "labels", [np.full((9, 9, 9), Label.FAT, np.uint8), np.full((2, 2, 2), Label.LUNG_LEFT, np.uint8)]
)
def test_no_room_is_said_with_the_volume_of_lung(labels):
    with pytest.raises(InputError, match="No room for nodule 1: the blueprint shows 0 ml of lung"):
        add_nodules(Blueprint(labels, Geometry((1.0, 1.0, 1.0))), count=1)
