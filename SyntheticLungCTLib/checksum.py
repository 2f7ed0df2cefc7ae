"""SHA-256 of files, and the lists of them that `sha256sum` writes."""

from __future__ import annotations

import hashlib
from pathlib import Path

#: The list beside the files.
CHECKSUMS = "checksums.txt"


def checksum_of(file: Path) -> str:
    """SHA-256 in hexadecimal digits; empty when there is no such file."""
    if not file.is_file():
        return ""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def read_checksums(file: Path) -> dict[str, str]:
    """The checksum of each name in a list of a checksum and a file per line; empty when there is no list."""
    if not file.is_file():
        return {}
    rows = (line.split(maxsplit=1) for line in file.read_text(encoding="utf-8", errors="replace").splitlines())
    return {row[1].strip().lstrip("*").removeprefix("./"): row[0].lower() for row in rows if len(row) == 2}


def write_checksums(folder: Path, names: list[str]) -> None:
    """Write the list of some files of a folder into it."""
    lines = [f"{checksum_of(folder / name)}  {name}\n" for name in sorted(names)]
    (folder / CHECKSUMS).write_text("".join(lines), encoding="utf-8")
