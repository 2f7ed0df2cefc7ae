"""The voxels of a nodule where a person clicked."""

import numpy as np
import pytest

from SyntheticLungCTLib.errors import InputError
from SyntheticLungCTLib.geometry import Geometry
from SyntheticLungCTLib.nodules.at_point import lung_of, nodule_at
from SyntheticLungCTLib.nodules.grow import grow_nodule
from SyntheticLungCTLib.population.lidc import DrawnNodule
from SyntheticLungCTLib.population.placement import nodule_voxels
from SyntheticLungCTLib.population.shape import NoduleShape
from SyntheticLungCTLib.volume import CTVolume

SPACING_MM = (1.0, 1.0, 2.0)
ROUND = (4, 4, 1, 1, 5)


@pytest.fixture(scope="module")
def ct():
    """From the back: wall, lung with a vessel and a windpipe beside it, wall, and the air in front of the patient."""
    hu = np.random.default_rng(0).normal(-860, 25, (50, 110, 90))
    hu[:, 90:] = 40
    hu[:, :30] = 40
    hu[:, :14] = -1000
    hu[:, 58:62, 40:44] = 30
    y, x = np.ogrid[:110, :90]
    hu[:, (y - 75) ** 2 + (x - 70) ** 2 < 64] = -1000
    return CTVolume(hu, Geometry(SPACING_MM, (-40.0, -60.0, 10.0)))


def at(ct, voxel):
    return ct.geometry.lps_of_index(voxel)


def test_lung_is_lung_with_its_vessels_and_neither_air_nor_windpipe(ct):
    lung = lung_of(ct.hu, np.array(SPACING_MM[::-1]))
    assert lung[25, 50, 20] and lung[25, 60, 42]
    assert not lung[25, 5, 40] and not lung[25, 75, 70] and not lung[25, 100, 40] and not lung[25, 22, 40]


@pytest.mark.parametrize("diameter_mm", [4.0, 8.0, 20.0])
def test_a_nodule_lies_where_it_was_asked_for_and_has_its_volume(ct, diameter_mm):
    mask = nodule_at(ct, at(ct, (25, 55, 25)), DrawnNodule(diameter_mm, ROUND, (0.5,) * 3), np.random.default_rng(0))
    found_mm = (6 * mask.sum() * 2.0 / np.pi) ** (1 / 3)
    assert found_mm == pytest.approx(diameter_mm, rel=0.05)
    assert np.abs((np.argwhere(mask).mean(axis=0) - (25, 55, 25)) * (2, 1, 1)).max() < diameter_mm / 3


@pytest.mark.parametrize("voxel", [(25, 100, 40), (25, 75, 70), (25, 5, 40)], ids=["wall", "windpipe", "room air"])
def test_where_is_no_lung_the_nearest_place_is_told_and_works(ct, voxel):
    drawn = DrawnNodule(6.0, ROUND, (0.5,) * 3)
    with pytest.raises(InputError, match="no lung") as told:
        nodule_at(ct, at(ct, voxel), drawn, np.random.default_rng(0))
    right, front, head = (float(word) for word in str(told.value).rpartition("R A S ")[2].split()[:3])
    assert nodule_at(ct, (-right, -front, head), drawn, np.random.default_rng(0)).any()


def test_a_point_outside_of_the_ct_is_told_with_where_the_ct_is(ct):
    with pytest.raises(InputError, match="reaches from"):
        nodule_at(ct, (900.0, 0.0, 0.0), DrawnNodule(6.0, ROUND, (0.5,) * 3), np.random.default_rng(0))


def test_where_a_shape_reaches_beyond_the_lung_that_is_known_the_voxels_fit_their_box():
    free = np.ones((30, 40, 40), bool)
    shape = NoduleShape.drawn(np.random.default_rng(0), 10.0, ROUND)
    box, mask = nodule_voxels(free, np.ones(3), np.array([26.0, 20.0, 20.0]), shape, 10.0)
    assert all(side.stop <= length for side, length in zip(box, free.shape, strict=True))
    assert mask.shape == free[box].shape and mask.sum() == round(np.pi / 6 * 1000)


def test_a_growing_nodule_only_grows(ct, untrained_networks):
    drawn = DrawnNodule(6.0, ROUND, (0.5,) * 3)
    series = grow_nodule(ct, at(ct, (25, 55, 25)), [6.0, 9.0, 12.0], drawn, seed=2)
    sizes = [inserted.nodule.diameter_mm for inserted in series]
    assert sizes == pytest.approx([6, 9, 12], rel=0.05)
    smaller, larger = series[0].mask, series[2].mask
    assert (smaller & larger).sum() > 0.95 * smaller.sum()
    assert {inserted.nodule.texture for inserted in series} == {5}
