"""How the commands tell what went wrong: one line for an error, one for a warning."""

from __future__ import annotations

import warnings
from typing import Any

import typer
from typer.core import TyperGroup

from ..errors import Cancelled, InputError, MissingTissueWarning

BAD_INPUT = 2
INTERRUPTED = 130


class PlainErrors(TyperGroup):
    """Turns errors that a person caused into one line on stderr and an exit code, without a traceback."""

    def invoke(self, ctx: Any) -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("default", UserWarning)
            warnings.showwarning = _show_warning
            try:
                return super().invoke(ctx)
            except InputError as error:
                typer.echo(f"Error: {' '.join(str(error).split())}", err=True)
                raise typer.Exit(BAD_INPUT) from None
            except (Cancelled, KeyboardInterrupt):
                typer.echo("Cancelled; nothing was written.", err=True)
                raise typer.Exit(INTERRUPTED) from None


def _show_warning(message: Warning | str, category: type[Warning], *_: Any, **__: Any) -> None:
    # Warnings of other packages are for their developers.
    if category in (UserWarning, MissingTissueWarning):
        typer.echo(f"Warning: {message}", err=True)
