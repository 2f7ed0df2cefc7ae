"""What a clone of the repository holds, and how large it is."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

LICENCE = re.compile(r"Apache License\s+Version 2\.0|MIT License")
LARGEST_CLONE_BYTES = 100 * 10**6


def licence_is_permissive(root: Path) -> Iterator[str]:
    licence = root / "LICENSE.txt"
    if not licence.is_file() or not LICENCE.search(licence.read_text(encoding="utf-8")):
        yield "Put the text of Apache-2.0 or MIT into LICENSE.txt at the top level."


def no_old_description_file(root: Path) -> Iterator[str]:
    for path in _own_files(root):
        if path.suffix == ".s4ext":
            yield f"Remove {path}; Slicer writes such files itself, the catalogue entry is a .json."


def clone_is_small(root: Path) -> Iterator[str]:
    """Measured on a real clone, as what was deleted stays in its history."""
    try:
        # A local clone, made of links, takes no time; one as over a network packs, so it can only be smaller.
        size = _clone_bytes(root, "--local")
        if size > LARGEST_CLONE_BYTES:
            size = _clone_bytes(root, "--no-local")
    except subprocess.CalledProcessError as error:
        yield f"The repository could not be cloned ({error.stderr.strip()}); run this in a git working tree."
        return
    if size > LARGEST_CLONE_BYTES:
        yield (
            f"A clone with its history takes {size / 1e6:.0f} MB, more than {LARGEST_CLONE_BYTES / 1e6:g}: remove "
            "large files, weights that were replaced for example, from the history (git filter-repo)."
        )


def _clone_bytes(root: Path, how: str) -> int:
    with tempfile.TemporaryDirectory() as folder:
        command = ["git", "clone", "--quiet", how, str(root), folder]
        subprocess.run(command, capture_output=True, text=True, check=True)
        return sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())


def _own_files(root: Path) -> list[Path]:
    """What is committed, or would be."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    outcome = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    return [Path(name) for name in outcome.stdout.split("\0") if name]
