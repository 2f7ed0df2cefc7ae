"""The arguments of the nodule commands, for what is asked for in Python; files are written to be read fast."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..population.specification import NoduleSpecification


def insert_arguments(
    ct: Path,
    output: Path,
    segment: Path,
    place: Path | Sequence[float],
    wish: NoduleSpecification,
    seed: int,
    keep_failed: bool = False,
) -> list[str]:
    """Of `nodule insert`: the CT is written to `output`, the nodule's voxels to `segment`, a .seg.nrrd.

    Args:
        place: a file of the nodule's mask, or a point in LPS mm.
        keep_failed: whether a nodule below the bounds of quality is written as well.
    """
    where = ["--mask", str(place)] if isinstance(place, Path) else _at(place)
    size = [] if wish.diameter_mm is None else ["--diameter-mm", str(wish.diameter_mm)]
    given = ["nodule", "insert", str(ct), str(output), *where]
    return [*given, *size, *_ratings(wish), "--seed", str(seed), "--mask-output", str(segment), *_ends(keep_failed)]


def remove_arguments(ct: Path, output: Path, mask: Path, seed: int, keep_failed: bool = False) -> list[str]:
    """Of `nodule remove`: the CT is written to `output`."""
    given = ["nodule", "remove", str(ct), str(output), "--mask", str(mask), "--seed", str(seed)]
    return [*given, *_ends(keep_failed)]


def grow_arguments(
    ct: Path,
    folder: Path,
    at_lps_mm: Sequence[float],
    diameters_mm: Sequence[float],
    wish: NoduleSpecification,
    seed: int,
    keep_failed: bool = False,
) -> list[str]:
    """Of `nodule grow`: a CT and a segment of each size are written to the folder, named by the size."""
    sizes = [word for size in diameters_mm for word in ("--diameter-mm", str(size))]
    given = ["nodule", "grow", str(ct), str(folder), *_at(at_lps_mm)]
    return [*given, *sizes, *_ratings(wish), "--seed", str(seed), *_ends(keep_failed)]


def _ends(keep_failed: bool) -> list[str]:
    return ["--no-compress", *(["--keep-failed"] if keep_failed else [])]


def _at(lps_mm: Sequence[float]) -> list[str]:
    left, back, head = lps_mm
    return ["--at", str(-left), str(-back), str(head)]


def _ratings(wish: NoduleSpecification) -> list[str]:
    from ..population.specification import RATINGS

    said = {name: getattr(wish, name) for name in RATINGS}
    return [word for name, value in said.items() if value is not None for word in (f"--{name}", str(value))]
