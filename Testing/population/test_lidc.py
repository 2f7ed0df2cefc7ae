"""Nodules are drawn as the readers of LIDC-IDRI found them."""

import numpy as np
import pytest
from scipy.stats import ks_2samp

from SyntheticLungCTLib.population.lidc import SCANS, annotations, draw_count, draw_nodules
from SyntheticLungCTLib.population.specification import DIAMETER_MM, RATINGS


@pytest.fixture(scope="module")
def drawn():
    return draw_nodules(np.random.default_rng(3), 1000)


def ratings_of(nodules):
    return np.array([nodule.ratings for nodule in nodules])


def true_ratings():
    return np.stack([annotations()[name] for name in RATINGS], axis=1)


def test_the_table_holds_every_annotation():
    table = annotations()
    assert len(table) == 6859
    assert all(table[name].min() >= 1 and table[name].max() <= 5 for name in RATINGS)
    assert all(table[f"place_{axis}"].min() >= 0 and table[f"place_{axis}"].max() <= 1 for axis in "xyz")


def test_diameters_and_ratings_are_distributed_as_the_readers_found_them(drawn):
    diameters = [nodule.diameter_mm for nodule in drawn]
    assert ks_2samp(diameters, annotations()["diameter_mm"]).statistic <= 0.08
    assert DIAMETER_MM[0] <= min(diameters) and max(diameters) <= DIAMETER_MM[1]
    for ours, theirs in zip(ratings_of(drawn).T, true_ratings().T, strict=True):
        assert ks_2samp(ours, theirs).statistic <= 0.08


def test_ratings_go_together_as_the_readers_gave_them(drawn):
    ours, theirs = (np.corrcoef(ratings.T) for ratings in (ratings_of(drawn), true_ratings()))
    assert np.abs(ours - theirs).max() <= 0.1


def test_a_scan_has_as_many_nodules_as_the_collection_s_scans():
    rng = np.random.default_rng(0)
    counts = np.array([draw_count(rng) for _ in range(4000)])
    table = annotations()
    true_mean = len(np.unique(np.stack([table["scan"], table["nodule"]]), axis=1).T) / SCANS
    assert counts.mean() == pytest.approx(true_mean, rel=0.1)
    assert counts.min() == 0


def test_the_same_seed_draws_the_same_nodules():
    once, again = (draw_nodules(np.random.default_rng(5), 4) for _ in range(2))
    assert once == again
    assert once != draw_nodules(np.random.default_rng(6), 4)
