"""A CT drawn again until no artefact is found in it."""

from __future__ import annotations

from collections.abc import Callable

from ..blueprint.blueprint import Blueprint
from ..errors import QualityError
from ..geometry import reoriented
from ..volume import CTVolume
from .find import Flag, find_artefacts


def drawn_without_artefacts(draw: Callable[[int], CTVolume], blueprint: Blueprint, seed: int, tries: int) -> CTVolume:
    """The first CT in which no flag is raised.

    Args:
        draw: a CT on the blueprint's grid from a seed.
        seed: the first one; each try takes the next.

    Raises:
        QualityError: when a flag is raised at each try; the message names them.
    """
    labels, geometry = reoriented(blueprint.labels, blueprint.geometry)
    raised: list[Flag] = []
    for extra in range(tries):
        ct = draw(seed + extra)
        raised = find_artefacts(reoriented(ct.hu, ct.geometry)[0], labels, geometry).raised
        if not raised:
            return ct
    found = ", ".join(f"{flag.kind} ({flag.score:.3g} {flag.unit}, bound {flag.bound:.3g})" for flag in raised)
    raise QualityError(
        f"Artefacts were found at each of {tries} tries, in the last one {found}. Check the blueprint there with "
        "`synthetic-lung-ct blueprint check`, or draw without --tries and look at what `synthetic-lung-ct artefacts` "
        "shows."
    )
