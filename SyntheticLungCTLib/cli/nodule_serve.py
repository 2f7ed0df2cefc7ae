"""`synthetic-lung-ct nodule serve`: commands one after another, for a program that wants nodules without delay."""

from __future__ import annotations

import time
import traceback
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .progress import shown_progress

if TYPE_CHECKING:
    from typer.core import TyperGroup

EVERY_S = 0.01
FAILED = 1


def serve(
    folder: Annotated[
        Path, typer.Argument(help="Each file request.json in it is run: a list of arguments.", show_default=False)
    ],
    idle_minutes: Annotated[float, typer.Option(help="Ends when nobody asks for so long.")] = 20.0,
) -> None:
    """Load the nodule network once and run the commands that a program asks for."""
    from ..jobs.requests import answer_line, take_request
    from ..nodules.warm_up import warm_up

    with shown_progress() as progress:
        progress(0.0, "Loading the nodule network")
        warm_up()
    asked = time.monotonic()
    while time.monotonic() - asked < 60 * idle_minutes:
        arguments = take_request(folder)
        if arguments is None:
            time.sleep(EVERY_S)
            continue
        typer.echo(answer_line(exit_code(arguments)))
        asked = time.monotonic()


def exit_code(arguments: Sequence[str]) -> int:
    """Run a command in this process; what goes wrong is told as the command line tells it, or by a traceback."""
    try:
        _command_line().main(list(arguments))
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except Exception:
        traceback.print_exc()
        return FAILED
    return 0


@cache
def _command_line() -> TyperGroup:
    """Built once: building it for each request would take as long as writing the nodule."""
    from .main import app

    return typer.main.get_command(app)
