"""`synthetic-lung-ct info`: what this installation is, whether it can work, and what to do where it cannot."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer


def info(
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the findings to this file too.", show_default=False)
    ] = None,
) -> None:
    """Say which versions, device, memory and weights there are; put this into a bug report. 1 when nothing works."""
    from .. import __version__
    from ..preflight.finding import Level
    from ..preflight.preflight import all_findings

    typer.echo(f"synthetic-lung-ct {__version__}")
    findings = all_findings()
    for found in findings:
        mark = "" if found.level is Level.OK else f"{found.level}: "
        typer.echo(f"{found.subject}: {mark}{found.found}")
        if found.advice:
            typer.echo(f"  -> {found.advice}")
    if json_file is not None:
        json_file.write_text(json.dumps([asdict(found) for found in findings]), encoding="utf-8")
    elif any(found.level is Level.PROBLEM for found in findings):
        raise typer.Exit(1)
