"""Room for what a job writes on its way."""

from __future__ import annotations

import os
import shutil
import tempfile

from .finding import Finding, Level

LEAST_GIB = 0.5


def check_disk() -> Finding:
    """The folder of temporary files: writable, and with room."""
    folder = tempfile.gettempdir()
    advice = f"Make room in {folder}, or set TMPDIR to a folder with more before Slicer starts."
    free_gib = shutil.disk_usage(folder).free / 2**30
    if not os.access(folder, os.W_OK):
        return Finding("Disk", f"{folder} cannot be written to", Level.PROBLEM, advice)
    if free_gib < LEAST_GIB:
        return Finding("Disk", f"{free_gib:.2f} GiB free in {folder}", Level.PROBLEM, advice)
    return Finding("Disk", f"{free_gib:.1f} GiB free in {folder}")
