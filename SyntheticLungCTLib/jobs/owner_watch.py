"""A worker's own eye on the process that started it: it does not outlive it."""

from __future__ import annotations

import atexit
import os
import signal
import threading
import time
from pathlib import Path

from .job_folder import remove_folder
from .ownership import is_owned

EVERY_S = 0.5


def end_with_owner(folder: Path) -> None:
    """From now on, end this process and remove the folder as soon as nobody owns the folder any more."""
    atexit.register(_leave, folder)
    threading.Thread(target=_watch, args=(folder,), name="owner watch", daemon=True).start()


def _leave(folder: Path) -> None:
    """A worker may end before it has seen that its owner died, as nobody reads what it prints."""
    if not is_owned(folder):
        remove_folder(folder)


def _watch(folder: Path) -> None:
    while is_owned(folder):
        time.sleep(EVERY_S)
    remove_folder(folder)
    if os.name != "nt" and os.getpgrp() == os.getpid():
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(1)
