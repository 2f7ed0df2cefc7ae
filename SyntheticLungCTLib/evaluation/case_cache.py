"""Measures of CTs kept in a folder, by what is in the files: an evaluation goes on where one was stopped."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

CHUNK_BYTES = 2**20
SPACING = "spacing_zyx_mm"


def content_of(path: Path) -> str:
    """A digest of a file's bytes, or of all files in a DICOM folder in the order of their names."""
    digest = hashlib.sha256()
    for file in sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]:
        with file.open("rb") as stream:
            while chunk := stream.read(CHUNK_BYTES):
                digest.update(chunk)
    return digest.hexdigest()


class CaseCache:
    """Arrays by key, one file each, written whole or not at all.

    Args:
        folder: made when something is kept.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def load(self, key: str) -> dict[str, np.ndarray] | None:
        """What was kept; None where there is nothing, or nothing that can be read."""
        try:
            with np.load(self._path(key)) as kept:
                return dict(kept)
        except (OSError, ValueError, EOFError, BadZipFile, KeyError):
            return None

    def keep(self, key: str, arrays: dict[str, np.ndarray]) -> None:
        """Write arrays under a temporary name, then rename."""
        self.folder.mkdir(parents=True, exist_ok=True)
        temporary = self.folder / f".{key}.{os.getpid()}.npz"
        try:
            np.savez_compressed(temporary, **arrays)
            temporary.replace(self._path(key))
        finally:
            temporary.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}.npz"
