"""`synthetic-lung-ct blueprint extract | convert | check`: a blueprint from what there is, and its check."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .progress import shown_progress

if TYPE_CHECKING:
    from ..blueprint.mapping import SegmentationReading

app = typer.Typer(help="Make the map of tissues that a CT is drawn from.", no_args_is_help=True)

OUTPUT = typer.Argument(help="Where to write the blueprint, a name that ends in .seg.nrrd.", show_default=False)


@app.command()
def extract(
    ct: Annotated[Path, typer.Argument(help="A chest CT: a DICOM folder or an image file.", show_default=False)],
    output: Annotated[Path, OUTPUT],
) -> None:
    """Name the tissues of a real chest CT."""
    from ..blueprint.extract import extract_blueprint
    from ..blueprint.file import checked_name, write_blueprint
    from ..volume import read_ct

    checked_name(output)
    with shown_progress() as progress:
        progress(0.0, "Reading the CT")
        volume = read_ct(ct)
        blueprint = extract_blueprint(volume, progress=progress)
        write_blueprint(blueprint, output)
    typer.echo(f"Wrote {output}")


@app.command()
def convert(
    segmentation: Annotated[
        Path,
        typer.Argument(
            help="A .seg.nrrd, a label map (see --table), or a folder of one mask per structure.", show_default=False
        ),
    ],
    output: Annotated[Path, OUTPUT],
    table: Annotated[
        str | None,
        typer.Option(
            help="Whose numbers a label map holds: totalsegmentator, maisi, or a TotalSegmentator task such as "
            "totalsegmentator:lung_vessels. Without it, a label map holds the blueprint's own numbers."
        ),
    ] = None,
) -> None:
    """Turn a segmentation of TotalSegmentator, MAISI or Segment Editor into a blueprint."""
    from ..blueprint.file import checked_name, write_blueprint

    checked_name(output)
    reading = read_segmentation(segmentation, table)
    write_blueprint(reading.blueprint, output)
    for name, label in sorted(reading.recognised.items()):
        typer.echo(f"{name} -> {label.name.lower().replace('_', ' ')}")
    typer.echo(f"Wrote {output}; {len(reading.recognised)} segments read, {len(reading.unknown)} left out.")


@app.command()
def check(
    blueprint: Annotated[
        Path, typer.Argument(help="A blueprint or a Segment Editor's .seg.nrrd to look through.", show_default=False)
    ],
    one_lung: Annotated[str | None, typer.Option(help="Why there is only one lung, for instance 'resected'.")] = None,
) -> None:
    """Tell whether a blueprint keeps the rules of anatomy; exits with 1 when it breaks one."""
    from rich.console import Console
    from rich.table import Table

    from ..checking.anatomy import check_anatomy

    findings = check_anatomy(read_segmentation(blueprint).blueprint, one_lung)
    table = Table("rule", "found", "range", "kept", "if broken")
    for found in findings:
        kept = ("yes", "") if found.kept else ("NO", found.meaning)
        table.add_row(found.rule, f"{found.value:.3g}", f"{found.low:g} to {found.high:g}", *kept)
    Console().print(table)
    if not all(found.kept for found in findings):
        raise typer.Exit(1)


def read_segmentation(segmentation: Path, table: str | None = None) -> SegmentationReading:
    """A segmentation file, label file, layers or folder of masks, by `table`'s numbers or by the segments' names."""
    import SimpleITK as sitk

    from ..blueprint.file import read_blueprint
    from ..blueprint.layer_files import SUFFIX, read_layers
    from ..blueprint.mapping import (
        SegmentationReading,
        labels_of_label_image,
        labels_of_mask_folder,
        labels_of_segmentation_file,
    )
    from ..geometry import Geometry
    from ..volume import read_image

    if segmentation.is_dir():
        return labels_of_mask_folder(segmentation)
    if segmentation.name.endswith(SUFFIX):
        return read_layers(segmentation).reading()
    image = read_image(segmentation)
    if table is not None:
        return labels_of_label_image(sitk.GetArrayFromImage(image), Geometry.of_image(image), table)
    if any(key.startswith("Segment0_") for key in image.GetMetaDataKeys()):
        return labels_of_segmentation_file(image, str(segmentation))
    return SegmentationReading(read_blueprint(segmentation))
