"""`synthetic-lung-ct check`: measure a synthetic CT against the real one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

FAILED = 1


def check(
    real: Annotated[Path, typer.Argument(help="The real CT: a DICOM folder or an image file.", show_default=False)],
    synthetic: Annotated[Path, typer.Argument(help="The CT drawn from its blueprint.", show_default=False)],
    other_anatomy: Annotated[
        bool, typer.Option("--other-anatomy", help="Only the look is the same, as after `blueprint complete`.")
    ] = False,
    json: Annotated[Path | None, typer.Option(help="Write the measures to this file, too.")] = None,
) -> None:
    """Measure a synthetic CT against the real one; exits with 1 when a bound is not kept."""
    from ..checking.check import check as measure
    from ..errors import InputError
    from ..volume import read_ct

    report = measure(read_ct(real), read_ct(synthetic), same_anatomy=not other_anatomy)
    rows = report.rows()
    _print(rows)
    if json is not None:
        try:
            json.write_text(report.model_dump_json(indent=2) + "\n", encoding="utf-8")
        except OSError as error:
            raise InputError(f"{json} could not be written: {error.strerror}.") from error
    if any(row[5] is not None and not row[5] for row in rows):
        raise typer.Exit(FAILED)


def _print(rows: list[tuple[Any, ...]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("measure", "tissue", "real", "synthetic", "bound", "kept")
    for measure, tissue, real, synthetic, bound, passed in rows:
        kept = "" if passed is None else "yes" if passed else "NO"
        table.add_row(str(measure), str(tissue), _number(real), _number(synthetic), str(bound), kept)
    Console().print(table)


def _number(value: Any) -> str:
    return f"{value:.3g}" if isinstance(value, float) else "" if value is None else str(value)
