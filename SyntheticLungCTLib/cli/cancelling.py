"""How a command learns that it is to stop: Ctrl-C, or a file that appears."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

#: Chosen by `--cancel-file`.
cancel_file: ContextVar[Path | None] = ContextVar("cancel_file", default=None)


@contextmanager
def interruptible() -> Iterator[Callable[[], bool]]:
    """Yields whether the work was asked to stop, at its next step: by Ctrl-C or by the cancel file.

    A second Ctrl-C stops it at once.
    """
    file, asked = cancel_file.get(), False

    def ask(number: int, frame: Any) -> None:
        nonlocal asked
        if asked:
            raise KeyboardInterrupt
        asked = True

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield lambda: asked or (file is not None and file.exists())
    finally:
        signal.signal(signal.SIGINT, before)
