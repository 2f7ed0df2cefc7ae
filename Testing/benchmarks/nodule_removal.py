"""Lung drawn where a nodule was, against the lung around, and where none was, against what was there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import ndimage

from SyntheticLungCTLib.nodules.at_point import nodule_at
from SyntheticLungCTLib.nodules.judge import failures_of_removal, seam_steepness
from SyntheticLungCTLib.nodules.remove import emptied
from SyntheticLungCTLib.nodules.surroundings import Surroundings
from SyntheticLungCTLib.population.lidc import draw_nodules
from SyntheticLungCTLib.population.specification import NoduleSpecification
from SyntheticLungCTLib.volume import CTVolume
from SyntheticLungCTLib.weights import NoduleNetworks

from .nodule_twins import cases

REMOVED_MM = (6.0, 12.0, 20.0)
#: Lung around a place, in mm and HU; noise is what is finer than so many cells.
SHELL_MM, LUNG_BELOW_HU, FINE_CELLS = 8.0, -700.0, 1.5


@dataclass(frozen=True)
class Filled:
    """Lung drawn where a nodule was, or could be, against other lung: HU by which its median is off, its noise as a
    share, how much steeper than around its border is, and whether it passes the gate, and did before."""

    off_hu: float
    noise: float
    seam: float
    passes: bool
    passed: bool


def compared(networks: NoduleNetworks, place: Surroundings, seed: int, there: bool) -> Filled:
    """What is drawn in a place against what was there, or, where a nodule was, against the lung around."""
    hu, inside = emptied(networks, place, (seed, 0)), place.share > 0.5
    around = ~place.region & (ndimage.distance_transform_edt(~place.region) <= SHELL_MM) & (place.hu < LUNG_BELOW_HU)
    told = inside if there else around
    noises = [_noise(values[cells]) for values, cells in ((_fine(hu), inside), (_fine(place.hu), told))]
    off_hu = float(np.median(hu[inside]) - np.median(place.hu[told]))
    passes, passed = (not failures_of_removal(networks, one, place) for one in (hu, place.hu))
    return Filled(off_hu, noises[0] / noises[1], seam_steepness(hu, place.region), passes, passed)


def _fine(hu: np.ndarray) -> np.ndarray:
    return hu - ndimage.gaussian_filter(hu, FINE_CELLS)


def _noise(fine_hu: np.ndarray) -> float:
    """Deviation that a few vessels do not move."""
    return float(np.median(np.abs(fine_hu - np.median(fine_hu)))) + 1e-6


def filled_line(name: str, found: list[Filled]) -> str:
    off, noise, seam = (np.array([getattr(one, key) for one in found]) for key in ("off_hu", "noise", "seam"))
    return (
        f"| {name} | {np.median(off):+.0f} ({off.min():+.0f} to {off.max():+.0f}) | {np.median(noise):.2f} | "
        f"{np.median(seam):.2f} (most {seam.max():.2f}) | {sum(one.passes for one in found)} of {len(found)} | "
        f"{sum(one.passed for one in found)} |"
    )


def removal_lines(
    ct: CTVolume, points: Sequence[Sequence[float]], networks: NoduleNetworks, nodules: Path
) -> list[str]:
    lines = ["| taken out | HU, off the lung | noise, by the lung's | seam | pass at the first draw | before |"]
    lines += ["|---|---|---|---|---|---|"]
    for size in REMOVED_MM:
        found, wish = [], NoduleSpecification(diameter_mm=size)
        for seed, point in enumerate(points):
            rng = np.random.default_rng(seed)
            mask = nodule_at(ct, point, draw_nodules(rng, 1, wish)[0], rng)
            found.append(compared(networks, Surroundings.of(ct, mask, mask), seed, there=True))
        lines.append(filled_line(f"healthy lung of {size:.0f} mm", found))
    real = [case.place for case in cases(nodules) if case.held_out]
    found = [compared(networks, place, seed, there=False) for seed, place in enumerate(real)]
    return [*lines, filled_line(f"{len(real)} real nodules that no network saw", found)]
