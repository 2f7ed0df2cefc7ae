"""How long work will still take, from how far it got."""

from __future__ import annotations

import time
from collections.abc import Callable

#: Before this share and these seconds nothing can be said.
LEAST_SHARE, LEAST_SECONDS = 0.02, 1.0


class TimeLeft:
    """Extrapolates from the first share above zero, as what comes before (imports, networks) takes its own time.

    Args:
        clock: seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._first: tuple[float, float] | None = None

    def at(self, share: float) -> float | None:
        """Seconds left at a share from 0 to 1; None while nothing can be said."""
        now = self.clock()
        if self._first is None or share < self._first[1]:  # work that starts over tells a smaller share
            self._first = (now, share) if share > 0 else None
        if self._first is None:
            return None
        seconds, done = now - self._first[0], share - self._first[1]
        if done < LEAST_SHARE or seconds < LEAST_SECONDS:
            return None
        return seconds * (1 - share) / done
