"""What the nodule commands are given, read: wishes, places, masks and blueprints; and how they say what they did."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    import numpy as np

    from ..blueprint.blueprint import Blueprint
    from ..blueprint.nodule import Nodule
    from ..nodules.quality import NoduleQuality
    from ..population.specification import NoduleSpecification
    from ..volume import CTVolume


def wish_of(text: str | None, said: dict[str, float | int | None]) -> NoduleSpecification:
    """What a text and options ask for; an option overrules the text."""
    from pydantic import ValidationError

    from ..errors import InputError
    from ..population.specification import NoduleSpecification
    from ..population.text import parse_nodule

    wish = NoduleSpecification() if text is None else parse_nodule(text)
    try:
        wish = NoduleSpecification(**{**wish.model_dump(), **{k: v for k, v in said.items() if v is not None}})
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(f"{first['loc'][0]}: {first['msg']}, not {first['input']}.") from error
    if text is not None:
        typer.echo(f"Understood: {wish.words()}.")
    return wish


def site_of(
    ct: CTVolume, wish: NoduleSpecification, blueprint: Path | None, seed: int
) -> tuple[np.ndarray, NoduleSpecification]:
    """The voxels, bool (z, y, x), of a nodule where such nodules lie, and all that is then known of it."""
    from ..nodules.sites import propose_sites
    from ..population.specification import RATINGS

    site = propose_sites(blueprint_of(ct, blueprint), 1, wish, seed)[0]
    return site.mask, wish.model_copy(update={name: getattr(site.nodule, name) for name in RATINGS})


def blueprint_of(ct: CTVolume, blueprint: Path | None) -> Blueprint:
    """The CT's blueprint, read, or else extracted."""
    from ..blueprint.extract import extract_blueprint
    from ..blueprint.file import read_blueprint
    from ..errors import InputError

    if blueprint is None:
        return extract_blueprint(ct)
    read = read_blueprint(blueprint)
    if read.labels.shape != ct.hu.shape or not read.geometry.is_close_to(ct.geometry, 0.01):
        raise InputError(f"{blueprint} lies on another grid than the CT; extract it from this CT.")
    return read


def read_mask(path: Path, ct: CTVolume) -> np.ndarray:
    """Where a file says the nodule is, bool (z, y, x)."""
    import SimpleITK as sitk

    from ..errors import InputError
    from ..geometry import Geometry
    from ..volume import read_image

    image = read_image(path)
    mask = sitk.GetArrayFromImage(image) != 0
    if mask.shape != ct.hu.shape or not Geometry.of_image(image).is_close_to(ct.geometry, 0.01):
        raise InputError(f"{path} lies on another grid than the CT; export the segment with the CT as reference.")
    return mask


def write_segment(mask: np.ndarray, nodule: Nodule, ct: CTVolume, path: Path) -> None:
    import numpy as np

    from ..blueprint.blueprint import Blueprint
    from ..blueprint.file import write_blueprint

    write_blueprint(Blueprint(np.where(mask, nodule.label, 0).astype(np.uint8), ct.geometry, [nodule]), path)


def lps_of(ras: tuple[float, float, float]) -> tuple[float, float, float]:
    return (-ras[0], -ras[1], ras[2])


def words_of(nodule: Nodule) -> str:
    left, back, head = nodule.center_lps_mm
    kind = nodule.label.name.lower().replace("_", " ")
    return f"{nodule.diameter_mm:.1f} mm, {kind}, at R A S {-left:.1f} {-back:.1f} {head:.1f} mm"


def words_of_quality(quality: NoduleQuality) -> str:
    """Scores in a line, and what is below the bounds."""
    scores = f"found {quality.found_share:.0%}, realism {quality.realism:.2f}, core {quality.core_hu:.0f} HU"
    return f"FAILED: {'; '.join(quality.failures)} ({scores})" if quality.failures else f"Passed: {scores}"
