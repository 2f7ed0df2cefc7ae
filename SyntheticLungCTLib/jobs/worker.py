"""The process that does a job's work: this library's own command line."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from .process_tree import kill_tree, start_tree

if TYPE_CHECKING:
    from .job_folder import JobFolder
    from .resident_worker import ResidentTask

#: The folder that holds this package, for a worker that is started elsewhere.
LIBRARY_PARENT = Path(__file__).resolve().parents[2]
CANCEL_FILE = "cancel"
CHUNK_BYTES = 1 << 16


class Worker:
    """`python -m SyntheticLungCTLib.cli.main` at work in a job's folder, which it does not outlive.

    Args:
        folder: owned by this process (`job_folder.JobFolder`); the cancel file goes there.
        arguments: the command and its own arguments.
        python: the interpreter, the running one when None.

    Raises:
        OSError: when the process cannot be started.
    """

    def __init__(self, folder: Path, arguments: Sequence[str], python: str | None = None) -> None:
        self.cancel_file = folder / CANCEL_FILE
        options = (*worker_options(folder), "--job-folder", str(folder))
        command = (python or sys.executable, "-m", "SyntheticLungCTLib.cli.main", *options, *arguments)
        self._process = start_tree(command, _environment(folder))
        self._rest = b""
        self._is_read = False

    @property
    def returncode(self) -> int | None:
        """The exit code once the process has ended and all its lines are read; negative for a signal."""
        code = self._process.poll()
        return code if self._is_read else None

    @property
    def has_ended(self) -> bool:
        """Whether the process has ended, its lines read or not."""
        return self._process.poll() is not None

    @property
    def pid(self) -> int:
        return self._process.pid

    def new_lines(self) -> list[str]:
        """The lines that the worker wrote since the last call; does not wait."""
        has_ended = self._process.poll() is not None  # asked first: what it wrote last is read below
        chunks = [self._rest]
        while not self._is_read and (chunk := self._process.stdout.read(CHUNK_BYTES)) is not None:
            chunks.append(chunk)
            self._is_read = not chunk
        self._is_read = self._is_read or has_ended  # a child of the worker may still hold the pipe
        *lines, self._rest = b"".join(chunks).split(b"\n")
        if self._is_read and self._rest:
            lines, self._rest = [*lines, self._rest], b""
        return [line.decode("utf-8", "replace").rstrip("\r") for line in lines]

    def ask_to_stop(self) -> None:
        """Ask the work to end at its next step; ends it at once where even that cannot be written."""
        try:
            self.cancel_file.touch()
        except OSError:
            self.kill()

    def kill(self) -> None:
        """End the process and all that it started."""
        kill_tree(self._process)

    def close(self) -> None:
        """End what still runs and give everything back to the system."""
        self.kill()
        self._process.wait()
        self._process.stdout.close()


def end_work(worker: Worker | ResidentTask | None, folder: JobFolder | None) -> None:
    """End what works in a folder, and remove the folder; one or both may not be there yet. All work ends by it."""
    if worker is not None:
        worker.close()
    if folder is not None:
        folder.remove()


def worker_options(folder: Path) -> tuple[str, ...]:
    """The options before the command, by which it tells its progress and is asked to stop."""
    return ("--progress", "json", "--cancel-file", str(folder / CANCEL_FILE))


def _environment(folder: Path) -> dict[str, str]:
    """This process's, with the library importable, lines in UTF-8, and temporary files in the job's folder."""
    paths = [str(LIBRARY_PARENT), *filter(None, [os.environ.get("PYTHONPATH")])]
    temporary = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder))
    return {**os.environ, **temporary, "PYTHONPATH": os.pathsep.join(paths), "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"}
