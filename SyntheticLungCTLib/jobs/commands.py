"""The arguments of the command line, for what is asked for in Python."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..thorax.request import ThoraxRequest


def sample_arguments(output: Path, seed: int, request: ThoraxRequest) -> list[str]:
    """Of `blueprint sample`: an invented thorax, written to `output`."""
    wishes: list[str] = []
    for name, value in request.model_dump(exclude_none=True).items():
        option = f"--{name.replace('_', '-')}"
        wishes += ([option] if value else []) if isinstance(value, bool) else [option, str(value)]
    return ["blueprint", "sample", str(output), "--seed", str(seed), *wishes]


def complete_arguments(given: Path, output: Path, seed: int, contrast: bool) -> list[str]:
    """Of `blueprint complete`: what is given, and the rest of a thorax around it, written to `output`."""
    return [
        "blueprint",
        "complete",
        str(given),
        str(output),
        "--seed",
        str(seed),
        *(["--contrast"] if contrast else []),
    ]


def generate_arguments(blueprint: Path, output: Path, seed: int, steps: int | None) -> list[str]:
    """Of `generate`: a CT drawn from a blueprint file, its look included, written to `output` to be read fast."""
    wishes = ["--steps", str(steps)] if steps else []
    return ["generate", str(blueprint), str(output), "--seed", str(seed), "--no-compress", *wishes]
