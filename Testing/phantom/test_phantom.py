"""The phantom is a whole thorax of any size, the same for the same seed."""

import numpy as np
import pytest
from scipy import ndimage

from SyntheticLungCTLib.blueprint.labels import CONTRAST_BLOODS, LUNGS, Label

from . import thorax_phantom

SHAPE, SPACING_MM = (45, 100, 132), (6.0, 2.7, 2.7)


@pytest.fixture(scope="module")
def phantom():
    return thorax_phantom(SHAPE, SPACING_MM, seed=1)


def test_every_tissue_of_a_healthy_thorax_is_there(phantom):
    missing = {
        *CONTRAST_BLOODS,
        Label.FAINT_ORGAN,
        Label.DENSE_ORGAN,
        Label.NODULE_NON_SOLID,
        Label.NODULE_PART_SOLID,
        Label.EMPHYSEMA,
        Label.LUNG_OPACITY,
        Label.METAL,
    }
    assert set(np.unique(phantom.labels)) == set(Label) - missing


def test_sizes_are_those_of_an_adult(phantom):
    lungs_ml = phantom.mask(*LUNGS, Label.PULMONARY_VESSEL).sum() * phantom.geometry.voxel_volume_ml
    assert 3000 < lungs_ml < 6500
    z, y, x = (np.ptp(axis) + 1 for axis in np.nonzero(phantom.labels))
    assert 300 < x * SPACING_MM[2] < 350 and 190 < y * SPACING_MM[1] < 262 and z == SHAPE[0]


def test_the_body_is_one_piece_and_sides_are_the_patients(phantom):
    assert ndimage.label(phantom.labels)[1] == 1
    for label, sign in ((Label.LUNG_LEFT, 1), (Label.LUNG_RIGHT, -1)):
        center = ndimage.center_of_mass(phantom.labels == label)
        assert sign * phantom.geometry.lps_of_index(center)[0] > 30


def test_the_airway_goes_from_the_neck_into_both_lungs():
    labels = thorax_phantom((60, 256, 256), (4.5, 1.37, 1.37)).labels
    parts, _ = ndimage.label(labels == Label.AIRWAY_LUMEN, np.ones((3, 3, 3)))
    largest = parts == np.bincount(parts.ravel())[1:].argmax() + 1
    assert largest[-1].any()
    assert largest.sum() > 0.9 * (labels == Label.AIRWAY_LUMEN).sum()
    around = ndimage.binary_dilation(largest, np.array([[[0, 1, 0], [1, 1, 1], [0, 1, 0]]])) & ~largest
    assert np.isin(labels[around], [*LUNGS, Label.OUTSIDE]).mean() < 0.12


def test_the_nodule_lies_where_the_list_says(phantom):
    (nodule,) = phantom.nodules
    mask = phantom.labels == nodule.label
    center = phantom.geometry.lps_of_index(ndimage.center_of_mass(mask))
    assert center == pytest.approx(nodule.center_lps_mm, abs=max(SPACING_MM) / 2)
    diameter_mm = (6 * mask.sum() * phantom.geometry.voxel_volume_ml * 1000 / np.pi) ** (1 / 3)
    assert diameter_mm == pytest.approx(nodule.diameter_mm, abs=1e-6)


@pytest.mark.parametrize("shape", [(24, 96, 96), (2, 2, 2), (7, 30, 120)])
@pytest.mark.parametrize("spacing_mm", [(3.0, 0.7, 0.7), (10.0, 4.0, 4.0)])
def test_any_size_can_be_drawn(shape, spacing_mm):
    assert thorax_phantom(shape, spacing_mm).labels.shape == shape


def test_the_seed_decides(phantom):
    again, other = (thorax_phantom(SHAPE, SPACING_MM, seed) for seed in (1, 2))
    assert np.array_equal(again.labels, phantom.labels) and again.nodules == phantom.nodules
    assert np.mean(other.labels != phantom.labels) > 0.03
