"""`synthetic-lung-ct evaluate`: a directory of synthetic CTs against one of real CTs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ..evaluation.figure import Figure, Spread

DRAWS = 100
CACHE = "measured"


def evaluate(
    real: Annotated[
        Path, typer.Argument(help="A directory of real CTs: image files or DICOM folders.", show_default=False)
    ],
    synthetic: Annotated[Path, typer.Argument(help="A directory of synthetic CTs.", show_default=False)],
    report: Annotated[Path, typer.Option(help="The folder that gets report.html and report.json.", show_default=False)],
    masks: Annotated[
        Path | None,
        typer.Option(help="A directory of the blueprints that the CTs were drawn from, of the same names."),
    ] = None,
    real_masks: Annotated[
        Path | None,
        typer.Option(help="A directory of segmentations that name nodules of the real CTs, of their names."),
    ] = None,
    cache: Annotated[
        Path | None,
        typer.Option(help="Keeps what was measured of each CT; by default a folder in the report's."),
    ] = None,
    draws: Annotated[int, typer.Option(min=2, help="How often patients are drawn for floors and intervals.")] = DRAWS,
    seed: Annotated[int, typer.Option(help="Of these draws.")] = 0,
) -> None:
    """Compare synthetic CTs with real ones, and real ones with each other; stopped, it goes on where it was."""
    from ..evaluation.evaluate import evaluate as compare
    from ..evaluation.report.report import Report
    from ..evaluation.report.write import check_folder, write_report
    from .cancelling import interruptible
    from .progress import shown_progress

    check_folder(report)
    with shown_progress() as progress, interruptible() as cancelled:
        found = compare(real, synthetic, cache or report / CACHE, masks, real_masks, progress, cancelled, draws, seed)
        progress(1.0, "Drawing the report")
        told = Report.of(found, real, synthetic, draws, seed)
        page = write_report(told, found, report)
    _print(told.figures)
    for note in told.notes:
        typer.echo(note)
    typer.echo(f"{told.summary}\n{page}")


def _print(figures: list[Figure]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("figure", "synthetic against real", "real against real", "verdict")
    for figure in figures:
        spreads = (_spread(spread, figure.unit) for spread in (figure.synthetic, figure.floor))
        table.add_row(figure.name, *spreads, figure.verdict or figure.remark)
    Console().print(table)


def _spread(spread: Spread | None, unit: str) -> str:
    from ..evaluation.report.report import told

    return "" if spread is None else f"{told(spread.mean, unit)} ({told(spread.low)} to {told(spread.high)})"
