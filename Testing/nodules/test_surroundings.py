"""What is drawn ends softly, and where it ends the CT goes on as it was."""

import numpy as np

from SyntheticLungCTLib.geometry import Geometry
from SyntheticLungCTLib.nodules.crop import Crop
from SyntheticLungCTLib.nodules.judge import seam_steepness
from SyntheticLungCTLib.nodules.surroundings import LEAST_CELLS, Surroundings
from SyntheticLungCTLib.volume import CTVolume

SIDE = 24
AWAY = np.sqrt(sum((g - SIDE // 2) ** 2 for g in np.ogrid[:SIDE, :SIDE, :SIDE]))


def a_place(hu):
    crop = Crop((0.0,) * 3, (SIDE,) * 3, (1.0,) * 3)
    return Surroundings(crop, hu.astype(np.float32), (AWAY <= 3).astype(np.float32), AWAY <= 7)


def test_only_the_outermost_cells_of_a_region_are_half_what_was_there():
    joined = a_place(np.full((SIDE,) * 3, -800.0)).joined(np.zeros((SIDE,) * 3, np.float32))
    assert (joined[AWAY > 7] == -800).all() and (joined[AWAY < 5] == 0).all()
    assert set(np.unique(joined[(AWAY >= 5) & (AWAY <= 7)])) == {0, -400}
    assert (joined[(AWAY > 6.5) & (AWAY <= 7)] == -400).all()


def test_a_vessel_that_is_missed_by_a_little_makes_less_of_a_seam():
    rng = np.random.default_rng(0)
    there, drawn = (rng.normal(-850, 20, (SIDE,) * 3) for _ in range(2))
    there[:, 11:13, 11:13], drawn[:, 12:14, 12:14] = 0, 0
    place = a_place(there)
    hard = np.where(place.region, drawn, place.hu)
    assert seam_steepness(place.joined(drawn), place.region) < 0.9 * seam_steepness(hard, place.region)


def test_however_small_a_nodule_the_networks_see_as_much_around_it_as_they_learned_from():
    hu = np.random.default_rng(0).normal(-850, 20, (30, 80, 80))
    hu[:, :5] = 40
    ct = CTVolume(hu, Geometry((0.7, 0.7, 2.5), (0.0, 0.0, 0.0)))
    small, large = np.zeros((2, *ct.hu.shape), bool)
    small[15, 40:44, 40:44] = True
    large[8:22, 15:65, 15:65] = True
    assert Surroundings.of(ct, small, small).hu.shape == (LEAST_CELLS,) * 3
    assert min(Surroundings.of(ct, large, large).hu.shape) > LEAST_CELLS
