"""Radiomics of slices and lungs: what moves them, and what does not."""

from itertools import pairwise

import numpy as np
import pytest
from scipy import ndimage

from SyntheticLungCTLib.blueprint.labels import Label
from SyntheticLungCTLib.evaluation import planes, radiomics_spaces
from SyntheticLungCTLib.evaluation.distances import kernel_distance, standardized
from SyntheticLungCTLib.evaluation.hu_interval_spaces import INTERVAL_SPACES, interval_features
from SyntheticLungCTLib.evaluation.radiomics import FEATURES, radiomics
from SyntheticLungCTLib.evaluation.radiomics_spaces import RADIOMICS_SPACES, lung_features, plane_features
from SyntheticLungCTLib.hounsfield import TOUCHING_EDGES_HU

from .drawn_chest import SPACING_MM, drawn_chest
from .test_faults import shifted

pytest.importorskip("fastrad", reason="needs fastrad: pip install 'synthetic-lung-ct[evaluation]'")

NAMES = [f"{part} {name}" for part in ("lung", "rest") for name in FEATURES]


@pytest.fixture(autouse=True)
def few_slices(monkeypatch):
    monkeypatch.setattr(planes, "SLICES", 2)
    monkeypatch.setattr(radiomics_spaces, "LUNG_VOXEL_MM", 5.0)


def axial(hu, labels):
    return dict(zip(NAMES, plane_features(hu, labels, SPACING_MM, 0).mean(axis=0), strict=True))


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_every_plane_has_a_row_per_slice(axis):
    assert plane_features(*drawn_chest(), SPACING_MM, axis).shape == (2, 18)


def test_a_shift_moves_density_by_as_much_and_leaves_texture():
    hu, labels = drawn_chest()
    plain, shifted = axial(hu, labels), axial(hu + np.int16(50), labels)
    assert shifted["lung firstorder:median"] - plain["lung firstorder:median"] == pytest.approx(50, abs=2)
    for name in NAMES:
        if "glcm" in name or "entropy" in name:
            assert shifted[name] == pytest.approx(plain[name], rel=0.02), name


def test_texture_grows_with_noise_and_density_stays():
    found = [axial(*drawn_chest(noise_hu=noise)) for noise in (5, 20, 60)]
    assert (np.diff([f["lung glcm:difference_entropy"] for f in found]) > 0.2).all()
    assert np.ptp([f["lung firstorder:median"] for f in found]) < 25


def test_the_grid_that_a_chest_was_scanned_on_hardly_matters():
    hu, labels = drawn_chest(blur_mm=3, noise_hu=0)
    grain = ndimage.gaussian_filter(np.random.default_rng(0).normal(0, 1, hu.shape), (0, 2.5, 2.5))
    hu = (hu + 40 * grain / grain.std()).astype(np.int16)
    fine = plane_features(hu, labels, SPACING_MM, 0)
    coarse = plane_features(hu[:, ::2, ::2], labels[:, ::2, ::2], (6.0, 3.6, 3.6), 0)
    spread = np.abs(fine - axial_of_noisier()).mean(axis=0)
    assert (np.abs(fine - coarse).mean(axis=0) < np.maximum(0.5 * spread, 0.1 * np.abs(fine).mean(axis=0))).all()


def axial_of_noisier():
    """Features of a chest that a reader would call another."""
    return plane_features(*drawn_chest(seed=3, noise_hu=60), SPACING_MM, 0)


def test_the_lungs_are_one_region_wherever_they_lie():
    hu, labels = drawn_chest()
    moved = np.roll(hu, 5, axis=2), np.roll(labels, 5, axis=2)
    assert lung_features(hu, labels, SPACING_MM).shape == (1, 9)
    assert np.allclose(lung_features(hu, labels, SPACING_MM), lung_features(*moved, SPACING_MM), rtol=1e-5)


def test_an_interval_sees_its_own_tissue_alone():
    hu, labels = drawn_chest(noise_hu=5)
    brighter = np.where(labels == Label.SPONGY_BONE, hu + 60, hu).astype(np.int16)
    moved = {}
    for bounds in pairwise(TOUCHING_EDGES_HU):
        plain, other = (interval_features(bounds, values, labels, SPACING_MM) for values in (hu, brighter))
        moved[bounds] = float(np.abs(plain - other).max(initial=0)) if plain.shape == other.shape else np.inf
    assert moved[120, 500] > 0.05
    assert all(moved[bounds] < 0.1 * moved[120, 500] for bounds in moved if bounds[1] <= -20)


def test_an_interval_that_is_empty_has_no_features():
    hu, labels = drawn_chest(noise_hu=0)
    assert interval_features((500, 2000), hu, labels, SPACING_MM).shape == (0, 9)


def test_a_ct_without_lungs_has_no_features():
    hu, labels = drawn_chest()
    without = np.where(labels == 0, 0, Label.FAT).astype(np.uint8)
    assert plane_features(hu, without, SPACING_MM, 0).shape == (0, 18)
    assert lung_features(hu, without, SPACING_MM).shape == (0, 9)


def test_a_voxel_without_neighbours_adds_no_grey_level_of_its_own():
    hu, mask = np.random.default_rng(0).normal(0, 20, (1, 20, 20)), np.zeros((1, 20, 20), bool)
    mask[0, :10] = True
    expected = radiomics(hu, [mask], 25.0)
    hu[0, 15, 15], mask[0, 15, 15] = 900, True
    assert np.array_equal(radiomics(hu, [mask], 25.0), expected)


FAULTS = {
    "blur": lambda seed, k: drawn_chest(seed, blur_mm=1.5 + k),
    "noise": lambda seed, k: drawn_chest(seed, noise_hu=15 + 12 * k),
    "HU": lambda seed, k: shifted(25 * k, seed),
}


@pytest.mark.parametrize("fault", list(FAULTS))
@pytest.mark.parametrize("space", [RADIOMICS_SPACES[0], RADIOMICS_SPACES[1], INTERVAL_SPACES[4]], ids=lambda s: s.name)
def test_a_fault_moves_patients_away_the_more_the_stronger_it_is(space, fault):
    def features(strength):
        drawn = (FAULTS[fault](seed, strength) if strength else drawn_chest(seed) for seed in range(4))
        return np.concatenate([space.of(*chest, SPACING_MM) for chest in drawn])

    clean = features(0)
    patients, found = np.repeat(np.arange(4), len(clean) // 4), [0.0]
    for strength in (1, 2, 4):
        found.append(kernel_distance(*standardized(clean, clean, features(strength)), patients, patients))
    assert (np.diff(found) > 0).all(), found
