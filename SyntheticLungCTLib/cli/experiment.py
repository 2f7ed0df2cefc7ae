"""`synthetic-lung-ct experiment`: questions of design, settled on one's own CTs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="Experiments that settle a question of design.")


@app.callback()
def experiments() -> None:
    """Experiments that settle a question of design."""


@app.command()
def hu_intervals(
    config: Annotated[str, typer.Option(help="A .toml file, or the shipped one: cpu-small.")] = "cpu-small",
    data: Annotated[Path | None, typer.Option(help="Folder of the CTs, instead of the configuration's.")] = None,
    cache: Annotated[Path | None, typer.Option(help="Folder of prepared CTs, instead of the configuration's.")] = None,
    output: Annotated[Path | None, typer.Option(help="Folder of the runs, instead of the configuration's.")] = None,
) -> None:
    """Does it pay to split a CT by HU interval? Stopped, it goes on where it was when it is started again."""
    from ..errors import InputError
    from ..experiments.hu_intervals.config import load_config
    from ..experiments.hu_intervals.experiment import run_experiment
    from .cancelling import interruptible
    from .progress import shown_progress

    settings = load_config(config)
    if data is not None and not data.is_dir():
        raise InputError(f"{data} is no folder; --data is the folder that holds the CTs.")
    settings.data.folder, settings.data.cache = data or settings.data.folder, cache or settings.data.cache
    settings.output = output or settings.output
    with shown_progress() as progress, interruptible() as cancelled:
        told = run_experiment(settings, progress, cancelled)
    typer.echo(f"Wrote {told}")
