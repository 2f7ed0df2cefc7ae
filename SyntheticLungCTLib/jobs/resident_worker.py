"""A worker that stays: its networks are loaded once, and it runs one command after another."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from .job_folder import JobFolder
from .requests import answer_of_line, put_request
from .worker import CANCEL_FILE, Worker, end_work, worker_options


class ResidentWorker:
    """Started by the first request, or before by `start`; anew when it has died. It does not outlive this process.

    Args:
        arguments: the command that takes requests from the folder which is its last argument.
        python: the interpreter, the running one when None.
    """

    def __init__(self, arguments: Sequence[str], python: str | None = None) -> None:
        self.arguments, self.python = arguments, python
        self._folder: JobFolder | None = None
        self._worker: Worker | None = None

    @property
    def pid(self) -> int | None:
        """Of the process; None when there is none."""
        return self._worker.pid if self._worker else None

    def start(self) -> None:
        """Start the process where none runs; returns before it is ready.

        Raises:
            OSError: when it cannot be started.
        """
        if self._worker is not None and not self._worker.has_ended:
            return
        self.close()
        self._folder = JobFolder()
        try:
            path = self._folder.path
            self._worker = Worker(path, (*self.arguments, str(path)), self.python)
        except OSError:
            self.close()
            raise

    def ask(self, arguments: Sequence[str]) -> Worker:
        """Have a command run. Returns the process that is to run it; see `begin` for one that may be followed.

        Raises:
            OSError: when the process cannot be started, or asked.
        """
        self.start()
        put_request(self._folder.path, arguments)
        return self._worker

    def begin(self, folder: Path, arguments: Sequence[str]) -> ResidentTask:
        """Begin a job's work; one at a time.

        Args:
            folder: the job's; its cancel file goes there.
            arguments: the command and its own arguments.

        Raises:
            OSError: when the process cannot be started, or asked.
        """
        return ResidentTask(self, folder, arguments)

    def close(self) -> None:
        """End the process, now, with what it is at; the next request starts another."""
        end_work(self._worker, self._folder)
        self._worker = self._folder = None


class ResidentTask:
    """One command at work in a resident worker, to be followed as if it had a worker of its own (`Worker`)."""

    def __init__(self, resident: ResidentWorker, folder: Path, arguments: Sequence[str]) -> None:
        self._resident, self._arguments = resident, (*worker_options(folder), *arguments)
        self._cancel_file, self._answer = folder / CANCEL_FILE, None
        self._worker, self._may_ask_again = resident.ask(self._arguments), True

    @property
    def returncode(self) -> int | None:
        """The command's exit code; the process's, when that ended without an answer."""
        if self._answer is None and self._worker.returncode is not None:
            return self._worker.returncode or 1
        return self._answer

    @property
    def pid(self) -> int:
        return self._worker.pid

    def new_lines(self) -> list[str]:
        """The lines that the worker wrote since the last call; does not wait."""
        lines = []
        for line in self._worker.new_lines():
            answer = answer_of_line(line)
            if answer is None:
                lines.append(line)
            else:
                self._answer = answer
        if self._answer is None and self._worker.returncode == 0 and self._may_ask_again:
            # It left because nobody had asked for long, just before it was asked.
            self._worker, self._may_ask_again = self._resident.ask(self._arguments), False
        return lines

    def ask_to_stop(self) -> None:
        """Ask the command to end at its next step; ends the process where even that cannot be written."""
        try:
            self._cancel_file.touch()
        except OSError:
            self.kill()

    def kill(self) -> None:
        """End the process and all that it started."""
        self._worker.kill()

    def close(self) -> None:
        """Leave the process to the next task, unless it is still at this one."""
        if self.returncode is None:
            self._resident.close()
