"""The panel's view of its background jobs: progress, time left, log, cancel."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import qt
from slicer.i18n import tr as _

from .JobOutcome import outcomeInWords, timeInWords

if TYPE_CHECKING:
    from SyntheticLungCTLib.jobs.job import Job
    from SyntheticLungCTLib.jobs.job_queue import JobQueue

#: Each step of taking inputs and results waits for so long, and a nodule is to be there at once.
INTERVAL_MS = 20
FAILURE_STYLE = "color: #c0392b; font-weight: bold"
WARNING_STYLE = "color: #b9770e; font-weight: bold"


class JobMonitor:
    """Polls the queue while there are jobs, and shows them.

    Args:
        ui: the panel's widgets.
        onChanged: called when work begins and when all of it is over.
        onFailure: called with what went wrong, after it is shown.

    Attributes:
        longestTickSeconds: for which the window was held up at once, by `clock`, since the last job began.
    """

    def __init__(self, ui: Any, onChanged: Callable[[], None], onFailure: Callable[[str], None]):
        self.ui, self.onChanged, self.onFailure = ui, onChanged, onFailure
        self.clock, self.longestTickSeconds = time.monotonic, 0.0
        self._queue: JobQueue | None = None
        self._jobs: dict[Job, Callable[[Any], None]] = {}
        self._over: list[Job] = []
        self._begun, self._startedAt, self._said = 0, 0.0, None
        self._timer = qt.QTimer()
        self._timer.setInterval(INTERVAL_MS)
        self._timer.connect("timeout()", self.onTick)
        ui.cancelButton.connect("clicked(bool)", self.onCancel)
        self._showWorking(False)
        self._say("")

    @property
    def queue(self) -> JobQueue:
        """Made when first asked for, so that nothing is imported with the panel."""
        if self._queue is None:
            from SyntheticLungCTLib.jobs.job_queue import JobQueue

            self._queue = JobQueue()
        return self._queue

    @property
    def isWorking(self) -> bool:
        return bool(self._jobs)

    def follow(self, jobs: list[Job], whenDone: Callable[[Any], None]) -> None:
        """Show jobs that were added to the queue; `whenDone` is given the result of each that succeeds."""
        if not self.isWorking:
            self._over, self._begun, self._startedAt = [], 0, time.monotonic()
            self.longestTickSeconds = 0.0
            self.ui.logText.clear()
        self._jobs |= dict.fromkeys(jobs, whenDone)
        self._begun += len(jobs)
        self._showWorking(True)
        self._say(_("Starting ..."))
        self._timer.start()
        self.onChanged()

    def close(self) -> None:
        """End all jobs at once: the panel goes."""
        if self._queue is not None:
            self._queue.close()
        self._timer.stop()

    def warn(self, title: str, messages: list[str]) -> None:
        """Tell what is no failure, below the buttons and in the log."""
        text = " ".join([title, *messages])
        self.ui.logText.appendPlainText(text)
        self._say(text, WARNING_STYLE)

    def onCancel(self, *_arguments) -> None:
        self.queue.cancel()
        self.ui.cancelButton.enabled = False
        self._say(_("Cancelling ..."))

    def onTick(self) -> None:
        started = self.clock()
        over = [job for job in self._jobs if job.is_over]
        for job in over:
            self._conclude(job, self._jobs.pop(job))
        if not over:  # a result is shown in another step than the one in which it entered the scene
            self.queue.poll()
            self._showProgress()
        self.longestTickSeconds = max(self.longestTickSeconds, self.clock() - started)
        if not self.isWorking:
            self._timer.stop()
            self._showWorking(False)
            self._sayOutcome()
            self.onChanged()

    def _showWorking(self, isWorking: bool) -> None:
        self.ui.cancelButton.visible = self.ui.progressBar.visible = self.ui.cancelButton.enabled = isWorking
        self.ui.progressBar.value = 0

    def _showProgress(self) -> None:
        job = self.queue.current
        if job is None or job.state.value != "running":
            return
        self.ui.progressBar.value = round(100 * (len(self._over) + job.progress.share) / self._begun)
        count = _("({number} of {count}) ").format(number=len(self._over) + 1, count=self._begun)
        left = job.progress.seconds_left
        self._say(
            (count if self._begun > 1 else "")
            + f"{job.title}: {job.progress.stage}"
            + ("" if left is None else _(", {time} left").format(time=timeInWords(left)))
        )

    def _conclude(self, job: Job, whenDone: Callable[[Any], None]) -> None:
        self._over.append(job)
        self.ui.logText.appendPlainText("\n".join([f"{job.title}: {job.state.value}", *job.log]))
        if job.state.value == "done":
            whenDone(job.result)

    def _sayOutcome(self) -> None:
        message, isFailure = outcomeInWords(self._over, time.monotonic() - self._startedAt)
        self._say(message, FAILURE_STYLE if isFailure else "")
        if isFailure:
            self.onFailure(message)

    def _say(self, message: str, style: str = "") -> None:
        if (message, style) == self._said:  # asked for at each tick, and styling a widget anew takes its time
            return
        self._said = message, style
        self.ui.statusLabel.text = message
        self.ui.statusLabel.visible = bool(message)
        self.ui.statusLabel.styleSheet = style
