"""The shipped networks draw small nodules that the gate lets pass, and heed what is asked for more than learned."""

import numpy as np
import pytest

pytest.importorskip("torch")

from SyntheticLungCTLib.geometry import Geometry
from SyntheticLungCTLib.nodules.insert import insert_nodule_at
from SyntheticLungCTLib.population.specification import NoduleSpecification
from SyntheticLungCTLib.volume import CTVolume


def a_lung(slice_mm):
    rng, shape = np.random.default_rng(0), (int(90 / slice_mm), 130, 130)
    hu = rng.normal(-860, 25, shape).astype(np.float32)
    hu[:, 110:] = 40
    return CTVolume(hu, Geometry((0.7, 0.7, slice_mm), (0.0, 0.0, 0.0)))


@pytest.mark.parametrize("slice_mm", [1.0, 2.5])
@pytest.mark.parametrize("diameter_mm", [5.0, 8.0])
def test_a_small_solid_nodule_passes_the_gate(diameter_mm, slice_mm):
    ct, wish = a_lung(slice_mm), NoduleSpecification(diameter_mm=diameter_mm, texture=5, margin=5)
    middle = ct.geometry.lps_of_index((ct.hu.shape[0] // 2, 60, 65))
    inserted = insert_nodule_at(ct, middle, wish, seed=1)
    assert inserted.quality.failures == ()
    assert inserted.quality.found_diameter_mm == pytest.approx(diameter_mm, rel=0.35)


@pytest.mark.parametrize("slice_mm", [1.0, 2.5])
@pytest.mark.parametrize("diameter_mm", [3.0, 4.0])
def test_the_smallest_solid_nodules_are_drawn_so_that_they_can_be_found(diameter_mm, slice_mm):
    ct, wish = a_lung(slice_mm), NoduleSpecification(diameter_mm=diameter_mm, texture=5)
    middle = ct.geometry.lps_of_index((ct.hu.shape[0] // 2, 60, 65))
    inserted = [insert_nodule_at(ct, middle, wish, seed, keep_failed=True) for seed in (1, 2, 3)]
    assert sum(not one.quality.failures for one in inserted) >= 2
    assert np.median([(one.ct.hu - ct.hu)[one.mask].mean() for one in inserted]) > 150


def test_guidance_of_one_is_none_and_more_of_it_draws_another_nodule():
    ct, wish = a_lung(2.5), NoduleSpecification(diameter_mm=9.0, margin=1)
    middle = ct.geometry.lps_of_index((ct.hu.shape[0] // 2, 60, 65))
    free, one, more = (
        insert_nodule_at(ct, middle, wish, 1, guidance, keep_failed=True).ct.hu
        for guidance in (None, {"margin": 1.0}, {"margin": 3.0})
    )
    assert np.array_equal(free, one) and not np.array_equal(free, more)
