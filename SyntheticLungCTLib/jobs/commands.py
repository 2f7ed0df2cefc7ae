"""The arguments of the command line, for what is asked for in Python; files are written to be read fast."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..result_files import ResultFiles
    from ..thorax.request import ThoraxRequest


def sample_arguments(output: Path, seed: int, request: ThoraxRequest) -> list[str]:
    """Of `blueprint sample`: an invented thorax, written to `output`."""
    wishes: list[str] = []
    for name, value in request.model_dump(exclude_none=True).items():
        option = f"--{name.replace('_', '-')}"
        wishes += ([option] if value else []) if isinstance(value, bool) else [option, str(value)]
    return ["blueprint", "sample", str(output), "--seed", str(seed), *wishes, "--no-compress"]


def complete_arguments(given: Path, output: Path, seed: int, contrast: bool) -> list[str]:
    """Of `blueprint complete`: what is given, and the rest of a thorax around it, written to `output`."""
    return [
        "blueprint",
        "complete",
        str(given),
        str(output),
        "--seed",
        str(seed),
        "--no-compress",
        *(["--contrast"] if contrast else []),
    ]


def generate_arguments(given: Path, output: Path, blueprint: Path, seed: int, steps: int | None) -> list[str]:
    """Of `generate`: a CT drawn from what is given, its look included, written to `output`, its map to `blueprint`."""
    wishes = ["--steps", str(steps)] if steps else []
    files = [str(given), str(output), "--blueprint-output", str(blueprint)]
    return ["generate", *files, "--seed", str(seed), "--no-compress", *wishes]


def export_arguments(ct: Path, segments: Path | None, files: ResultFiles) -> list[str]:
    """Of `export`: a CT and the layers of its segments, written as `files` says."""
    given = [] if segments is None else ["--segments", str(segments)]
    return ["export", str(ct), str(files.folder.absolute()), f"--name={files.name}", "--suffix", files.suffix, *given]
