"""A small chest to be drawn by a real worker, and how to wait for it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from SyntheticLungCTLib.blueprint.file import write_blueprint
from SyntheticLungCTLib.jobs.job import Job
from SyntheticLungCTLib.volume import CTVolume, read_ct
from Testing.phantom import thorax_phantom

SHAPE = (8, 48, 56)
#: So many steps that the worker is still at it when a test does something to it.
ENDLESS = 200


def drawing_job(steps: int = 1, python: str | None = None, accept: Callable[[Path], object] | None = None) -> Job:
    def prepare(folder: Path) -> Sequence[str]:
        given = write_blueprint(thorax_phantom(SHAPE, (30.0, 6.0, 6.5)), folder / "given.seg.nrrd")
        return ("generate", str(given), str(folder / "ct.nrrd"), "--steps", str(steps), "--threads", "1")

    return Job("A small chest", prepare, accept or read_result, python)


def read_result(folder: Path) -> CTVolume:
    return read_ct(folder / "ct.nrrd")


def finish(job: Job, timeout_s: float = 120.0, until: Callable[[], bool] = lambda: False) -> Job:
    """Poll a started job until it is over, or until something holds."""
    end = time.monotonic() + timeout_s
    while not (job.is_over or until()):
        assert time.monotonic() < end, f"{job.title}: {job.state}, {job.progress}, {list(job.log)}"
        job.poll()
        time.sleep(0.02)
    return job


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits to be asked about it does not."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


def ends(pid: int, within_s: float) -> bool:
    """Whether a process ends in time."""
    end = time.monotonic() + within_s
    while is_alive(pid) and time.monotonic() < end:
        time.sleep(0.02)
    return not is_alive(pid)


def a_python(path: Path, script: str) -> str:
    """An executable in place of the interpreter: a shell script, in which "$@" is what the interpreter was given."""
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)
