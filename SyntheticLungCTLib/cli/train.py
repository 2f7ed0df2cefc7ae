"""`synthetic-lung-ct train`: train the networks on one's own CTs."""

from __future__ import annotations

from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from .reporting import INTERRUPTED


class Network(StrEnum):
    """What can be trained; the generator needs a trained VQ-VAE, the adversary an inpainter and a segmenter."""

    VQVAE = "vqvae"
    GENERATOR = "generator"
    THORAX = "thorax"
    THORAX_UPSCALER = "thorax_upscaler"
    NODULE_INPAINTER = "nodule_inpainter"
    NODULE_SEGMENTER = "nodule_segmenter"
    NODULE_ADVERSARY = "nodule_adversary"
    SLICE_ENCODER = "slice_encoder"


def train(
    network: Annotated[
        Network, typer.Argument(help="Train the VQ-VAE before the generator; the thorax networks invent blueprints.")
    ],
    config: Annotated[str, typer.Option(help="A .toml file, or a shipped one: cpu-small, gpu-base.")] = "cpu-small",
    resume: Annotated[bool, typer.Option("--resume", help="Go on from the last checkpoint.")] = False,
    data: Annotated[Path | None, typer.Option(help="Folder of the CTs, instead of the configuration's.")] = None,
    output: Annotated[Path | None, typer.Option(help="Folder of the weights, instead of the configuration's.")] = None,
) -> None:
    """Train one of the networks."""
    from ..errors import InputError
    from ..training.config import load_config

    settings = load_config(config)
    if data is not None:
        if not data.is_dir():
            raise InputError(f"{data} is no folder; --data is the folder that holds the CTs.")
        settings.data.folder = data
    if output is not None and getattr(settings, network.value) is not None:
        getattr(settings, network.value).output = output
    run = import_module(f"..training.{network.value}", __package__).train
    try:
        run(settings, resume=resume)
    except KeyboardInterrupt:
        typer.echo("Stopped; go on from the last checkpoint with --resume.", err=True)
        raise typer.Exit(INTERRUPTED) from None
