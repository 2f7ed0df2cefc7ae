"""How the commands talk to a person: one line for an error, a bar for progress, Ctrl-C to stop."""

from __future__ import annotations

import signal
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import typer
from typer.core import TyperGroup

from ..errors import Cancelled, InputError, MissingTissueWarning

BAD_INPUT = 2
INTERRUPTED = 130

Progress = Callable[[float, str], None]


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


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A bar on stderr with the stage and the time left; yields what to call with (share from 0 to 1, stage)."""
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description:<32}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("Starting", total=1.0)
        yield lambda share, stage: bar.update(task, completed=share, description=stage)
        bar.update(task, completed=1.0, description="Done")


@contextmanager
def interruptible() -> Iterator[Callable[[], bool]]:
    """Ctrl-C asks the work to stop at its next step, a second Ctrl-C stops it at once; yields whether it was asked."""
    asked = False

    def ask(number: int, frame: Any) -> None:
        nonlocal asked
        if asked:
            raise KeyboardInterrupt
        asked = True

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield lambda: asked
    finally:
        signal.signal(signal.SIGINT, before)
