"""A hidden folder among a person's files, for what is not whole yet; also that of a program that died goes again."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .jobs.ownership import OWNER_FILE, is_owned, own

PREFIX = ".export-"
#: A younger folder may be about to be owned.
LEAST_AGE_S = 5.0


@contextmanager
def unfinished_folder(parent: Path) -> Iterator[Path]:
    """A new folder within another one, removed at the end; those that the dead have left there go first.

    Raises:
        OSError: when it cannot be made.
    """
    _remove_abandoned(parent)
    path, owner = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent)), None
    try:
        with suppress(OSError):  # some network drives lock nothing: there, what a killed program leaves stays
            owner = own(path)
        if owner is None:
            (path / OWNER_FILE).unlink(missing_ok=True)
        yield path
    finally:
        if owner is not None:
            owner.close()
        shutil.rmtree(path, ignore_errors=True)


def _remove_abandoned(parent: Path) -> None:
    """Remove what bears our name and our mark, which no living process holds."""
    for path in parent.glob(f"{PREFIX}*"):
        with suppress(OSError):  # gone meanwhile, or not ours to remove
            age_s = time.time() - (path / OWNER_FILE).lstat().st_mtime
            if age_s >= LEAST_AGE_S and not path.is_symlink() and not is_owned(path):
                shutil.rmtree(path)
