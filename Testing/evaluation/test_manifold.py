"""Precision, recall, density and coverage, on sets of which they are known."""

import numpy as np
import pytest

from SyntheticLungCTLib.evaluation.manifold import manifold


def gaussian(count, shift=0.0, spread=1.0, seed=0):
    return np.random.default_rng(seed).normal(shift, spread, (count, 4))


def test_a_set_against_itself_lies_within_itself_and_covers_itself():
    own = gaussian(60)
    found = manifold(own, own)
    assert (found.precision, found.recall, found.coverage) == (1, 1, 1)


def test_a_set_far_away_has_none_of_it():
    found = manifold(gaussian(60), gaussian(60, shift=50, seed=1))
    assert (found.precision, found.recall, found.density, found.coverage) == (0, 0, 0, 0)


def test_density_is_one_where_both_sets_are_of_one_distribution():
    found = [manifold(gaussian(80, seed=s), gaussian(80, seed=100 + s)).density for s in range(20)]
    assert np.mean(found) == pytest.approx(1, abs=0.05)


def test_pasted_copies_stay_precise_and_lose_coverage_the_more_the_fewer_are_left():
    real, generated = gaussian(100), gaussian(100, seed=1)
    found = [manifold(real, np.tile(generated[:kept], (100 // kept, 1))) for kept in (100, 20, 5)]
    assert (np.diff([f.coverage for f in found]) < -0.15).all()
    assert min(f.precision for f in found) > 0.75


def test_strangers_among_the_generated_lower_precision_and_not_recall():
    real, generated = gaussian(100), gaussian(100, seed=1)
    strange = generated.copy()
    strange[:30] += 40
    clean, mixed = manifold(real, generated), manifold(real, strange)
    assert mixed.precision <= clean.precision - 0.2
    assert mixed.density <= clean.density - 0.2
    assert mixed.recall == pytest.approx(clean.recall, abs=0.12)


def test_slices_of_one_patient_are_no_neighbours_of_each_other():
    patients = np.repeat(np.arange(20), 6)
    middles, others = (gaussian(20, spread=5, seed=s)[patients] for s in (0, 1))
    slices, of_others = middles + gaussian(120, spread=0.01, seed=2), others + gaussian(120, spread=0.01, seed=3)
    assert manifold(slices, of_others).coverage < 0.1
    assert manifold(slices, of_others, patients, patients).coverage > 0.4


def test_too_few_samples_are_refused():
    with pytest.raises(ValueError, match="4 samples are too few"):
        manifold(gaussian(4), gaussian(9))
    with pytest.raises(ValueError, match="other patients"):
        manifold(gaussian(9), gaussian(9), np.zeros(9), np.arange(9))


@pytest.mark.parametrize("neighbours", [3, 5])
def test_the_authors_own_implementation_agrees(neighbours):
    prdc = pytest.importorskip("prdc", reason="needs prdc: pip install 'synthetic-lung-ct[test]'")
    real, generated = gaussian(70), gaussian(50, shift=0.5, seed=1)
    found = manifold(real, generated, neighbours=neighbours)
    expected = prdc.compute_prdc(real, generated, nearest_k=neighbours)
    for name, value in expected.items():
        assert getattr(found, name) == pytest.approx(value, abs=1e-6)
