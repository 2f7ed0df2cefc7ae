"""Distances of feature sets, on sets whose distance is known."""

import numpy as np
import pytest

from SyntheticLungCTLib.errors import InputError
from SyntheticLungCTLib.evaluation.distances import (
    distance_between,
    frechet_distance,
    kernel_distance,
    shrunk_covariance,
    standardized,
)


def gaussian(count, shift=0.0, spread=1.0, seed=0):
    return np.random.default_rng(seed).normal(shift, spread, (count, 4))


def test_the_frechet_distance_of_gaussians_is_the_known_one():
    found = frechet_distance(gaussian(20_000), gaussian(20_000, shift=1.0, spread=2.0, seed=1))
    assert found == pytest.approx(4 * (1 + 1), rel=0.05)


@pytest.mark.parametrize("distance", [frechet_distance, kernel_distance])
def test_distances_grow_with_the_shift_and_are_the_same_both_ways(distance):
    here = gaussian(100)
    found = [distance(here, gaussian(100, shift, seed=1)) for shift in (0.0, 0.5, 1.0, 2.0)]
    assert (np.diff(found) > 0).all()
    assert distance(here, gaussian(100, 1.0, seed=1)) == pytest.approx(distance(gaussian(100, 1.0, seed=1), here))


def test_the_kernel_distance_of_one_distribution_is_zero_on_average():
    found = [kernel_distance(gaussian(50, seed=s), gaussian(50, seed=1000 + s)) for s in range(60)]
    assert abs(np.mean(found)) < 3 * np.std(found) / np.sqrt(len(found))


def test_a_covariance_of_fewer_samples_than_features_can_be_inverted():
    few = np.random.default_rng(0).normal(size=(6, 18))
    assert np.linalg.eigvalsh(shrunk_covariance(few)).min() > 0.1


def test_the_interval_holds_the_distance_and_leaves_out_zero_where_sets_differ():
    patients = np.arange(60)
    found = distance_between(gaussian(60), gaussian(60, 1.0, seed=1), patients, patients, kernel_distance)
    assert 0 < found.low < found.value < found.high


def test_patients_not_nodules_are_counted_and_too_few_are_refused():
    nodules, patients = gaussian(60), np.arange(60) % 19
    with pytest.raises(InputError, match="19 patients are too few"):
        distance_between(nodules, nodules, patients, np.arange(60), kernel_distance)


def test_features_that_are_no_numbers_are_refused():
    patients = np.arange(60)
    with pytest.raises(InputError, match="not finite"):
        distance_between(np.full((60, 4), np.nan), gaussian(60), patients, patients, frechet_distance)


def test_standardized_features_have_the_reference_as_unit():
    reference = gaussian(500, shift=300.0, spread=50.0)
    (own,) = standardized(reference, reference)
    assert np.allclose(own.mean(axis=0), 0) and np.allclose(own.std(axis=0), 1, atol=0.01)


def test_sets_of_one_distribution_are_not_apart_because_slices_of_a_patient_are_alike():
    patients = np.repeat(np.arange(12), 8)
    values = []
    for seed in range(40):
        a, b = (gaussian(12, seed=seed + s)[patients] + gaussian(96, spread=0.1, seed=seed + s) for s in (0, 1000))
        values.append((kernel_distance(a, b), kernel_distance(a, b, patients, patients)))
    naive, by_patient = np.mean(values, axis=0)
    error = np.std(values, axis=0)[1] / np.sqrt(len(values))
    assert abs(by_patient) < 3 * error < naive


def test_a_set_has_no_frechet_distance_from_itself():
    own = gaussian(50)
    assert frechet_distance(own, own) == pytest.approx(0, abs=1e-6)


def test_torchmetrics_agrees_on_the_kernel_distance_and_on_the_frechet_distance():
    kid = pytest.importorskip("torchmetrics.image.kid", reason="needs torchmetrics: the extra 'test'")
    from torch import from_numpy as tensor
    from torchmetrics.image.fid import _compute_fid

    a, b = gaussian(80), gaussian(80, 0.7, 1.5, seed=1)
    assert kernel_distance(a, b) == pytest.approx(float(kid.poly_mmd(tensor(a), tensor(b))), abs=1e-6)
    moments = [tensor(f(x)) for x in (a, b) for f in (lambda v: v.mean(axis=0), shrunk_covariance)]
    assert frechet_distance(a, b) == pytest.approx(float(_compute_fid(*moments)), abs=1e-6)


def test_scikit_learn_shrinks_a_covariance_alike():
    covariance = pytest.importorskip("sklearn.covariance", reason="needs scikit-learn: the extra 'test'")
    few = np.random.default_rng(0).normal(size=(30, 18)) @ np.random.default_rng(1).normal(size=(18, 18))
    assert np.allclose(shrunk_covariance(few), covariance.ledoit_wolf(few)[0], atol=1e-6)
