"""Places proposed for nodules lie in the lungs, clear of each other and of what is not to be touched."""

import numpy as np
import pytest
from scipy import ndimage

from SyntheticLungCTLib.blueprint.blueprint import Blueprint
from SyntheticLungCTLib.blueprint.labels import WITHIN_LUNGS, Label
from SyntheticLungCTLib.errors import InputError
from SyntheticLungCTLib.geometry import Geometry
from SyntheticLungCTLib.nodules.sites import propose_sites
from SyntheticLungCTLib.population.specification import NoduleSpecification

SPACING_MM = (1.5, 1.5, 2.0)
COUNT = 6


@pytest.fixture(scope="module")
def chest():
    """Two ellipsoids of lung with vessels, around a heart, in soft tissue; a nodule is there already."""
    z, y, x = np.indices((90, 110, 170), dtype=np.float32)
    labels = np.full(z.shape, Label.SOFT_TISSUE, np.uint8)
    for label, middle in ((Label.LUNG_RIGHT, 45), (Label.LUNG_LEFT, 125)):
        labels[((z - 45) / 42) ** 2 + ((y - 55) / 46) ** 2 + ((x - middle) / 36) ** 2 < 1] = label
    labels[np.isin(labels, WITHIN_LUNGS) & (y % 30 < 3) & (z % 20 < 3)] = Label.PULMONARY_VESSEL
    labels[(z - 45) ** 2 + (y - 55) ** 2 + (x - 45) ** 2 < 36] = Label.NODULE_SOLID
    return Blueprint(labels, Geometry(SPACING_MM, (-130.0, -90.0, -100.0)))


def test_they_lie_in_lung_apart_from_each_other_and_from_the_nodule_that_is_there(chest):
    sites = propose_sites(chest, COUNT, NoduleSpecification(diameter_mm=9.0), seed=2)
    taken = chest.mask(Label.NODULE_SOLID)
    assert len(sites) == COUNT
    for site in sites:
        assert site.mask.any() and chest.mask(*WITHIN_LUNGS)[site.mask].all()
        assert not taken[site.mask].any() and site.nodule.diameter_mm == pytest.approx(9.0, rel=0.05)
        taken = taken | site.mask


def test_they_keep_clear_of_vessels_and_the_pleura_when_they_are_to_touch_nothing(chest):
    wish = NoduleSpecification(diameter_mm=6.0, touches=frozenset())
    kept = ~chest.mask(*WITHIN_LUNGS) | chest.mask(Label.PULMONARY_VESSEL)
    touching = [(ndimage.binary_dilation(site.mask) & kept).any() for site in propose_sites(chest, COUNT, wish, seed=3)]
    assert sum(touching) <= 1


def test_the_seed_decides(chest):
    one, same, other = ([site.nodule for site in propose_sites(chest, 2, seed=seed)] for seed in (5, 5, 6))
    assert one == same and one != other


def test_lungs_without_room_are_told(chest):
    full = Blueprint(np.full((20, 20, 20), Label.SOFT_TISSUE, np.uint8), chest.geometry)
    with pytest.raises(InputError):
        propose_sites(full, 1, NoduleSpecification(diameter_mm=9.0))
