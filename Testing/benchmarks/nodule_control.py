"""Whether a nodule becomes what was asked for: rating by rating, measured without the generator's help."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from scipy.stats import spearmanr

from SyntheticLungCTLib.errors import InputError
from SyntheticLungCTLib.nodules.at_point import nodule_at
from SyntheticLungCTLib.nodules.insert import drawn_in
from SyntheticLungCTLib.nodules.measuring.found_again import found_again
from SyntheticLungCTLib.nodules.measuring.measures import NoduleMeasures, measure_nodule
from SyntheticLungCTLib.nodules.surroundings import Surroundings
from SyntheticLungCTLib.population.lidc import draw_nodules
from SyntheticLungCTLib.population.specification import RATINGS, NoduleSpecification
from SyntheticLungCTLib.volume import CTVolume
from SyntheticLungCTLib.weights import NoduleNetworks

#: What is asked for in turn; the diameter alone, or one rating of nodules that are large enough to show it.
DIAMETERS_MM, RATED_MM = (4.0, 6.0, 8.0, 12.0, 18.0, 25.0), (8.0, 20.0)
#: How much more than learned a rating acts when it is asked for, see `inpainted`.
GUIDANCE = 1.5
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


def controlled(
    ct: CTVolume, place: Place, networks: NoduleNetworks, each: int, seed: int = 0
) -> dict[str, list[tuple[float, float, float]]]:
    """By what was asked for: (asked, measured in the mask that was drawn, measured in the mask found again)."""
    rng = np.random.default_rng(seed)
    rows: dict[str, list[tuple[float, float, float]]] = {}
    for number, (name, asked, wish) in enumerate(wishes(rng, each)):
        try:
            hu, shown = _drawn(ct, place, networks, wish, name, (seed, number))
            # The smallest fill no cell by half.
            mask = shown.share > 0.5 * shown.share.max()
            again = found_again(networks.segmenter, hu, mask)
            found = [_value(measure_nodule(hu, part), name) for part in (mask, again)]
        except InputError:
            found = [np.nan, np.nan]
        rows.setdefault(name, []).append((asked, *found))
    return rows


def _drawn(
    ct: CTVolume, place: Place, networks: NoduleNetworks, wish: NoduleSpecification, name: str, stream: tuple[int, int]
) -> tuple[np.ndarray, Surroundings]:
    rng = np.random.default_rng(stream)
    drawn = draw_nodules(rng, 1, wish)[0]
    mask = nodule_at(ct, place(rng), drawn, rng)
    shown = Surroundings.of(ct, mask, mask)
    guidance = {name: GUIDANCE} if name in RATINGS else None
    return drawn_in(networks, shown, drawn.ratings, stream, guidance), shown


def _value(measured: NoduleMeasures, name: str) -> float:
    return getattr(measured, name)


def correlations(rows: list[tuple[float, float, float]]) -> tuple[float, float, int]:
    """Spearman correlation of what was asked with each of the two measurements; of how many."""
    asked, own, again = np.array([row for row in rows if np.isfinite(row).all()]).T
    return float(spearmanr(asked, own).statistic), float(spearmanr(asked, again).statistic), len(asked)
