"""`synthetic-lung-ct nodule insert | remove | grow | sites | batch`: nodules in a CT."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .nodule_input import blueprint_of, lps_of, read_mask, site_of, wish_of, words_of, words_of_quality, write_segment
from .nodule_serve import serve
from .progress import shown_progress

app = typer.Typer(help="Put nodules into a CT, take them out, let them grow.", no_args_is_help=True)
app.command()(serve)

CT = typer.Argument(help="A chest CT: a DICOM folder or an image file.", show_default=False)
OUTPUT = typer.Argument(help="Where to write the CT: .nrrd, .nii, .nii.gz or .mha.", show_default=False)
AT = typer.Option(help="The nodule's middle: R A S in mm, as Slicer shows it.")
MASK = typer.Option(help="The nodule's voxels on the CT's grid: a .seg.nrrd, or an image that is not 0 there.")
TEXT = typer.Option(help="As in '12 mm spiculated part-solid nodule, right upper lobe, touching the pleura'.")
SEED = typer.Option(help="The same seed draws the same nodule.")
MAP = typer.Option("--blueprint", help="The CT's blueprint, if it is there; extracting one takes about half a minute.")
DIAMETER = typer.Option(help="Of the sphere of equal volume.")
KEEP = typer.Option("--keep-failed", help="Write also what stays below the bounds of quality.")
COMPRESS = typer.Option(help="Smaller files, or ones that are read faster.")
RATING = typer.Option(min=1, max=5, help="As readers of LIDC-IDRI rate it, 1 to 5.")


@app.command()
def insert(
    ct: Annotated[Path, CT],
    output: Annotated[Path, OUTPUT],
    at: Annotated[tuple[float, float, float] | None, AT] = None,
    mask: Annotated[Path | None, MASK] = None,
    text: Annotated[str | None, TEXT] = None,
    diameter_mm: Annotated[float | None, DIAMETER] = None,
    sphericity: Annotated[int | None, RATING] = None,
    margin: Annotated[int | None, RATING] = None,
    lobulation: Annotated[int | None, RATING] = None,
    spiculation: Annotated[int | None, RATING] = None,
    texture: Annotated[int | None, RATING] = None,
    seed: Annotated[int, SEED] = 0,
    blueprint: Annotated[Path | None, MAP] = None,
    mask_output: Annotated[Path | None, typer.Option(help="The nodule's segment, a .seg.nrrd.")] = None,
    keep_failed: Annotated[bool, KEEP] = False,
    compress: Annotated[bool, COMPRESS] = True,
) -> None:
    """Put a nodule in: at a point, in the shape of a mask, or where such nodules lie."""
    from ..errors import InputError
    from ..nodules.insert import insert_nodule, insert_nodule_at
    from ..volume import checked_suffix, read_ct, write_ct

    checked_suffix(output)
    if at is not None and mask is not None:
        raise InputError("Give either a point (--at) or a mask (--mask), not both.")
    ratings = {"sphericity": sphericity, "margin": margin, "lobulation": lobulation, "spiculation": spiculation}
    wish = wish_of(text, {"diameter_mm": diameter_mm, "texture": texture, **ratings})
    with shown_progress() as progress:
        progress(0.0, "Reading the CT")
        volume = read_ct(ct)
        progress(0.2, "Drawing the nodule")
        if at is not None:
            inserted = insert_nodule_at(volume, lps_of(at), wish, seed, keep_failed=keep_failed)
        else:
            given = mask is not None
            voxels, wish = (read_mask(mask, volume), wish) if given else site_of(volume, wish, blueprint, seed)
            inserted = insert_nodule(volume, voxels, wish, seed, keep_failed=keep_failed)
        progress(0.9, "Writing")
        write_ct(inserted.ct, output, compress)
        if mask_output is not None:
            write_segment(inserted.mask, inserted.nodule, inserted.ct, mask_output)
    typer.echo(f"{words_of(inserted.nodule)}\n{words_of_quality(inserted.quality)}\nWrote {output}")


@app.command()
def remove(
    ct: Annotated[Path, CT],
    output: Annotated[Path, OUTPUT],
    mask: Annotated[Path, MASK],
    seed: Annotated[int, SEED] = 0,
    keep_failed: Annotated[bool, KEEP] = False,
    compress: Annotated[bool, COMPRESS] = True,
) -> None:
    """Take a nodule out: lung is drawn where it was."""
    from ..nodules.remove import remove_nodule
    from ..volume import checked_suffix, read_ct, write_ct

    checked_suffix(output)
    with shown_progress() as progress:
        progress(0.0, "Reading the CT")
        volume = read_ct(ct)
        progress(0.2, "Drawing lung")
        removed = remove_nodule(volume, read_mask(mask, volume), seed, keep_failed=keep_failed)
        progress(0.9, "Writing")
        write_ct(removed, output, compress)
    typer.echo(f"Wrote {output}")


@app.command()
def grow(
    ct: Annotated[Path, CT],
    folder: Annotated[Path, typer.Argument(help="Where to write a CT for each diameter.", show_default=False)],
    at: Annotated[tuple[float, float, float], AT],
    diameter_mm: Annotated[list[float], typer.Option(help="Once for each size, such as 6, 8 and 11.")],
    text: Annotated[str | None, TEXT] = None,
    sphericity: Annotated[int | None, RATING] = None,
    margin: Annotated[int | None, RATING] = None,
    lobulation: Annotated[int | None, RATING] = None,
    spiculation: Annotated[int | None, RATING] = None,
    texture: Annotated[int | None, RATING] = None,
    seed: Annotated[int, SEED] = 0,
    keep_failed: Annotated[bool, KEEP] = False,
    compress: Annotated[bool, COMPRESS] = True,
) -> None:
    """Draw one nodule at several sizes, each into its own copy of the CT."""
    import numpy as np

    from ..nodules.grow import grow_nodule
    from ..population.lidc import draw_nodules
    from ..volume import read_ct, write_ct

    volume = read_ct(ct)
    ratings = {"sphericity": sphericity, "margin": margin, "lobulation": lobulation, "spiculation": spiculation}
    wish = wish_of(text, {"diameter_mm": max(diameter_mm), "texture": texture, **ratings})
    drawn = draw_nodules(np.random.default_rng(seed), 1, wish)[0]
    with shown_progress() as progress:
        progress(0.1, "Drawing the nodule at each size")
        series = grow_nodule(volume, lps_of(at), sorted(diameter_mm), drawn, seed, keep_failed=keep_failed)
    for inserted in series:
        name = f"{inserted.nodule.diameter_mm:04.1f}mm"
        write_ct(inserted.ct, folder / f"{name}.nrrd", compress)
        write_segment(inserted.mask, inserted.nodule, inserted.ct, folder / f"{name}.seg.nrrd")
        typer.echo(words_of(inserted.nodule))
    typer.echo(f"Wrote {folder}")


@app.command()
def sites(
    ct: Annotated[Path, CT],
    count: Annotated[int, typer.Option(min=1, help="How many places.")] = 5,
    text: Annotated[str | None, TEXT] = None,
    seed: Annotated[int, SEED] = 0,
    blueprint: Annotated[Path | None, MAP] = None,
) -> None:
    """Say where nodules could lie, drawn from where they lie in patients."""
    from ..nodules.sites import propose_sites
    from ..volume import read_ct

    for site in propose_sites(blueprint_of(read_ct(ct), blueprint), count, wish_of(text, {}), seed):
        typer.echo(words_of(site.nodule))


@app.command()
def batch(
    folder: Annotated[Path, typer.Argument(help="Holds chest CTs: image files, DICOM folders.", show_default=False)],
    output: Annotated[Path, typer.Argument(help="Gets a folder for each CT.", show_default=False)],
    count: Annotated[int, typer.Option(min=1, help="Nodules in each CT.")] = 1,
    text: Annotated[str | None, TEXT] = None,
    seed: Annotated[int, SEED] = 0,
    keep_failed: Annotated[bool, KEEP] = False,
) -> None:
    """Put nodules into every CT of a folder; goes on where it was stopped, and counts what was turned away."""
    from ..nodules.batch import Batch, cts_in, insert_into_all

    wish = wish_of(text, {})
    with shown_progress() as progress:
        counts = insert_into_all(cts_in(folder), output, Batch(count, wish, seed, keep_failed), progress)
    for stratum, found in sorted(counts.items()):
        typer.echo(f"{stratum}: {found['kept']} of {found['wished']} kept, {found['rejected']} draws turned away")
    typer.echo(f"Wrote {output}")
