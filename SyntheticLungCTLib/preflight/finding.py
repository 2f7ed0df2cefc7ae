"""One thing that was looked at before the work."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True)
class Finding:
    """What was found.

    Attributes:
        subject: what was looked at.
        found: what it is like.
        level: a warning is a nuisance, with a problem nothing can be drawn.
        advice: what to do; empty where nothing is.
    """

    subject: str
    found: str
    level: Level = Level.OK
    advice: str = ""
