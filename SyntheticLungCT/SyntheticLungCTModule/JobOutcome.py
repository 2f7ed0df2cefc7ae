"""What became of background jobs, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slicer.i18n import tr as _

if TYPE_CHECKING:
    from SyntheticLungCTLib.jobs.job import Job

OUTCOMES = ("done", "failed", "cancelled")


def outcomeInWords(jobs: list[Job], seconds: float) -> tuple[str, bool]:
    """What to say when all jobs are over, and whether it is a failure.

    A failure is told before a cancellation, and that before a success.
    """
    done, failed, cancelled = ([job for job in jobs if job.state.value == outcome] for outcome in OUTCOMES)
    some = _("{done} of {count} are done. ").format(done=len(done), count=len(jobs)) if done else ""
    if failed:
        message = _("{title} failed. {error}").format(title=failed[-1].title, error=failed[-1].error)
        return some + message, True
    if cancelled:
        return some + _("The rest was cancelled.") if done else _("Cancelled; the scene is as it was."), False
    return _("Done in {time}: {title}").format(time=timeInWords(seconds), title=done[-1].title), False


def timeInWords(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
