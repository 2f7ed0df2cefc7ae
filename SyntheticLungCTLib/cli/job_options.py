"""The options before the command, by which a program runs a command as a job of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..jobs.protocol import ProgressEvent
from .cancelling import cancel_file as chosen_cancel_file
from .progress import ProgressStyle, print_event, progress_style


def job_options(
    progress: Annotated[
        ProgressStyle, typer.Option(help="A bar for people, or a line of JSON per event for programs.")
    ] = ProgressStyle.BAR,
    cancel_file: Annotated[
        Path | None, typer.Option(help="The work stops at its next step once this file exists.", show_default=False)
    ] = None,
    job_folder: Annotated[
        Path | None,
        typer.Option(
            help="Removed, and the work ended, when the process that holds the lock in it dies.", show_default=False
        ),
    ] = None,
) -> None:
    """Synthetic chest CT from a segmentation."""
    progress_style.set(progress)
    chosen_cancel_file.set(cancel_file)
    if job_folder is not None:
        from ..jobs.owner_watch import end_with_owner

        end_with_owner(job_folder)
    if progress is ProgressStyle.JSON:
        print_event(ProgressEvent("Loading the libraries", 0.0))
