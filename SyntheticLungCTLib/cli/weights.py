"""`synthetic-lung-ct weights import | list | remove`: networks that others trained."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .progress import shown_progress

app = typer.Typer(help="Take in networks that others trained; the shipped ones stay.", no_args_is_help=True)


@app.command("import")
def import_(
    source: Annotated[
        Path, typer.Argument(help="A zip or a folder: config.json and safetensors of each.", show_default=False)
    ],
    sha256: Annotated[
        str | None, typer.Option(help="Of the zip; otherwise a list beside it is looked for.", show_default=False)
    ] = None,
    name: Annotated[str | None, typer.Option(help="What to call them; the source's name.", show_default=False)] = None,
) -> None:
    """Check networks and keep them beside the shipped ones."""
    from ..imported_weights.importing import import_weights

    with shown_progress() as progress:
        imported = import_weights(source, sha256, name, progress)
    typer.echo(f"Imported {', '.join(imported.models)}.")
    _tell_use(imported.folder)


@app.command("list")
def list_() -> None:
    """Say which networks were imported, and where they are."""
    from ..imported_weights.store import imported_weights, store_folder

    found = imported_weights()
    for weights in found:
        typer.echo(f"{weights.name}: {', '.join(weights.models)} in {weights.folder}")
    if found:
        _tell_use(found[0].folder)
    else:
        typer.echo(f"None were imported; they would be in {store_folder()}.")


@app.command()
def remove(name: Annotated[str, typer.Argument(help="As `weights list` says.", show_default=False)]) -> None:
    """Remove imported networks for good."""
    from ..imported_weights.store import remove_weights

    typer.echo(f"Removed {remove_weights(name)}.")


def _tell_use(folder: Path) -> None:
    from ..weights import WEIGHTS_VARIABLE

    typer.echo(f"To draw with them: {WEIGHTS_VARIABLE}='{folder}' synthetic-lung-ct generate ...")
