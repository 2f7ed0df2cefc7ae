"""Whether somebody vouches for a file: by its SHA-256, told or listed beside it."""

from __future__ import annotations

from pathlib import Path

from ..checksum import CHECKSUMS, checksum_of, read_checksums
from ..errors import InputError


def refuse_unless_vouched(file: Path, root: Path, given: str | None) -> None:
    """Compare a file with its checksum.

    Args:
        root: lists of checksums are looked for from here down to the file.
        given: the checksum, when somebody told it.

    Raises:
        InputError: when it is another one, or there is none.
    """
    name = file.relative_to(root).as_posix()
    expected = given or _listed(file, root)
    if expected is None:
        raise InputError(
            f"Nothing says what the SHA-256 of {name} is. Give it, or put a {CHECKSUMS} beside it, as "
            f"`sha256sum */*.safetensors > {CHECKSUMS}` writes it where the weights come from."
        )
    compare(name, checksum_of(file), expected)


def compare(name: str, found: str, expected: str) -> None:
    """Raise InputError when a checksum is another one than expected."""
    if found != expected.strip().lower():
        raise InputError(
            f"The SHA-256 of {name} is {found}, not {expected.strip().lower()}: the file is damaged or another one. "
            "Get it again, or ask for the right checksum; nothing was imported."
        )


def _listed(file: Path, root: Path) -> str | None:
    for folder in file.parents:
        if expected := read_checksums(folder / CHECKSUMS).get(file.relative_to(folder).as_posix()):
            return expected
        if folder == root:
            return None
    return None
