"""What is measured agrees with independent implementations; others are beside the distances that they check."""

import numpy as np
import pytest
from scipy import signal, stats

from SyntheticLungCTLib.blueprint.labels import Label
from SyntheticLungCTLib.evaluation.case import Case
from SyntheticLungCTLib.evaluation.measures.coherence import coherence
from SyntheticLungCTLib.evaluation.measures.hu_histogram import HU_VALUES, hu_histogram
from SyntheticLungCTLib.evaluation.measures.lung_measures import lung_measures
from SyntheticLungCTLib.evaluation.metrics.diversity import PictureLikeness
from SyntheticLungCTLib.evaluation.metrics.physics import histogram_distance

from .drawn_chest import SPACING_MM, drawn_chest
from .made_cases import a_patient

LUNGS = (Label.LUNG_LEFT, Label.LUNG_RIGHT)


def test_scipys_earth_movers_distance_of_the_voxels_themselves():
    voxels = [hu[np.isin(labels, LUNGS)] for hu, labels in (drawn_chest(0), drawn_chest(1, noise_hu=40))]
    counts = [hu_histogram(part, np.ones(part.shape, bool)) for part in voxels]
    cases = [Case("a", "a", SPACING_MM, {"HU lung": count}) for count in counts]
    expected = stats.wasserstein_distance(*voxels)
    assert histogram_distance("HU lung", cases[:1], cases[1:]) == pytest.approx(expected, abs=1e-6)
    assert len(counts[0]) == len(HU_VALUES)


def test_scipys_correlation_of_the_slices():
    hu, labels = drawn_chest()
    body = labels != Label.OUTSIDE
    both = body[1:] & body[:-1]
    expected = np.mean([stats.pearsonr(a[m], b[m]).statistic for a, b, m in zip(hu[:-1], hu[1:], both, strict=True)])
    assert coherence(hu, body, SPACING_MM[0]) == pytest.approx(expected, abs=1e-6)


def test_scipys_percentile_and_share_of_the_lungs():
    hu, labels = drawn_chest(noise_hu=60)
    lung = hu[np.isin(labels, LUNGS)]
    found = lung_measures(hu, labels)
    assert found["Perc15"] == pytest.approx(stats.scoreatpercentile(lung, 15), abs=1e-6)
    assert found["LAA-950"] == pytest.approx(stats.percentileofscore(lung, -950, kind="strict"), abs=1e-6)


def ms_ssim_by_scipy(a, b):
    """Wang et al. 2003 as they write it, with windows that lie within the picture."""
    window = signal.windows.gaussian(11, 1.5)
    window, found = np.outer(window, window) / window.sum() ** 2, 1.0
    weights = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)
    for level, weight in enumerate(weights):
        means = [signal.fftconvolve(part, window, "valid") for part in (a, b, a * a, b * b, a * b)]
        variances, both = means[2] - means[0] ** 2 + means[3] - means[1] ** 2, means[4] - means[0] * means[1]
        structure = (2 * both + 0.03**2) / (variances + 0.03**2)
        light = (2 * means[0] * means[1] + 0.01**2) / (means[0] ** 2 + means[1] ** 2 + 0.01**2)
        found *= max((structure * (light if level == len(weights) - 1 else 1)).mean(), 0) ** weight
        a, b = (part.reshape(len(part) // 2, 2, -1, 2).mean(axis=(1, 3)) for part in (a, b))
    return found


def test_scipys_windows_give_the_same_structural_similarity():
    """torchmetrics pads the variances' windows and is up to 0.02 away from the paper and from MONAI."""
    pytest.importorskip("monai", reason="needs MONAI: pip install 'synthetic-lung-ct[evaluation]'")
    pair = a_patient(0), a_patient(1)
    pictures = [case.measures["pictures"] / 255.0 for case in pair]
    expected = np.mean([ms_ssim_by_scipy(*views) for views in zip(*pictures, strict=True)])
    assert PictureLikeness()._mean(pair) == pytest.approx(expected, abs=1e-6)
