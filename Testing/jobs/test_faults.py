"""Whatever dies and at whichever moment, no process, no folder and no half result is left."""

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from SyntheticLungCTLib.jobs import job_folder
from SyntheticLungCTLib.jobs.failure import DISK_FULL, OUT_OF_MEMORY
from SyntheticLungCTLib.jobs.job import State
from SyntheticLungCTLib.jobs.job_folder import remove_abandoned
from SyntheticLungCTLib.weights import SHIPPED_WEIGHTS, WEIGHTS_VARIABLE

from .chest_job import a_python, drawing_job, ends, finish

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
#: What is imported before all else where there is no network.
NO_NETWORK = """
import socket

def refuse(*_, **__):
    raise OSError(101, "Network is unreachable")

socket.socket.connect = socket.getaddrinfo = socket.create_connection = refuse
"""
MISSING = "raise ModuleNotFoundError(\"No module named 'diffusers'\")"


def test_a_worker_does_not_outlive_the_program_that_started_it(job_folders, moments):
    command = [sys.executable, "-c", PARENT, str(job_folders.folder)]
    for pair in moments:
        parents = [
            subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) for _ in pair
        ]
        workers, began = [int(parent.stdout.readline()) for parent in parents], time.monotonic()
        for parent, moment in zip(parents, pair, strict=True):
            time.sleep(max(0.0, began + moment - time.monotonic()))
            parent.send_signal(signal.SIGKILL)
            parent.wait()
            parent.stdout.close()
        assert all(ends(worker, 20) for worker in workers)
        assert job_folders() == []


def test_a_program_that_died_together_with_its_worker_is_cleaned_up_after_by_the_next(job_folders):
    living = job_folder.JobFolder()
    dead = job_folders.folder / f"{job_folder.PREFIX}dead"
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


def test_memory_that_runs_out_is_told(job_folders, tmp_path):
    """The worker may have less memory than its libraries take."""
    job = drawing_job(python=a_python(tmp_path / "small", f'ulimit -v 700000; exec "{sys.executable}" "$@"'))
    job.start()
    finish(job)
    assert (job.state, job.error) == (State.FAILED, OUT_OF_MEMORY), list(job.log)
    assert job_folders() == []


def test_a_package_that_is_missing_is_named(job_folders, tmp_path):
    job = drawing_job(python=a_python_with(tmp_path, "diffusers/__init__.py", MISSING))
    job.start()
    finish(job)
    assert job.state is State.FAILED and "package 'diffusers' is not installed, or broken" in job.error


def test_a_network_whose_file_is_damaged_is_named(job_folders, tmp_path, monkeypatch):
    weights = tmp_path / "weights"
    shutil.copytree(SHIPPED_WEIGHTS / "vqvae", weights / "vqvae")
    file = weights / "vqvae" / "diffusion_pytorch_model.safetensors"
    file.write_bytes(file.read_bytes()[:5000])
    monkeypatch.setenv(WEIGHTS_VARIABLE, str(weights))
    job = drawing_job()
    job.start()
    finish(job)
    assert job.state is State.FAILED and str(weights / "vqvae") in job.error and "Check set-up" in job.error


def test_a_worker_that_crashes_is_told_from_one_that_was_ended(job_folders, tmp_path):
    job = drawing_job(python=a_python(tmp_path / "crashing", "kill -SEGV $$"))
    job.start()
    finish(job)
    assert job.state is State.FAILED and "crashed (SIGSEGV)" in job.error and "PyTorch Utils" in job.error


def test_a_ct_is_drawn_where_there_is_no_network_at_all(job_folders, tmp_path):
    job = drawing_job(python=a_python_with(tmp_path, "sitecustomize.py", NO_NETWORK))
    job.start()
    finish(job)
    assert job.state is State.DONE, list(job.log)


def a_python_with(folder: Path, name: str, text: str) -> str:
    """This interpreter, with a file of that name and text where it looks for modules first."""
    path = folder / "first" / name
    path.parent.mkdir(parents=True)
    path.write_text(text)
    return a_python(folder / "python", f'PYTHONPATH="{folder}/first:$PYTHONPATH" exec "{sys.executable}" "$@"')
