"""Work in steps, between which a window lives: a generator, or any function as the one step that it is."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable
from pathlib import Path
from typing import Any

Steps = Generator[None, None, Any]
#: How long a step of many small pieces goes on.
STEP_S = 0.015


def steps_of(work: Callable[[Path], Any], folder: Path) -> Steps:
    """The steps of a generator, or of any function the one that there is."""
    done = work(folder)
    return (yield from done) if isinstance(done, Generator) else done


def at_once(steps: Steps) -> Any:
    """Take all steps of a generator, for those who wait. Returns what it does."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def paced(pieces: Iterable[object]) -> Generator[None, None, None]:
    """Steps of as many pieces of work as `STEP_S` allows, each done by asking for the next; of one piece at least."""
    end = time.monotonic() + STEP_S
    for _ in pieces:
        if time.monotonic() >= end:
            yield
            end = time.monotonic() + STEP_S
