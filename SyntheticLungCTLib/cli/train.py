"""`synthetic-lung-ct train`: train the networks on one's own CTs."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from .reporting import INTERRUPTED


class Network(StrEnum):
    """What can be trained; the generator needs a trained VQ-VAE."""

    VQVAE = "vqvae"
    GENERATOR = "generator"


def train(
    network: Annotated[Network, typer.Argument(help="Train the VQ-VAE first, the generator second.")],
    config: Annotated[str, typer.Option(help="A .toml file, or a shipped one: cpu-small, gpu-base.")] = "cpu-small",
    resume: Annotated[bool, typer.Option("--resume", help="Go on from the last checkpoint.")] = False,
    data: Annotated[Path | None, typer.Option(help="Folder of the CTs, instead of the configuration's.")] = None,
    output: Annotated[Path | None, typer.Option(help="Folder of the weights, instead of the configuration's.")] = None,
) -> None:
    """Train the VQ-VAE or the generator."""
    from ..errors import InputError
    from ..training.config import load_config

    settings = load_config(config)
    if data is not None:
        if not data.is_dir():
            raise InputError(f"{data} is no folder; --data is the folder that holds the CTs.")
        settings.data.folder = data
    if output is not None:
        getattr(settings, network.value).output = output
    if network is Network.VQVAE:
        from ..training.vqvae import train as run
    else:
        from ..training.generator import train as run
    try:
        run(settings, resume=resume)
    except KeyboardInterrupt:
        typer.echo("Stopped; go on from the last checkpoint with --resume.", err=True)
        raise typer.Exit(INTERRUPTED) from None
