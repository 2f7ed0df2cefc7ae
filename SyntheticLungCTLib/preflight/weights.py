"""The trained networks' files: there, and whole."""

from __future__ import annotations

import os
from pathlib import Path

from ..checksum import CHECKSUMS, checksum_of, read_checksums
from ..weights import SHIPPED_WEIGHTS, WEIGHTS_VARIABLE
from .finding import Finding, Level

ADVICE = "Install the extension again (Extensions Manager: uninstall, restart, install); the file was damaged or lost."
OWN_ADVICE = "Remove these weights and import them again, or choose the shipped ones."


def check_weights(folder: Path = SHIPPED_WEIGHTS) -> Finding:
    """Compare networks with their checksums: the shipped ones, or those of one's own that are in use."""
    own = os.environ.get(WEIGHTS_VARIABLE)
    folder = Path(own) if own else folder
    expected = read_checksums((folder if own else SHIPPED_WEIGHTS) / CHECKSUMS)
    if own and not expected:
        return Finding("Weights", f"your own in {own}, not checked")
    wrong = [name for name, checksum in expected.items() if checksum_of(folder / name) != checksum]
    if wrong:
        advice = f"{OWN_ADVICE if own else ADVICE} It is in {folder}."
        return Finding("Weights", f"missing or damaged: {', '.join(wrong)}", Level.PROBLEM, advice)
    mib = sum((folder / name).stat().st_size for name in expected) / 2**20
    whose = f"your own in {own}: " if own else ""
    networks = len({Path(name).parts[0] for name in expected})
    return Finding("Weights", f"{whose}{networks} networks, {mib:.0f} MiB, checksums right")
