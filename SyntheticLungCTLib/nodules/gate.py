"""The quality gate: what is below the bounds is drawn again, a few times."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from ..errors import QualityError

Drawn = TypeVar("Drawn")
#: Draws for one that is good.
TRIES = 4


def first_good(
    draw: Callable[[int], Drawn],
    failures: Callable[[Drawn], Sequence[str]],
    keep_failed: bool,
    advice: str = "Ask for another place, size or character, or for what fails, too (keep failed).",
) -> tuple[int, Drawn]:
    """How many were drawn, with 0, 1 and so on, and the first that has no failures.

    Args:
        keep_failed: whether the one with the fewest failures is returned when none is good.
        advice: what to do when none is good.

    Raises:
        QualityError: when none is good; says why the best was not.
    """
    tried = []
    for attempt in range(TRIES):
        drawn = draw(attempt)
        reasons = failures(drawn)
        if not reasons:
            return attempt + 1, drawn
        tried.append((reasons, drawn))
    reasons, best = min(tried, key=lambda one: len(one[0]))
    if keep_failed:
        return TRIES, best
    raise QualityError(
        f"Nothing that was drawn here is good enough; the best of {TRIES}: {'; '.join(reasons)}. {advice}"
    )
