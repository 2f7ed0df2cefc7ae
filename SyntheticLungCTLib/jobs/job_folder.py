"""A temporary folder that goes when its owner goes."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path

from .ownership import OWNER_FILE, is_owned, own

PREFIX = "synthetic-lung-ct-job-"
#: A younger folder may be about to be owned.
LEAST_AGE_S = 5.0


class JobFolder:
    """A new folder among the system's temporary ones, owned by this process.

    Attributes:
        path: where it is.

    Raises:
        OSError: when it cannot be made, on a full disk for example.
    """

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX))
        try:
            self._owner = own(self.path)
        except OSError:
            shutil.rmtree(self.path, ignore_errors=True)
            raise

    def remove(self) -> None:
        """Remove the folder with all that is in it; again is no error."""
        self._owner.close()
        remove_folder(self.path)


def remove_folder(path: Path) -> None:
    """Remove a job's folder, also while a worker that is being ended still writes into it."""
    for _ in range(10):
        shutil.rmtree(path, ignore_errors=True)
        if not path.exists():
            return
        time.sleep(0.005)


def remove_abandoned(least_age_s: float = LEAST_AGE_S) -> list[Path]:
    """Remove folders of processes that died before they could, worker included. Returns what was removed."""
    removed = []
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            age_s = time.time() - max(p.stat().st_mtime for p in (path, path / OWNER_FILE) if p.exists())
        except (OSError, ValueError):  # gone meanwhile
            continue
        if age_s >= least_age_s and not is_owned(path):
            remove_folder(path)
            removed.append(path)
    return removed
