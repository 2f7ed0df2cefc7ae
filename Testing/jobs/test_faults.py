"""Whatever dies and at whichever moment, no process, no folder and no half result is left."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from SyntheticLungCTLib.jobs import job_folder
from SyntheticLungCTLib.jobs.failure import DISK_FULL
from SyntheticLungCTLib.jobs.job import State
from SyntheticLungCTLib.jobs.job_folder import remove_abandoned

from .chest_job import ENDLESS, a_python, drawing_job, ends, finish

KILLS = 10
#: A program that starts a job in a folder, tells its worker, and waits for it.
PARENT = """
import sys, tempfile, time
tempfile.tempdir = sys.argv[1]
from SyntheticLungCTLib.jobs.job import Job
job = Job("A thorax", lambda folder: ("blueprint", "sample", str(folder / "thorax.seg.nrrd")), print)
job.start()
print(job._worker.pid, flush=True)
while True:
    job.poll()
    time.sleep(0.02)
"""


@pytest.fixture
def moments():
    """Seconds after the start, the same in each run; a worker draws after some two of them."""
    return [random.Random(5).uniform(0, 3) for _ in range(KILLS)]


def test_a_worker_killed_at_any_moment_is_a_failure_that_is_explained(job_folders, moments):
    for moment in moments:
        job = drawing_job(ENDLESS)
        job.start()
        pid, kill_at = job._worker.pid, time.monotonic() + moment
        finish(job, until=lambda kill_at=kill_at: time.monotonic() > kill_at)
        subprocess.run(["kill", "-9", str(pid)], check=True)
        finish(job, 30)
        assert (job.state, job.result) == (State.FAILED, None)
        assert "signal 9" in job.error and "try again" in job.error
        assert ends(pid, 20) and job_folders() == []


def test_a_worker_does_not_outlive_the_program_that_started_it(job_folders, tmp_path, moments):
    for moment in moments:
        command = [sys.executable, "-c", PARENT, str(tmp_path)]
        parent = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])
        worker = int(parent.stdout.readline())
        time.sleep(moment)
        parent.send_signal(signal.SIGKILL)
        parent.wait()
        parent.stdout.close()
        assert ends(worker, 20)
        assert job_folders() == []


def test_a_program_that_died_together_with_its_worker_is_cleaned_up_after_by_the_next(job_folders, tmp_path):
    living = job_folder.JobFolder()
    dead = tmp_path / f"{job_folder.PREFIX}dead"
    dead.mkdir()
    (dead / "owner.lock").touch()
    assert remove_abandoned() == []  # as young as one that is just being made
    assert remove_abandoned(least_age_s=0) == [dead]
    assert job_folders() == [living.path]
    living.remove()


def test_a_disk_that_is_full_when_the_inputs_are_written_is_told(job_folders, monkeypatch):
    def full(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(job_folder.tempfile, "mkdtemp", full)
    job = drawing_job()
    job.start()
    assert (job.state, job.error) == (State.FAILED, DISK_FULL)


def test_a_result_that_does_not_fit_on_the_disk_is_a_failure(job_folders, tmp_path):
    """The worker may write no file above some kilobytes, so that it meets the error where a full disk has it."""
    job = drawing_job(python=a_python(tmp_path / "limited", f'ulimit -f 4; exec "{sys.executable}" "$@"'))
    job.start()
    finish(job)
    assert job.state is State.FAILED and "could not be written" in job.error
    assert job_folders() == []
