"""How a worker that stays is asked, by a file with a command's arguments, and answers, by a line with its exit code."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

REQUEST_FILE = "request.json"
PREFIX = "synthetic-lung-ct-answer "


def put_request(folder: Path, arguments: Sequence[str]) -> None:
    """Ask the worker of a folder to run a command; whole at once, so that no half of it is read.

    Raises:
        OSError: when it cannot be written.
    """
    temporary = folder / f"{REQUEST_FILE}.tmp"
    temporary.write_text(json.dumps(list(arguments)), encoding="utf-8")
    temporary.replace(folder / REQUEST_FILE)


def take_request(folder: Path) -> list[str] | None:
    """The arguments that the worker of a folder is asked to run, once; None when nobody asks."""
    file = folder / REQUEST_FILE
    try:
        arguments = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    file.unlink()
    return arguments


def answer_line(code: int) -> str:
    """The exit code of a command that was asked for, as a line of output, without its end."""
    return f"{PREFIX}{code}"


def answer_of_line(line: str) -> int | None:
    """The exit code that a line of output tells; None when it is anything else."""
    told = line.removeprefix(PREFIX)
    return int(told) if told != line and told.lstrip("-").isdigit() else None
