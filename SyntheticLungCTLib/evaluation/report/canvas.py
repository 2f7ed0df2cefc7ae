"""Plots drawn on a grid, as pictures that can be put into a page."""

from __future__ import annotations

import base64
from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH_INCHES = 11


def plotted(
    count: int,
    *draw: Callable[[Axes], None],
    columns: int = 3,
    aspect: float = 0.62,
    size: tuple[float, float] | None = None,
) -> str:
    """A grid of axes drawn one by one, as base64 PNG.

    Args:
        count: of axes.
        aspect: height of each over its width.
        size: of the whole in inches, instead.
    """
    from matplotlib.figure import Figure as Canvas

    columns = min(columns, count)
    rows = -(-count // columns)
    width = WIDTH_INCHES / max(columns, 2)
    canvas = Canvas(figsize=size or (width * columns, width * aspect * rows), layout="constrained")
    cells = canvas.subplots(rows, columns, squeeze=False).ravel()
    for axes, drawing in zip(cells, draw, strict=False):
        drawing(axes)
    for axes in cells[len(draw) :]:
        axes.set_axis_off()
    stream = BytesIO()
    canvas.savefig(stream, format="png", dpi=90)
    return base64.b64encode(stream.getvalue()).decode("ascii")
