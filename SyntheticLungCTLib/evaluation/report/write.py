"""The report's two files."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

from ...errors import InputError
from ..evaluate import Evaluation
from .page import page
from .report import Report

PAGE, DATA = "report.html", "report.json"


def check_folder(folder: Path) -> None:
    """Make the folder of a report; ask before long work, not after it.

    Raises:
        InputError: when it cannot be written to, or the plots cannot be drawn for want of matplotlib.
    """
    if not find_spec("matplotlib"):
        raise InputError("The report's plots need matplotlib: pip install 'synthetic-lung-ct[evaluation]'.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{folder} cannot be made: {error.strerror}.") from error
    if not os.access(folder, os.W_OK):
        raise InputError(f"{folder} cannot be written to; name another folder with --report.")


def write_report(report: Report, evaluation: Evaluation, folder: Path) -> Path:
    """Write page and data, each whole or not at all. Returns the page's path."""
    for name, text in ((DATA, report.model_dump_json(indent=2) + "\n"), (PAGE, page(report, evaluation))):
        temporary = folder / f".{name}.{os.getpid()}.tmp"
        try:
            temporary.write_text(text, encoding="utf-8")
            temporary.replace(folder / name)
        except OSError as error:
            raise InputError(f"{folder / name} could not be written: {error.strerror}.") from error
        finally:
            temporary.unlink(missing_ok=True)
    return folder / PAGE
