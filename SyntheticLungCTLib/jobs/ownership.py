"""Whose folder is it: a file in it that its owner keeps locked, which the system lets go of when the owner dies."""

from __future__ import annotations

import os
from io import FileIO
from pathlib import Path

OWNER_FILE = "owner.lock"


def own(folder: Path) -> FileIO:
    """Lock a folder's owner file, made where there is none. The folder is owned until what is returned is closed.

    Raises:
        OSError: when somebody else owns it.
    """
    file = FileIO(folder / OWNER_FILE, "a+")
    try:
        _lock(file)
    except OSError:
        file.close()
        raise
    return file


def is_owned(folder: Path) -> bool:
    """Whether a living process owns the folder."""
    try:
        file = FileIO(folder / OWNER_FILE, "r+")
    except FileNotFoundError:
        return False
    except PermissionError:  # another user's
        return True
    with file:
        try:
            _lock(file)
        except OSError:
            return True
    return False


def _lock(file: FileIO) -> None:
    """Lock for this process, without waiting; raises OSError where another one has."""
    if os.name == "nt":
        import msvcrt

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
