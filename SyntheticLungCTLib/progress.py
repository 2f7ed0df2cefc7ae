"""How long work tells how far it is, and learns that it is to stop."""

from __future__ import annotations

from collections.abc import Callable

from .errors import Cancelled

#: Called with a share from 0 to 1 and the stage.
Progress = Callable[[float, str], None]


class Reporter:
    """Tells progress and asks for cancellation.

    Args:
        work: what is cancelled, such as "The drawing".
        progress: called with a share from 0 to 1 and the stage; nobody when None.
        cancelled: asked at each report; nobody when None.
    """

    def __init__(self, work: str, progress: Progress | None, cancelled: Callable[[], bool] | None) -> None:
        self.work, self.progress, self.cancelled = work, progress, cancelled

    def __call__(self, share: float, stage: str) -> None:
        """Report; raises Cancelled when `cancelled` says so."""
        if self.cancelled is not None and self.cancelled():
            raise Cancelled(f"{self.work} was cancelled.")
        if self.progress is not None:
            self.progress(min(share, 1.0), stage)
