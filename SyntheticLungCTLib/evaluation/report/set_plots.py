"""Plots of what was measured of every CT, real and synthetic ones side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..case import Cases, NotEnough, numbers, samples
from ..distances import standardized
from ..feature_spaces import FEATURE_SPACES
from ..measures.hu_histogram import HISTOGRAMS, HU_VALUES
from ..measures.noise_spectrum import FREQUENCIES_PER_MM, TISSUES_OF_NOISE
from ..metrics.physics import NUMBERS
from .canvas import plotted

if TYPE_CHECKING:
    from matplotlib.axes import Axes

REAL, SYNTHETIC = "#3f6f9f", "#d9822b"
#: HU values that a curve averages over.
SMOOTH_HU = 8
MOST_PICTURES = 6


def histogram_plot(real: Cases, synthetic: Cases) -> str:
    """HU of each tissue: a line for every CT, thin where there are many."""

    def draw(axes: Axes, tissue: str) -> None:
        for cases, colour in ((real, REAL), (synthetic, SYNTHETIC)):
            for case in cases:
                counts = case.measures[HISTOGRAMS[tissue]].astype(float)
                if counts.sum():
                    density = np.convolve(counts / counts.sum(), np.ones(SMOOTH_HU) / SMOOTH_HU, "same")
                    axes.plot(HU_VALUES, density, color=colour, **_line(cases))
        low, high = _shown_hu(real, synthetic, HISTOGRAMS[tissue])
        axes.set_xlim(low, high)
        axes.set_title(f"{tissue} (HU)", fontsize=9)
        axes.set_yticks([])

    return plotted(len(HISTOGRAMS), *[lambda axes, tissue=tissue: draw(axes, tissue) for tissue in HISTOGRAMS])


def noise_plot(real: Cases, synthetic: Cases) -> str:
    """Noise power over spatial frequency."""

    def draw(axes: Axes, tissue: str) -> None:
        for cases, colour in ((real, REAL), (synthetic, SYNTHETIC)):
            for case in cases:
                axes.plot(FREQUENCIES_PER_MM, case.measures[f"noise {tissue}"], ".-", color=colour, **_line(cases))
        axes.set_title(f"noise in {tissue} (dB over cycles per mm)", fontsize=9)

    return plotted(len(TISSUES_OF_NOISE), *[lambda axes, t=tissue: draw(axes, t) for tissue in TISSUES_OF_NOISE])


def number_plot(real: Cases, synthetic: Cases) -> str:
    """Each number of each CT."""

    def draw(axes: Axes, measure: str) -> None:
        name, unit, *_ = NUMBERS[measure]
        for row, (cases, colour) in enumerate(((synthetic, SYNTHETIC), (real, REAL))):
            try:
                found = numbers(cases, measure)
            except NotEnough:
                continue
            axes.plot(found, row + np.linspace(-0.25, 0.25, len(found)), "o", color=colour, ms=4, alpha=0.7)
        axes.set_yticks((0, 1), ("synthetic", "real"))
        axes.set_ylim(-0.6, 1.6)
        axes.set_title(f"{name} {unit and f'({unit})'}", fontsize=9)

    return plotted(len(NUMBERS), *[lambda axes, m=measure: draw(axes, m) for measure in NUMBERS])


def feature_plot(real: Cases, synthetic: Cases) -> str:
    """Each feature space along the two directions in which real samples differ most; empty without features."""
    having = [space.name for space in FEATURE_SPACES if _has(real, space.name) and _has(synthetic, space.name)]
    if not having:
        return ""

    def draw(axes: Axes, space: str) -> None:
        a, b = (samples(cases, space)[0] for cases in (real, synthetic))
        a, b = standardized(a, a, b)
        _, _, directions = np.linalg.svd(a - a.mean(axis=0), full_matrices=False)
        for points, colour in ((a, REAL), (b, SYNTHETIC)):
            axes.plot(*(points @ directions[:2].T).T, "o", color=colour, ms=3, alpha=0.6)
        axes.set_title(space, fontsize=9)

    return plotted(len(having), *[lambda axes, s=space: draw(axes, s) for space in having])


def picture_plot(real: Cases, synthetic: Cases) -> str:
    """Axial and coronal slices of some CTs; real ones above."""
    shown = [*real[:MOST_PICTURES], *synthetic[:MOST_PICTURES]]

    def draw(axes: Axes, index: int) -> None:
        case = shown[index]
        axes.imshow(np.concatenate(case.measures["pictures"]), cmap="gray", vmin=0, vmax=255)
        axes.set_title(case.name, fontsize=7, color=REAL if index < len(real[:MOST_PICTURES]) else SYNTHETIC)
        axes.set_axis_off()

    return plotted(
        len(shown), *[lambda axes, i=index: draw(axes, i) for index in range(len(shown))], columns=6, aspect=2.1
    )


def _line(cases: Cases) -> dict[str, float]:
    return {"alpha": max(0.15, min(0.8, 6 / len(cases))), "linewidth": 1.0}


def _shown_hu(real: Cases, synthetic: Cases, measure: str) -> tuple[float, float]:
    total = np.sum([case.measures[measure].astype(float) for case in (*real, *synthetic)], axis=0)
    if not total.sum():
        return float(HU_VALUES[0]), float(HU_VALUES[-1])
    low, high = HU_VALUES[np.searchsorted(total.cumsum() / total.sum(), (0.002, 0.998))]
    return float(low) - 20, float(high) + 20


def _has(cases: Cases, space: str) -> bool:
    try:
        return len(samples(cases, space)[0]) > 0
    except NotEnough:
        return False
