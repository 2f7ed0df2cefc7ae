"""What a worker's end means, in words for the person who waited for it."""

from __future__ import annotations

import re
from collections.abc import Sequence

ERROR = "Error: "
OUT_OF_MEMORY = (
    "Memory ran out. Close other programs, or ask for a smaller chest (fewer slices, fewer pixels), and try again."
)
KILLED = (
    "The worker was ended from outside (signal {signal}), most often because memory ran out. Close other programs, or "
    "ask for a smaller chest (fewer slices, fewer pixels), and try again."
)
CRASHED = (
    "The worker crashed ({name}), as a broken installation of torch or of the graphics driver makes it do. Try again; "
    "if it stays, uninstall and install torch in 'PyTorch Utils'."
)
DISK_FULL = "The disk of the temporary folder is full. Make room, or set TMPDIR to a folder with more, and try again."
MISSING_PACKAGE = "The Python package '{name}' is not installed, or broken. Run 'Check set-up', which says what to do."
UNKNOWN = "The worker stopped with code {code}: {last}. The log tells more."
#: What the log says when the cause is known; tried in this order.
CAUSES = (
    (re.compile(r"No space left on device|not enough space on the disk|Disk quota exceeded", re.I), DISK_FULL),
    (
        re.compile(r"MemoryError|out of memory|(can't|cannot) allocate memory|failed to map segment", re.I),
        OUT_OF_MEMORY,
    ),
)
#: Exit codes by which a system tells of a crash: signals, and what Windows says of the same.
CRASHES = {-11: "SIGSEGV", -7: "SIGBUS", -6: "SIGABRT", -4: "SIGILL", 0xC0000005: "access violation"}
MISSING = re.compile(r"^ModuleNotFoundError: No module named '([^']+)'", re.M)


def explain(returncode: int, log: Sequence[str]) -> str:
    """Why a worker ended without a result, and what to do.

    Args:
        returncode: negative for a signal.
        log: the lines that it wrote.
    """
    text = "\n".join(log)
    for pattern, advice in CAUSES:
        if pattern.search(text):
            return advice
    if told := [line for line in log if line.startswith(ERROR)]:
        return told[-1].removeprefix(ERROR)
    if missing := MISSING.search(text):
        return MISSING_PACKAGE.format(name=missing[1].partition(".")[0])
    if returncode in CRASHES:
        return CRASHED.format(name=CRASHES[returncode])
    if returncode < 0:
        return KILLED.format(signal=-returncode)
    last = next((line.strip().rstrip(".") for line in reversed(log) if line.strip()), "it said nothing")
    return UNKNOWN.format(code=returncode, last=last)
