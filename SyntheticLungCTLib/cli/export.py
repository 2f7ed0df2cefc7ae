"""`synthetic-lung-ct export`: a synthetic CT as files for others."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .cancelling import interruptible
from .progress import shown_progress


def export(
    ct: Annotated[Path, typer.Argument(help="The CT, with its provenance in the header: .nrrd.", show_default=False)],
    folder: Annotated[Path, typer.Argument(help="Where to; files that are there stay.", show_default=False)],
    name: Annotated[str, typer.Option(help="What the files are called, after SYNTHETIC.", show_default=False)],
    segments: Annotated[
        Path | None, typer.Option(help="A .layers.json, as the panel hands it over.", show_default=False)
    ] = None,
    suffix: Annotated[str, typer.Option(help="File type of the CT: .nrrd or .nii.gz.")] = ".nrrd",
) -> None:
    """Write a synthetic CT, its segments and its provenance into a folder: all of them, or none."""
    from ..blueprint.layer_files import read_layers
    from ..result_files import ResultFiles, write_result
    from ..volume import read_ct

    files = ResultFiles(folder, name, suffix, segments is not None)
    files.check()
    with shown_progress() as progress, interruptible() as cancelled:
        progress(0.0, "Reading the CT")
        layers = None if segments is None else read_layers(segments)
        for path in write_result(read_ct(ct), layers, files, progress, cancelled):
            typer.echo(f"Wrote {path}")
