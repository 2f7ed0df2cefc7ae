"""All figures on one scale, so that what is off is seen at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..figure import Figure
from .canvas import plotted

if TYPE_CHECKING:
    from matplotlib.axes import Axes

VERDICT_COLOURS = {"inside": "#2e7d32", "near": "#c77700", "outside": "#c62828"}
#: Widths of the band beyond which a figure is drawn at the edge.
FARTHEST = 4.0


def band_plot(figures: list[Figure]) -> str:
    """All figures with a verdict on one scale: the band of real against real is grey, worse is to the right."""
    judged = [figure for figure in figures if figure.verdict and figure.floor]

    def draw(axes: Axes) -> None:
        axes.axvspan(0, 1, color="#dddddd")
        for row, figure in enumerate(reversed(judged)):
            ends = [_in_bands(figure, value) for value in (figure.synthetic.low, figure.synthetic.high)]
            colour = VERDICT_COLOURS[figure.verdict]
            axes.plot(np.clip(ends, -1, FARTHEST), (row, row), color=colour, linewidth=1.5)
            axes.plot(np.clip(_in_bands(figure, figure.synthetic.mean), -1, FARTHEST), row, "o", color=colour, ms=4)
        axes.set_yticks(range(len(judged)), [figure.name for figure in reversed(judged)], fontsize=7)
        axes.set_xlim(-1.1, FARTHEST + 0.1)
        axes.set_xlabel(f"0 to 1: where 95 % of real-against-real lies; drawn at {FARTHEST:g} where it is farther")

    return plotted(1, draw, size=(9, 0.6 + 0.17 * len(judged)))


def _in_bands(figure: Figure, value: float) -> float:
    width = max(figure.floor.high - figure.floor.low, 1e-12)
    return (figure.floor.high - value if figure.higher_is_better else value - figure.floor.low) / width
