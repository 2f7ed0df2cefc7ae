"""The slice encoder as a judge: what it must see, and what it must not."""

import numpy as np
import pytest

pytest.importorskip("monai", reason="needs MONAI: pip install 'synthetic-lung-ct[evaluation]'")

from SyntheticLungCTLib.blueprint.labels import Label
from SyntheticLungCTLib.evaluation import planes
from SyntheticLungCTLib.evaluation.distances import kernel_distance, standardized
from SyntheticLungCTLib.evaluation.encoder_spaces import encoded, encoded_slices, shipped_encoder
from SyntheticLungCTLib.weights import WEIGHTS_VARIABLE

from .drawn_chest import SPACING_MM, drawn_chest
from .test_faults import shifted

STRENGTHS = (1, 2, 4)
FAULTS = {
    "blur": lambda seed, k: drawn_chest(seed, blur_mm=1.5 + k),
    "noise": lambda seed, k: drawn_chest(seed, noise_hu=15 + 12 * k),
    "HU": lambda seed, k: shifted(15 * k, seed),
    "tissue out of place": lambda seed, k: misplaced(8 * k, seed),
}


def misplaced(count, seed):
    """So many blocks of each slice lie in each other's places."""
    hu, labels = drawn_chest(seed)
    moved, blocks = hu.copy(), [(y, x) for y in range(16, 112, 16) for x in range(32, 160, 16)]
    picks = np.random.default_rng(0).permutation(len(blocks))[:count]
    for there, here in zip(picks, np.roll(picks, 1), strict=True):
        (y, x), (v, u) = blocks[there], blocks[here]
        moved[:, y : y + 16, x : x + 16] = hu[:, v : v + 16, u : u + 16]
    return moved, labels


@pytest.fixture(scope="module")
def features():
    """Of five patients' axial slices, without a fault."""
    return axial(lambda seed: drawn_chest(seed))


def axial(draw):
    return np.concatenate([encoded_slices(*draw(seed), SPACING_MM, 0) for seed in range(5)])


@pytest.mark.parametrize("plane", list(planes.PLANES))
def test_every_plane_has_a_row_per_slice(plane):
    assert encoded_slices(*drawn_chest(), SPACING_MM, planes.PLANES[plane]).shape == (planes.SLICES, 32)


@pytest.mark.parametrize("fault", list(FAULTS))
def test_a_fault_moves_patients_away_the_more_the_stronger_it_is(features, fault):
    patients = np.repeat(np.arange(5), len(features) // 5)
    found = [0.0]
    for strength in STRENGTHS:
        other = axial(lambda seed, k=strength: FAULTS[fault](seed, k))
        found.append(kernel_distance(*standardized(features, features, other), patients, patients))
    assert (np.diff(found) > 0).all(), found


def test_what_lies_outside_the_body_does_not_count():
    hu, labels = drawn_chest()
    table = np.where((labels == Label.OUTSIDE) & (np.indices(labels.shape)[1] > 100), 200, hu).astype(np.int16)
    assert np.array_equal(encoded_slices(hu, labels, SPACING_MM, 0), encoded_slices(table, labels, SPACING_MM, 0))


def test_a_slice_smaller_than_the_encoder_needs_has_features():
    assert np.isfinite(encoded([np.full((5, 7), -800.0)])).all()


def test_a_ct_without_lungs_has_no_features():
    hu, labels = drawn_chest()
    without = np.where(labels == 0, 0, Label.FAT).astype(np.uint8)
    assert encoded_slices(hu, without, SPACING_MM, 0).shape == (0, 32)


def test_the_judge_is_the_shipped_one_whatever_draws(monkeypatch, tmp_path):
    monkeypatch.setenv(WEIGHTS_VARIABLE, str(tmp_path))
    shipped_encoder.cache_clear()
    assert shipped_encoder().config.features == 32
