"""Figures of two sets of patients: what the verdict says of equal, shifted, copied and renamed ones."""

from dataclasses import replace

import numpy as np
import pytest

from SyntheticLungCTLib.errors import InputError
from SyntheticLungCTLib.evaluation.evaluate import all_metrics, compare
from SyntheticLungCTLib.evaluation.feature_spaces import FEATURE_SPACES
from SyntheticLungCTLib.evaluation.figure import Spread, figure, verdict
from SyntheticLungCTLib.evaluation.half_samples import half_samples
from SyntheticLungCTLib.evaluation.metrics.distribution import distribution_metrics
from SyntheticLungCTLib.evaluation.metrics.diversity import PictureLikeness, spread_shortfall
from SyntheticLungCTLib.evaluation.metrics.physics import histogram_distance
from SyntheticLungCTLib.evaluation.units import in_units_of

from .made_cases import a_patient, renamed

REAL = [a_patient(seed) for seed in range(24)]
OTHERS = [a_patient(seed) for seed in range(100, 124)]
SHIFTED = [a_patient(seed, shift=3) for seed in range(100, 124)]
COPIES = [renamed(OTHERS[index % 2], f"copy {index}") for index in range(24)]
SPACE = "radiomics of axial slices"
AXIAL = next(space for space in FEATURE_SPACES if space.name == SPACE)


@pytest.fixture(autouse=True)
def without_pictures(monkeypatch):
    """Pictures have a test of their own and take a while."""
    monkeypatch.setattr(PictureLikeness, "__call__", lambda self, reference, other: 0.0)


def figures(real, synthetic, *names, draws=12):
    """Figures by name; only those of the metrics named, where any are."""
    drawn = half_samples(in_units_of(real, real), in_units_of(real, synthetic), draws)
    return {metric.name: figure(metric, drawn) for metric in all_metrics() if not names or metric.name in names}


def one_figure(real, synthetic, name):
    return figures(real, synthetic, name)[name]


def test_a_copy_of_the_real_set_has_the_floors_figures_and_is_inside():
    for found in figures(REAL, REAL).values():
        assert found.synthetic == found.floor, found.name
        assert found.verdict == "inside"


def test_other_patients_of_the_same_kind_are_nowhere_outside():
    verdicts = [found.verdict for found in figures(REAL, OTHERS).values()]
    assert "outside" not in verdicts and verdicts.count("inside") > 0.9 * len(verdicts)


def test_shifted_patients_are_outside_in_all_distances_and_not_in_their_spread():
    far = [f"{name}, {SPACE}" for name in ("Frechet distance", "kernel distance", "precision", "density", "coverage")]
    found = figures(REAL, SHIFTED, "HU histogram, lung", *far, f"feature spread, {SPACE}")
    assert [found[name].verdict for name in ("HU histogram, lung", *far)] == ["outside"] * 6
    assert found[f"feature spread, {SPACE}"].verdict == "inside"


def test_features_are_told_in_units_of_the_real_patients():
    scaled = [replace(c, measures={**c.measures, SPACE: 300 * c.measures[SPACE] - 800}) for c in REAL]
    rows = np.concatenate([case.measures[SPACE] for case in in_units_of(scaled, scaled)])
    assert np.allclose(rows.mean(axis=0), 0) and np.allclose(rows.std(axis=0), 1)
    plain, other = (in_units_of(real, real)[0].measures[SPACE] for real in (REAL, scaled))
    assert np.allclose(plain, other)


def test_two_halves_of_the_real_patients_have_no_kernel_distance_on_average():
    real = [a_patient(seed) for seed in range(60)]
    found = one_figure(real, real, f"kernel distance, {SPACE}")
    assert abs(found.floor.mean) < 0.15 * one_figure(real, SHIFTED, f"kernel distance, {SPACE}").synthetic.mean


@pytest.mark.parametrize("name", ["Frechet distance", "kernel distance"])
def test_a_distance_grows_with_the_shift(name):
    metric = next(m for m in distribution_metrics() if m.name == f"{name}, {SPACE}")
    found = [metric.distance(REAL, [a_patient(s, shift=k) for s in range(100, 124)]) for k in (0, 1, 2, 3)]
    assert (np.diff(found) > 0).all()


def test_copies_of_two_patients_lack_diversity():
    lacking = [f"{name}, {SPACE}" for name in ("feature spread", "coverage", "recall")]
    assert [found.verdict for found in figures(REAL, COPIES, *lacking).values()] == ["outside"] * 3
    assert spread_shortfall(AXIAL, REAL, [renamed(OTHERS[0], f"copy {k}") for k in range(5)]) == pytest.approx(1)


def test_the_shortfall_of_spread_grows_with_the_copies():
    found = [
        spread_shortfall(AXIAL, REAL, [renamed(OTHERS[k % kept], f"copy {k}") for k in range(24)])
        for kept in (24, 3, 2, 1)
    ]
    assert (np.diff(found) > 0).all()


def test_renaming_patients_changes_nothing_in_whole_sets():
    swapped = [renamed(case, other.name) for case, other in zip(OTHERS, reversed(OTHERS), strict=True)]
    for metric in distribution_metrics():
        assert metric.distance(REAL, swapped) == pytest.approx(metric.distance(REAL, OTHERS))


def test_too_few_patients_refuse_the_frechet_distance_with_the_reason():
    found = one_figure(REAL[:12], OTHERS, f"Frechet distance, {SPACE}")
    assert found.synthetic is None and found.verdict is None
    assert "6 patients to compare, it needs 10 synthetic and 20 real ones" in found.remark


def test_fewer_samples_than_features_refuse_the_frechet_distance():
    wide = [replace(c, measures={**c.measures, SPACE: np.tile(c.measures[SPACE][:1], (1, 20))}) for c in REAL]
    assert "12 samples bear no covariance of 60 features" in one_figure(wide, wide, f"Frechet distance, {SPACE}").remark


def test_one_synthetic_patient_is_judged_as_each_real_one_is():
    strange = [a_patient(100, shift=6)]
    found = one_figure(REAL, strange, "HU histogram, lung")
    assert found.synthetic.low > found.floor.mean and found.verdict == "outside"
    assert one_figure(REAL, OTHERS[:1], "HU histogram, lung").verdict == "inside"


def test_few_real_patients_have_figures_and_no_verdict():
    found = one_figure(REAL[:4], OTHERS, "HU histogram, lung")
    assert found.synthetic is not None and found.verdict is None
    assert "4 real patients span no band" in found.remark


def test_one_real_patient_is_refused():
    with pytest.raises(InputError, match="two patients"):
        compare(REAL[:1], OTHERS)


def test_a_tissue_that_few_patients_have_is_refused_where_most_draws_lack_it():
    empty = np.zeros_like(REAL[0].measures["HU organ"])
    lacking = [replace(case, measures={**case.measures, "HU organ": empty}) for case in OTHERS]
    assert "too little of this tissue" in one_figure(REAL, lacking, "HU histogram, organ").remark
    assert one_figure(REAL, [*lacking[:4], *OTHERS[4:]], "HU histogram, organ").verdict == "inside"


@pytest.mark.parametrize(
    ("mean", "low", "high", "expected"),
    [(1.0, 0.5, 1.5, "inside"), (2.5, 1.5, 3.0, "near"), (2.5, 2.2, 3.0, "outside"), (0.1, 0.0, 0.2, "inside")],
)
def test_the_verdict_of_a_band_from_one_to_two(mean, low, high, expected):
    floor, found = Spread(mean=1.5, low=1.0, high=2.0), Spread(mean=mean, low=low, high=high)
    assert verdict(found, floor, higher_is_better=False) == expected
    mirrored = Spread(mean=-mean, low=-high, high=-low), Spread(mean=-1.5, low=-2.0, high=-1.0)
    assert verdict(*mirrored, higher_is_better=True) == expected


def test_the_earth_movers_distance_is_that_of_the_values():
    a, b = OTHERS[0].measures["HU lung"], OTHERS[1].measures["HU lung"]
    quantiles = (np.arange(4000) + 0.5) / 4000
    expected = np.abs(np.subtract(*(np.searchsorted(h.cumsum() / h.sum(), quantiles) for h in (a, b)))).mean()
    assert histogram_distance("HU lung", OTHERS[:1], OTHERS[1:2]) == pytest.approx(expected, rel=1e-3)


def test_every_metric_has_a_source_and_a_sentence():
    for metric in all_metrics():
        assert metric.source and metric.meaning.endswith(".")
