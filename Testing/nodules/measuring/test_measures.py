"""Measures against nodules whose character is known because it is drawn."""

import numpy as np
import pytest

from SyntheticLungCTLib.errors import InputError
from SyntheticLungCTLib.nodules.measuring.measures import descriptors, measure_nodule

from .drawn_nodule import drawn_nodule

#: What is drawn in three steps, the measure that must follow it, and whether upwards.
STEPS = {
    "diameter_mm": ((5, 14, 26), "diameter_mm", True),
    "elongation": ((1, 1.6, 2.5), "sphericity", False),
    "blur_mm": ((0.5, 1.2, 2.5), "margin", False),
    "lobes": ((0, 0.2, 0.4), "lobulation", True),
    "spikes": ((0, 8, 20), "spiculation", True),
    "density_hu": ((-650, -300, 50), "texture", True),
}


@pytest.fixture(scope="module")
def measured():
    """The measures at each of the three steps of each attribute."""
    return {
        name: [measure_nodule(*drawn_nodule(**{name: value})) for value in values]
        for name, (values, _, _) in STEPS.items()
    }


@pytest.mark.parametrize("attribute", STEPS)
def test_each_measure_follows_its_own_attribute_step_by_step(measured, attribute):
    _, measure, upwards = STEPS[attribute]
    values = np.array([getattr(found, measure) for found in measured[attribute]])
    assert (np.diff(values) > 0).all() if upwards else (np.diff(values) < 0).all(), values


@pytest.mark.parametrize(
    ("measure", "own", "others"),
    [
        ("diameter_mm", "diameter_mm", ("elongation", "blur_mm", "density_hu", "lobes", "spikes")),
        ("sphericity", "elongation", ("diameter_mm", "blur_mm", "density_hu")),
        ("margin", "blur_mm", ("diameter_mm", "elongation", "lobes", "spikes")),
        ("lobulation", "lobes", ("diameter_mm", "elongation", "blur_mm", "density_hu")),
        ("spiculation", "spikes", ("diameter_mm", "elongation", "blur_mm", "density_hu", "lobes")),
        ("texture", "density_hu", ("diameter_mm", "elongation", "lobes", "spikes")),
    ],
)
def test_each_measure_moves_little_with_attributes_that_are_not_its_own(measured, measure, own, others):
    def span(attribute):
        return np.ptp([getattr(found, measure) for found in measured[attribute]])

    for other in others:
        assert span(other) < 0.4 * span(own), other


def test_the_edge_as_a_share_of_the_contrast_does_not_depend_on_density():
    faint, dense = (descriptors(*drawn_nodule(density_hu=hu))["edge_per_mm"] for hu in (-600, 50))
    assert faint == pytest.approx(dense, rel=0.05)


@pytest.mark.parametrize("spacing_mm", [(1.0, 0.7, 0.7), (2.5, 0.7, 0.7), (0.5, 0.5, 0.5)])
def test_measures_are_in_millimetres_whatever_the_voxels(spacing_mm):
    places = np.moveaxis(np.indices([int(40 / s) for s in spacing_mm]), 0, -1) * spacing_mm - 19.0
    mask = np.linalg.norm(places, axis=-1) <= 7
    found = measure_nodule(np.where(mask, 30.0, -860.0), mask, spacing_mm)
    assert found.diameter_mm == pytest.approx(14, rel=0.06)
    assert found.texture == pytest.approx(30, abs=40)
    assert found.sphericity > 0.93


def test_the_diameter_of_a_slice_is_the_mean_of_its_longest_and_widest():
    mask = np.zeros((21, 41, 41), bool)
    z, y, x = np.indices(mask.shape)
    mask[((z - 10) / 4) ** 2 + ((y - 20) / 6) ** 2 + ((x - 20) / 12) ** 2 <= 1] = True
    found = descriptors(np.where(mask, 0.0, -850.0), mask)["axial_diameter_mm"]
    assert found == pytest.approx((24 + 12) / 2, abs=1.2)


def test_a_vessel_that_was_found_with_a_nodule_does_not_make_it_long():
    hu, mask = drawn_nodule(diameter_mm=14)
    z, y, x = (np.indices(mask.shape).T - np.argwhere(mask).mean(axis=0)).T
    vessel = mask | ((np.hypot(z, y) <= 1.5) & (x > 0) & (x < 14))
    alone, found = (descriptors(hu, cells) for cells in (mask, vessel))
    assert found["hull_sphericity"] < alone["hull_sphericity"] - 0.03
    assert measure_nodule(hu, vessel).sphericity == pytest.approx(alone["body_hull_sphericity"], abs=0.01)


def test_the_core_is_not_thinned_by_partial_volume():
    hu, mask = drawn_nodule(diameter_mm=10, blur_mm=1.0, density_hu=30)
    assert measure_nodule(hu, mask).texture > hu[mask].mean() + 50


def test_a_wall_beside_a_nodule_does_not_blur_its_margin():
    hu, mask = drawn_nodule(diameter_mm=12)
    beside = hu.copy()
    beside[..., 30:] = 40.0
    assert measure_nodule(beside, mask).margin == pytest.approx(measure_nodule(hu, mask).margin, rel=0.1)


def test_what_cannot_be_measured_is_refused_with_what_to_do():
    hu, mask = drawn_nodule()
    with pytest.raises(InputError, match="too small"):
        measure_nodule(hu, np.zeros_like(mask))
    with pytest.raises(InputError, match="shape"):
        measure_nodule(hu, mask[1:])
    with pytest.raises(InputError, match="no numbers"):
        measure_nodule(np.where(mask, np.nan, hu), mask)
