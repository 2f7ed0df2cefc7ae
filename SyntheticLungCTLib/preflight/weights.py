"""The trained networks' files: there, and whole."""

from __future__ import annotations

import os
from pathlib import Path

from ..checksum import checksum_of
from ..weights import SHIPPED_WEIGHTS, WEIGHTS_VARIABLE
from .finding import Finding, Level

#: As `sha256sum` writes it: a checksum and a file per line.
CHECKSUMS = SHIPPED_WEIGHTS / "checksums.txt"
ADVICE = "Install the extension again (Extensions Manager: uninstall, restart, install); the file was damaged or lost."


def check_weights(folder: Path = SHIPPED_WEIGHTS) -> Finding:
    """Compare the shipped networks with their checksums; networks of one's own are only named."""
    if own := os.environ.get(WEIGHTS_VARIABLE):
        return Finding("Weights", f"your own in {own}, not checked")
    expected = [line.split() for line in CHECKSUMS.read_text().splitlines()]
    wrong = [name for checksum, name in expected if checksum_of(folder / name) != checksum]
    if wrong:
        return Finding(
            "Weights", f"missing or damaged: {', '.join(wrong)}", Level.PROBLEM, f"{ADVICE} It is in {folder}."
        )
    mib = sum((folder / name).stat().st_size for _, name in expected) / 2**20
    return Finding("Weights", f"{len(expected)} networks, {mib:.0f} MiB, checksums right")
