"""`synthetic-lung-ct blueprint sample | complete | add-nodules`: blueprints from little or nothing."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Annotated

import typer

from .blueprint import OUTPUT, app, read_segmentation
from .cancelling import interruptible
from .progress import shown_progress

SEED = typer.Option(help="The same seed invents the same on the same machine.")
DEVICE = typer.Option(help="cpu, cuda, cuda:1 ...; the best there is when not given.")
COMPRESS = typer.Option(help="A smaller file, or one that is read faster.")


@app.command()
def sample(
    output: Annotated[Path, OUTPUT],
    seed: Annotated[int, SEED] = 0,
    lung_volume_l: Annotated[float | None, typer.Option(help="Both lungs together.")] = None,
    width_mm: Annotated[float | None, typer.Option(help="Of both lungs together, from side to side.")] = None,
    depth_mm: Annotated[float | None, typer.Option(help="Of both lungs together, from front to back.")] = None,
    contrast: Annotated[bool, typer.Option("--contrast", help="Blood with contrast agent.")] = False,
    field_of_view_mm: Annotated[float | None, typer.Option(help="Side of the square slices, 360 if left out.")] = None,
    slice_spacing_mm: Annotated[float | None, typer.Option(help="3 if left out.")] = None,
    slices: Annotated[int | None, typer.Option(help="As many as show the lungs if left out.")] = None,
    pixels: Annotated[int | None, typer.Option(help="Along a slice's side, 512 if left out.")] = None,
    device: Annotated[str | None, DEVICE] = None,
    compress: Annotated[bool, COMPRESS] = True,
) -> None:
    """Invent a whole thorax: no patient stands behind it."""
    from ..blueprint.file import checked_name, write_blueprint
    from ..thorax.request import ThoraxRequest
    from ..thorax.sample import sample_blueprint

    checked_name(output)
    request = ThoraxRequest.checked(
        lung_volume_l=lung_volume_l,
        width_mm=width_mm,
        depth_mm=depth_mm,
        contrast=contrast,
        field_of_view_mm=field_of_view_mm,
        slice_spacing_mm=slice_spacing_mm,
        slices=slices,
        pixels=pixels,
    )
    with shown_progress() as progress, interruptible() as cancelled:
        blueprint = sample_blueprint(seed, request, device, progress, cancelled)
        write_blueprint(blueprint, output, compress)
    typer.echo(f"Wrote {output}; {len(blueprint.nodules)} nodules.")


@app.command()
def complete(
    coarse: Annotated[
        Path,
        typer.Argument(help="A segmentation of some organs: .seg.nrrd, label file or folder.", show_default=False),
    ],
    output: Annotated[Path, OUTPUT],
    seed: Annotated[int, SEED] = 0,
    contrast: Annotated[bool, typer.Option("--contrast", help="Invented blood carries contrast agent.")] = False,
    table: Annotated[str | None, typer.Option(help="As for `convert`.")] = None,
    device: Annotated[str | None, DEVICE] = None,
    compress: Annotated[bool, COMPRESS] = True,
) -> None:
    """Keep what a segmentation shows, such as the lungs, and invent the rest of the thorax."""
    from ..blueprint.file import checked_name, write_blueprint
    from ..errors import MissingTissueWarning
    from ..thorax.complete import complete_blueprint

    checked_name(output)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MissingTissueWarning)
        given = read_segmentation(coarse, table).blueprint
    with shown_progress() as progress, interruptible() as cancelled:
        completed = complete_blueprint(given, seed, contrast, device, progress, cancelled)
        write_blueprint(completed, output, compress)
    typer.echo(f"Wrote {output}")


@app.command("add-nodules")
def add_nodules_command(
    blueprint: Annotated[Path, typer.Argument(help="The blueprint to add nodules to.", show_default=False)],
    output: Annotated[Path, OUTPUT],
    seed: Annotated[int, typer.Option(help="Gives number, size, character, shape and place.")] = 0,
    count: Annotated[
        int | None, typer.Option(min=0, help="How many; one of a text, else as many as patients have, if left out.")
    ] = None,
    text: Annotated[
        str | None, typer.Option(help="As in '12 mm spiculated part-solid nodule, right upper lobe, subpleural'.")
    ] = None,
) -> None:
    """Add nodules drawn from the sizes, ratings, places and shapes that the LIDC-IDRI readers found."""
    from ..blueprint.file import checked_name, write_blueprint
    from ..population.add_nodules import add_nodules
    from ..population.text import parse_nodule

    checked_name(output)
    wish = None if text is None else parse_nodule(text)
    if wish is not None:
        typer.echo(f"Understood: {wish.words()}.")
        count = 1 if count is None else count
    before = read_segmentation(blueprint).blueprint
    after = add_nodules(before, seed, count, wish)
    write_blueprint(after, output)
    for nodule in after.nodules[len(before.nodules) :]:
        left, back, head = nodule.center_lps_mm
        typer.echo(
            f"{nodule.diameter_mm:.1f} mm, {nodule.label.name.lower().replace('_', ' ')}, "
            f"at R A S {-left:.1f} {-back:.1f} {head:.1f} mm"
        )
    typer.echo(f"Wrote {output}; {len(after.nodules) - len(before.nodules)} nodules added.")
