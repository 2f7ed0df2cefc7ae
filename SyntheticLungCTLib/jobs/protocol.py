"""How a worker tells how far it is: one line of JSON per event on its standard output, after a prefix of its own."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

PREFIX = "synthetic-lung-ct-progress "


@dataclass(frozen=True)
class ProgressEvent:
    """How far a worker is.

    Attributes:
        stage: what it does, in words.
        share: of the whole work, from 0 to 1.
        seconds_left: None while nothing can be said.
    """

    stage: str
    share: float
    seconds_left: float | None = None

    def to_line(self) -> str:
        """The event as a line of output, without its end."""
        return PREFIX + json.dumps(asdict(self))


def event_of_line(line: str) -> ProgressEvent | None:
    """The event that a line of output tells; None when it is anything else, which belongs into the log."""
    if not line.startswith(PREFIX):
        return None
    try:
        return ProgressEvent(**json.loads(line.removeprefix(PREFIX)))
    except (ValueError, TypeError):  # a line cut short by the end of the process
        return None
