"""Work in steps, between which a window lives: a generator, or any function as the one step that it is."""

from __future__ import annotations

from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

Steps = Generator[None, None, Any]


def steps_of(work: Callable[[Path], Any], folder: Path) -> Steps:
    """The steps of a generator, or of any function the one that there is."""
    done = work(folder)
    return (yield from done) if isinstance(done, Generator) else done
