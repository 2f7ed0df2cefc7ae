"""`synthetic-lung-ct info`: what this installation is and what it can run on."""

from __future__ import annotations

import os
import platform
from importlib import metadata, util

import typer

PACKAGES = ("numpy", "scipy", "SimpleITK", "scikit-image", "torch", "diffusers", "monai")


def info() -> None:
    """Say which versions, devices and memory there are; put this into a bug report."""
    from .. import __version__

    typer.echo(f"synthetic-lung-ct {__version__}")
    typer.echo(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}")
    for package in PACKAGES:
        typer.echo(f"{package} {_version(package)}")
    typer.echo(f"CPU: {os.cpu_count()} cores, {_memory()}")
    for line in _devices():
        typer.echo(line)


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"


def _memory() -> str:
    try:
        return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.1f} GiB memory"
    except (AttributeError, ValueError, OSError):
        return "memory unknown"


def _devices() -> list[str]:
    if util.find_spec("torch") is None:
        return ["GPU: unknown, because torch is not installed; `make setup` or `pip install torch` does."]
    import torch

    if not torch.cuda.is_available():
        return ["GPU: none that torch can use; CTs are drawn on the CPU."]
    gpus = [torch.cuda.get_device_properties(index) for index in range(torch.cuda.device_count())]
    return [f"GPU cuda:{i}: {gpu.name}, {gpu.total_memory / 2**30:.1f} GiB" for i, gpu in enumerate(gpus)]
