"""Whether a nodule becomes what was asked for: rating by rating, measured without the generator's help.

What is measured is the CT that is handed out, on cells of 1 mm, not what was drawn on them before it became slices.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from scipy.stats import spearmanr

from SyntheticLungCTLib.blueprint.nodule import Nodule
from SyntheticLungCTLib.errors import InputError
from SyntheticLungCTLib.nodules.at_point import nodule_at
from SyntheticLungCTLib.nodules.insert import drawn_in
from SyntheticLungCTLib.nodules.judge import judged
from SyntheticLungCTLib.nodules.measuring.found_again import REACH_MM, found_again
from SyntheticLungCTLib.nodules.measuring.measures import CHOSEN, descriptors
from SyntheticLungCTLib.nodules.surroundings import Surroundings, changed
from SyntheticLungCTLib.population.lidc import DrawnNodule, draw_nodules
from SyntheticLungCTLib.population.specification import RATINGS, NoduleSpecification
from SyntheticLungCTLib.volume import CTVolume
from SyntheticLungCTLib.weights import NoduleNetworks

#: What is asked for in turn; the diameter alone, or one rating of nodules that are large enough to show it.
DIAMETERS_MM, RATED_MM = (3.0, 4.0, 5.0, 6.0, 8.0, 12.0, 18.0, 25.0, 30.0), (8.0, 20.0)
#: How much more than learned a rating acts when it is asked for, see `inpainted`.
GUIDANCE = 1.5
#: Tried for each nodule.
PLACES = 10
#: Told beside the measure that was chosen, see `measure_real_nodules`: what the outline alone says.
BY_OUTLINE, OUTLINE = "spiculation, by the outline alone", "spike_energy"
Place = Callable[[np.random.Generator], tuple[float, float, float]]


def wishes(rng: np.random.Generator, each: int) -> Iterator[tuple[str, float, NoduleSpecification]]:
    """What is asked for, its value, and the whole wish; so many of each value."""
    for _ in range(each):
        for diameter_mm in DIAMETERS_MM:
            yield "diameter_mm", diameter_mm, NoduleSpecification(diameter_mm=diameter_mm)
        for name in RATINGS:
            for rating in range(1, 6):
                size = float(rng.uniform(*RATED_MM))
                yield name, rating, NoduleSpecification(diameter_mm=size, **{name: rating})


@dataclass(frozen=True)
class Control:
    """A nodule: the value asked for, what is measured in the mask as drawn and in the mask found again, NaN where
    there is nothing to measure, and whether it passes the gate."""

    asked: float
    drawn: float
    again: float
    passes: bool


def controlled(
    ct: CTVolume, place: Place, networks: NoduleNetworks, each: int, seed: int = 0
) -> dict[str, list[Control]]:
    """By what was asked for, the nodules that were drawn once each."""
    rng = np.random.default_rng(seed)
    rows: dict[str, list[Control]] = {}
    for number, (name, asked, wish) in enumerate(wishes(rng, each)):
        hu, shown, nodule = _drawn(ct, place, networks, wish, name, (seed, number))
        passes = not judged(networks, hu, shown, nodule).failures
        # In thick slices less is left of what is finer than they are.
        handed_out = shown.crop.read(changed(ct, shown.crop, hu - shown.hu, {}).hu)
        # The smallest fill no cell by half.
        mask = shown.share > 0.5 * shown.share.max()
        again = found_again(networks.segmenter, handed_out, mask, nodule.diameter_mm) & reached(mask)
        own, found = measured(hu, mask), measured(handed_out, again)
        for key, descriptor in told(name).items():
            values = (one.get(descriptor, float("nan")) for one in (own, found))
            rows.setdefault(key, []).append(Control(asked, *values, passes))
    return rows


def told(name: str) -> dict[str, str]:
    """What is told of a diameter or rating, and the descriptor for it."""
    return {name: CHOSEN[name], **({BY_OUTLINE: OUTLINE} if name == "spiculation" else {})}


def _drawn(
    ct: CTVolume, place: Place, networks: NoduleNetworks, wish: NoduleSpecification, name: str, stream: tuple[int, int]
) -> tuple[np.ndarray, Surroundings, Nodule]:
    rng = np.random.default_rng(stream)
    drawn = draw_nodules(rng, 1, wish)[0]
    point, mask = _room(ct, place, drawn, rng)
    shown = Surroundings.of(ct, mask, mask)
    guidance = {name: GUIDANCE} if name in RATINGS else None
    rated = dict(zip(RATINGS, drawn.ratings, strict=True))
    nodule = Nodule(center_lps_mm=point, diameter_mm=drawn.diameter_mm, **rated)
    return drawn_in(networks, shown, drawn.ratings, stream, guidance), shown, nodule


def reached(mask: np.ndarray) -> np.ndarray:
    """All that is about as near to the nodule's middle as it reaches; beyond, a vessel that it lies at goes on."""
    cells = np.argwhere(mask)
    middle = cells.mean(axis=0)
    away = np.linalg.norm(np.moveaxis(np.indices(mask.shape), 0, -1) - middle, axis=-1)
    return away <= np.linalg.norm(cells - middle, axis=1).max() + REACH_MM


def _room(
    ct: CTVolume, place: Place, drawn: DrawnNodule, rng: np.random.Generator
) -> tuple[tuple[float, float, float], np.ndarray]:
    """The first of some places that has room for the nodule, and its mask there."""
    for _ in range(PLACES):
        point = place(rng)
        with suppress(InputError):
            return point, nodule_at(ct, point, drawn, rng)
    raise InputError(f"At none of {PLACES} places is there room for {drawn.diameter_mm:.0f} mm.")


def measured(hu: np.ndarray, mask: np.ndarray) -> dict[str, float]:
    """All descriptors; none where there is nothing to measure."""
    try:
        return descriptors(hu, mask)
    except InputError:
        return {}


def correlations(rows: list[Control]) -> tuple[float, float, int]:
    """Spearman correlation of what was asked with each of the two measurements; how many were found again."""
    asked, own, again = np.array([(row.asked, row.drawn, row.again) for row in rows]).T
    seen = np.isfinite(again)
    return (
        float(spearmanr(asked, own, nan_policy="omit").statistic),
        float(spearmanr(asked[seen], again[seen]).statistic),
        int(seen.sum()),
    )


def by_diameter(rows: list[Control]) -> list[str]:
    """A line for each diameter asked for: how many are found again and pass, and how far off they are."""
    lines = [
        "| asked for | found again | pass the gate at once | off, as drawn | off, found again |",
        "|---|---|---|---|---|",
    ]
    for size in DIAMETERS_MM:
        own = [row for row in rows if row.asked == size]
        again = [row.again for row in own if np.isfinite(row.again)]
        off = f"{np.median(np.abs(np.array(again) / size - 1)):.0%}" if again else "-"
        drawn = np.nanmedian([abs(row.drawn / size - 1) for row in own])
        passed = sum(row.passes for row in own)
        lines.append(f"| {size:.0f} mm | {len(again)} of {len(own)} | {passed} | {drawn:.0%} | {off} |")
    return lines
