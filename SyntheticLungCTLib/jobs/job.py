"""One piece of work in a worker of its own, from its inputs to its results, with nothing left behind."""

from __future__ import annotations

import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from ..errors import InputError
from .failure import explain
from .job_folder import JobFolder
from .protocol import ProgressEvent, event_of_line
from .resident_worker import ResidentTask, ResidentWorker
from .state import FINAL, State
from .steps import Steps, steps_of
from .worker import Worker, end_work

#: How long a worker that was asked to stop may take, before it is ended.
GRACE_S = 5.0
LOG_LINES = 2000


class Job:
    """Work for the command line, given to a worker; none of its methods waits for it.

    Args:
        title: what it makes, for people.
        prepare: writes the inputs into the job's folder and returns the command and its arguments.
            What takes long may be a generator, as in `accept`.
        accept: takes the results from the folder, which is removed afterwards; called in `poll`, thus in its thread,
            once, and only when the worker succeeded and nobody cancelled. What takes long may be a generator: each
            `poll` goes on to its next `yield`, so that a window lives meanwhile.
        python: the worker's interpreter, the running one when None.
        resident: a worker that stays, to do it instead of one of its own.
        meanwhile: what else is to be done before `accept`, in steps, beside the worker.

    Attributes:
        progress: the last event.
        log: what the worker wrote besides, its last lines.
        error: what went wrong and what to do, when the job failed.
        result: what `accept` returned.
    """

    def __init__(
        self,
        title: str,
        prepare: Callable[[Path], Sequence[str] | Steps],
        accept: Callable[[Path], Any],
        python: str | None = None,
        resident: ResidentWorker | None = None,
        meanwhile: Callable[[], Iterator[None]] | None = None,
    ) -> None:
        self.title, self.state = title, State.QUEUED
        self.log: deque[str] = deque(maxlen=LOG_LINES)
        self.progress, self.error, self.result = ProgressEvent("Waiting", 0.0), "", None
        self._prepare, self._accept, self._python, self._resident = prepare, accept, python, resident
        self._meanwhile = meanwhile or (lambda: iter(()))
        self._folder: JobFolder | None = None
        self._worker: Worker | ResidentTask | None = None
        self._course: Steps | None = None
        self._kill_at_s = float("inf")

    @property
    def is_over(self) -> bool:
        return self.state in FINAL

    def start(self) -> None:
        """Write the inputs, or begin to, and start the worker; a failure is the job's, told in `error`."""
        self.progress = ProgressEvent("Starting", 0.0)
        self.state, self._course = State.RUNNING, self._steps()
        self.poll()

    def poll(self) -> None:
        """Do the next step: write more of the inputs, look what the worker has written, or take more of the results."""
        if self._course is None:
            return
        if self.state is State.CANCELLING and not self._is_at_work:
            self._end(State.CANCELLED)
            return
        try:
            next(self._course)
        except StopIteration:
            self._end(State.FAILED if self.error else State.DONE)
        except Exception as error:
            self._fail(error)

    def cancel(self) -> None:
        """Stop the work: at its next step, or after `GRACE_S` by force. What is over stays as it is."""
        if self.state is State.QUEUED:
            self._end(State.CANCELLED)
        elif self.state is State.RUNNING:
            self.state = State.CANCELLING
            self._kill_at_s = time.monotonic() + GRACE_S
            if self._is_at_work:
                self._worker.ask_to_stop()

    def close(self) -> None:
        """Stop the work by force, now, and leave nothing behind. What is over stays as it is."""
        if not self.is_over:
            self._end(State.CANCELLED)

    @property
    def _is_at_work(self) -> bool:
        return self._worker is not None and self._worker.returncode is None

    def _steps(self) -> Steps:
        """From the inputs to the result."""
        self._folder = JobFolder()
        path, is_kept = self._folder.path, self._resident is not None
        arguments = yield from steps_of(self._prepare, path)
        self._worker = self._resident.begin(path, arguments) if is_kept else Worker(path, arguments, self._python)
        meanwhile = self._meanwhile()
        while True:
            self._listen()
            if not self._is_at_work:
                break
            next(meanwhile, None)
            yield
        if self.state is State.CANCELLING:
            yield  # from which nothing goes on
        if self._worker.returncode != 0:
            self.error = explain(self._worker.returncode, self.log)
        else:
            yield from meanwhile
            self.result = yield from steps_of(self._accept, path)

    def _listen(self) -> None:
        for line in self._worker.new_lines():
            event = event_of_line(line)
            self.progress = event or self.progress
            if event is None:
                self.log.append(line)
        if self._is_at_work and time.monotonic() >= self._kill_at_s:
            self._worker.kill()

    def _fail(self, error: Exception) -> None:
        self.log.extend("".join(traceback.format_exception(error)).splitlines())
        is_told = isinstance(error, InputError) and "No space left" not in str(error)
        self.error = str(error) if is_told else explain(1, self.log)
        self._end(State.FAILED)

    def _end(self, state: State) -> None:
        self.state, course, self._course = state, self._course, None
        if course is not None:
            course.close()  # what it has put into a scene is taken out again
        end_work(self._worker, self._folder)
        self._worker = self._folder = None
