"""A nodule is found again near a point, without its mask."""

import numpy as np
import pytest
from scipy import ndimage

from SyntheticLungCTLib.checking.measures import dice
from SyntheticLungCTLib.errors import InputError
from SyntheticLungCTLib.nodules.measuring.resegment import find_nodule

from .drawn_nodule import LUNG_HU, SIZE, drawn_nodule

MIDDLE = (SIZE // 2,) * 3


@pytest.mark.parametrize("density_hu", [50, -200, -600])
@pytest.mark.parametrize("diameter_mm", [6, 12, 24])
def test_solid_and_non_solid_nodules_of_all_sizes_are_found(density_hu, diameter_mm):
    hu, mask = drawn_nodule(diameter_mm=diameter_mm, density_hu=density_hu)
    assert dice(find_nodule(hu, MIDDLE), mask) > (0.6 if diameter_mm == 6 else 0.8)


def test_a_point_beside_the_middle_finds_the_same_nodule():
    hu, _ = drawn_nodule(diameter_mm=12)
    beside = (MIDDLE[0] + 2, MIDDLE[1] - 2, MIDDLE[2] + 1)
    assert dice(find_nodule(hu, beside), find_nodule(hu, MIDDLE)) > 0.9


def test_a_vessel_that_runs_into_it_is_left_out():
    hu, mask = drawn_nodule(diameter_mm=12)
    z, y, _ = np.indices(hu.shape)
    vessel = ndimage.gaussian_filter(((z - 20) ** 2 + (y - 20) ** 2 <= 2).astype(float), 0.5)
    found = find_nodule(np.maximum(hu, LUNG_HU + 890 * vessel), MIDDLE)
    assert dice(found, mask) > 0.75
    assert not found[20, 20, :8].any()


def test_a_wall_that_it_touches_is_left_out():
    hu, mask = drawn_nodule(diameter_mm=10)
    touching = hu.copy()
    touching[..., 25:] = 40.0
    found = find_nodule(touching, (20, 20, 19))
    assert dice(found, mask) > 0.7
    assert not found[..., 30:].any()


def test_voxels_that_are_not_cubes_of_1_mm_get_a_mask_on_their_own_grid():
    hu, mask = drawn_nodule(diameter_mm=14)
    flat, finer = hu[::2], np.repeat(hu, 2, axis=2)
    assert dice(find_nodule(flat, (10, 20, 20), (2, 1, 1)), mask[::2]) > 0.8
    assert dice(find_nodule(finer, (20, 20, 40), (1, 1, 0.5)), np.repeat(mask, 2, axis=2)) > 0.8


def test_where_there_is_only_lung_nothing_is_found():
    hu, _ = drawn_nodule(density_hu=LUNG_HU)
    assert not find_nodule(hu, MIDDLE).any()


def test_a_point_outside_of_the_crop_is_refused():
    hu, _ = drawn_nodule()
    with pytest.raises(InputError, match="outside"):
        find_nodule(hu, (20, 20, 41))
