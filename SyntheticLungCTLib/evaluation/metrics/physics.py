"""Whether a CT measures like one: Hounsfield units, noise, sharpness, coherence, and what is read off lungs."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import partial

import numpy as np
from scipy.stats import wasserstein_distance

from ..case import Cases, NotEnough, numbers
from ..measures.edge_spread import EDGES
from ..measures.hu_histogram import HISTOGRAMS, HU_VALUES
from ..measures.noise_spectrum import TISSUES_OF_NOISE
from ..metric import Metric

MOVER = "Rubner et al., IJCV 40, 2000"
#: Name, unit, meaning and source of numbers that each CT has one of, by the measure's name.
NUMBERS = {
    "coherence": (
        "coherence of slices",
        "",
        "How alike slices are that lie 5 mm apart (their correlation within the body).",
        "Pearson correlation",
    ),
    "seam energy": (
        "seam energy",
        "HU",
        "How high the steps along straight lines of rows, columns and slices are, as between windows that do not meet.",
        "root mean square of what steps across a line have beyond those beside it; here",
    ),
    "LAA-950": (
        "LAA-950",
        "% of lung",
        "Share of the lungs that is as thin as emphysema, below -950 HU.",
        "Gevenois et al., AJRCCM 152, 1995",
    ),
    "Perc15": (
        "Perc15",
        "HU",
        "The HU that the thinnest 15 % of the lungs stay below.",
        "Dirksen et al., AJRCCM 160, 1999",
    ),
    "vessel share": (
        "vessel volume",
        "% of lung",
        "Share of the lungs' volume that is vessels.",
        "Estepar et al., AJRCCM 188, 2013",
    ),
} | {
    f"edge {edge}": (
        f"edge spread, {edge}",
        "mm",
        "Over how many millimetres a border rises from 10 % to 90 %.",
        "Sanders et al., Medical Physics 43, 2016",
    )
    for edge in EDGES
}


def physics_metrics() -> list[Metric]:
    """Distances between two sets of CTs, in the unit of what is measured."""
    histograms = [
        Metric(
            f"HU histogram, {tissue}",
            "physics",
            "HU",
            "By how many HU the tissue's voxels would have to be moved to be distributed as real ones are.",
            MOVER,
            partial(histogram_distance, measure),
        )
        for tissue, measure in HISTOGRAMS.items()
    ]
    noise = [
        Metric(
            f"noise power spectrum, {tissue}",
            "physics",
            "dB",
            "By how much the strength of grain differs on average over its frequencies (3 dB: a factor of two).",
            "ICRU Report 87, 2012",
            partial(spectrum_distance, f"noise {tissue}"),
        )
        for tissue in TISSUES_OF_NOISE
    ]
    told = [
        Metric(name, "physics", unit, f"{meaning} The figure is how far apart patients' values are.", source, by)
        for measure, (name, unit, meaning, source) in NUMBERS.items()
        for by in (_apart(measure),)
    ]
    return histograms + noise + told


def histogram_distance(measure: str, reference: Cases, other: Cases) -> float:
    """Earth mover's distance (HU) of the patients' mean histograms; every CT counts the same."""
    return float(wasserstein_distance(HU_VALUES, HU_VALUES, *(_mean_histogram(s, measure) for s in (reference, other))))


def spectrum_distance(measure: str, reference: Cases, other: Cases) -> float:
    """Mean absolute difference in decibel of the sets' mean spectra, over the frequencies that both reach."""
    a, b = (_mean_spectrum(cases, measure) for cases in (reference, other))
    both = np.isfinite(a) & np.isfinite(b)
    if not both.any():
        raise NotEnough("No frequency was measured in both sets: too little of the tissue in one piece.")
    return float(np.abs(a - b)[both].mean())


def _apart(measure: str) -> Callable[[Cases, Cases], float]:
    return lambda reference, other: float(wasserstein_distance(numbers(reference, measure), numbers(other, measure)))


def _mean_histogram(cases: Cases, measure: str) -> np.ndarray:
    counts = np.array([case.measures[measure] for case in cases], float).reshape(len(cases), -1)
    counts = counts[counts.sum(axis=1) > 0]
    if not len(counts):
        raise NotEnough("A set of patients has too little of this tissue.")
    return (counts / counts.sum(axis=1, keepdims=True)).mean(axis=0)


def _mean_spectrum(cases: Cases, measure: str) -> np.ndarray:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a frequency that none reaches stays NaN
        return np.nanmean([case.measures[measure] for case in cases], axis=0)
