"""`synthetic-lung-ct artefacts`: what is wrong with a CT, and where."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ..artefacts.find import Flag

RAISED = 1


def artefacts(
    ct: Annotated[Path, typer.Argument(help="A DICOM folder or an image file.", show_default=False)],
    report: Annotated[
        Path,
        typer.Option(help="The folder that gets artefacts.json and artefacts.nrrd, the heat map.", show_default=False),
    ],
    masks: Annotated[
        Path | None,
        typer.Option(help="The blueprint that the CT was drawn from; without it, tissues are named from the CT."),
    ] = None,
) -> None:
    """Look for streaks, tiling, blur, wrong HU, broken airways and leaks; exits with 1 when there are any."""
    from ..artefacts.find import find_artefacts
    from ..artefacts.write import write_findings
    from ..blueprint.extract import extract_labels
    from ..blueprint.on_grid import labels_on_grid
    from ..geometry import reoriented
    from ..progress import Reporter
    from ..volume import CTVolume, read_ct
    from .cancelling import interruptible
    from .progress import shown_progress

    read = read_ct(ct)
    oriented = CTVolume(*reoriented(read.hu, read.geometry))
    given = labels_on_grid(masks, oriented) if masks is not None else None
    with shown_progress() as progress, interruptible() as cancelled:
        tell = Reporter("The search", progress, cancelled)
        labels = extract_labels(oriented, lambda share, step: tell(0.5 * share, step)) if given is None else given
        found = find_artefacts(
            oriented.hu, labels, oriented.geometry, lambda share, step: tell(0.5 + 0.5 * share, step)
        )
    written = write_findings(found, oriented.geometry, report, read.geometry)
    _print(found.flags)
    typer.echo(f"Wrote {' and '.join(str(path) for path in written)}")
    if found.raised:
        raise typer.Exit(RAISED)


def _print(flags: list[Flag]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("artefact", "score", "bound", "found", "worst at (LPS mm)")
    for flag in flags:
        where = "" if flag.worst_lps_mm is None else ", ".join(f"{v:.0f}" for v in flag.worst_lps_mm)
        amount, bound = (f"{value:.3g} {flag.unit}" for value in (flag.score, flag.bound))
        table.add_row(flag.kind, amount, bound, "YES" if flag.raised else "no", where)
    Console().print(table)
