"""How the commands tell how far they are: a bar for people, lines of JSON for programs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum

from ..jobs.protocol import ProgressEvent
from ..jobs.time_left import TimeLeft
from ..progress import Progress


class ProgressStyle(StrEnum):
    BAR = "bar"
    JSON = "json"


#: Chosen by `--progress`.
progress_style: ContextVar[ProgressStyle] = ContextVar("progress_style", default=ProgressStyle.BAR)
#: Events of one stage are at least this far apart.
EVERY_S = 0.2


@contextmanager
def shown_progress() -> Iterator[Progress]:
    """Yields what to call with (share from 0 to 1, stage), to tell progress in the style that was chosen."""
    with _lines() if progress_style.get() is ProgressStyle.JSON else _bar() as progress:
        yield progress


def print_event(event: ProgressEvent) -> None:
    """Tell an event on standard output."""
    print(event.to_line(), flush=True)


@contextmanager
def _lines() -> Iterator[Progress]:
    time_left, told_stage, told_at = TimeLeft(), "", float("-inf")

    def tell(share: float, stage: str) -> None:
        nonlocal told_stage, told_at
        seconds_left = time_left.at(share)
        if stage != told_stage or time.monotonic() - told_at >= EVERY_S:
            print_event(ProgressEvent(stage, round(share, 4), seconds_left and round(seconds_left, 1)))
            told_stage, told_at = stage, time.monotonic()

    yield tell


@contextmanager
def _bar() -> Iterator[Progress]:
    """A bar on stderr with the stage and the time left."""
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
