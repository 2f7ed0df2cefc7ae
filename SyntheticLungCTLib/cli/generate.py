"""`synthetic-lung-ct generate`: draw a CT from a blueprint."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .cancelling import interruptible
from .progress import shown_progress

if TYPE_CHECKING:
    from ..generation.variance_split import VarianceSplit
    from ..volume import CTVolume


def generate(
    blueprint: Annotated[
        Path,
        typer.Argument(help="A label file, a .seg.nrrd or a Slicer scene (.mrml, .mrb).", show_default=False),
    ],
    output: Annotated[
        Path, typer.Argument(help="Where to write the CT: .nrrd, .nii, .nii.gz or .mha.", show_default=False)
    ],
    seed: Annotated[int, typer.Option(help="The same seed draws the same CT.")] = 0,
    steps: Annotated[int | None, typer.Option(min=1, help="Sampling steps; fewer are faster and rougher.")] = None,
    device: Annotated[str | None, typer.Option(help="cpu, cuda, cuda:1 ...; the best there is when not given.")] = None,
    threads: Annotated[int | None, typer.Option(min=1, help="CPU threads; all cores when not given.")] = None,
    compress: Annotated[bool, typer.Option(help="A smaller file, or one that is read faster.")] = True,
    blueprint_output: Annotated[
        Path | None, typer.Option(help="Write also the map that was drawn from, a .seg.nrrd.", show_default=False)
    ] = None,
    segmentation: Annotated[
        str | None, typer.Option(help="Name of the segmentation, when the scene has several.")
    ] = None,
    tries: Annotated[
        int | None,
        typer.Option(min=1, help="Look for artefacts, and draw again with the next seed at most so often."),
    ] = None,
    uncertainty: Annotated[
        int | None,
        typer.Option(
            min=2,
            help="Draw with so many seeds by each generator, and write beside the CT how much they differ, in HU.",
        ),
    ] = None,
) -> None:
    """Draw a synthetic chest CT from a blueprint."""
    from ..artefacts.gate import drawn_without_artefacts
    from ..blueprint.file import checked_name, write_blueprint
    from ..blueprint.scene_file import read_blueprint_or_scene
    from ..checking.tissue_statistics import note_statistics
    from ..volume import checked_suffix, write_ct

    checked_suffix(output)
    if blueprint_output is not None:
        checked_name(blueprint_output)
    read = read_blueprint_or_scene(blueprint, segmentation)

    from ..generation.pipeline import generate_ct
    from ..generation.uncertainty import draw_uncertainty, write_uncertainty

    _check_device(device)
    with shown_progress() as progress, interruptible() as cancelled:

        def draw(seed: int) -> CTVolume:
            return generate_ct(
                read, seed=seed, steps=steps, device=device, threads=threads, progress=progress, cancelled=cancelled
            )

        ct = draw(seed) if tries is None else drawn_without_artefacts(draw, read, seed, tries)
        note_statistics(ct, read)
        write_ct(ct, output, compress)
        if blueprint_output is not None:
            write_blueprint(read, blueprint_output, compress)
        typer.echo(f"Wrote {output}")
        if uncertainty is not None:
            split = draw_uncertainty(read, range(seed, seed + uncertainty), steps, device, progress, cancelled)
            _tell_uncertainty(split, write_uncertainty(split, read, output))


def _tell_uncertainty(split: VarianceSplit, written: list[Path]) -> None:
    typer.echo(f"Wrote {', '.join(str(path) for path in written)}")
    if split.epistemic is None:
        typer.echo("One generator cannot tell what models disagree on; others go into its folder's `snapshots/`.")


def _check_device(device: str | None) -> None:
    """Refuse a device that is not there, rather than fall back to another one in silence."""
    import torch

    from ..errors import InputError

    if device is None:
        return
    try:
        torch.empty(0, device=device)
    except (RuntimeError, AssertionError) as error:
        reason = str(error).splitlines()[0]
        raise InputError(f"Device '{device}' cannot be used ({reason}); see `synthetic-lung-ct info`.") from error
