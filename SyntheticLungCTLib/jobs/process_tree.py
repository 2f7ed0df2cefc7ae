"""A process with all that it starts, begun without a window and ended as one."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence


def start_tree(command: Sequence[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start a process as the root of a tree of its own.

    Its standard output and error come through one pipe, which is read without waiting; it has no standard input.

    Raises:
        OSError: when it cannot be started.
    """
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # exists on Windows only
    process = subprocess.Popen(
        command,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        bufsize=0,
        start_new_session=True,
        creationflags=flags,
    )
    os.set_blocking(process.stdout.fileno(), False)  # pipes of Windows: from Python 3.12 on, which Slicer has
    return process


def kill_tree(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that it started at once; no error when they have ended."""
    if os.name == "nt":
        subprocess.run(["taskkill", "/T", "/F", "/PID", str(process.pid)], capture_output=True, check=False)
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
