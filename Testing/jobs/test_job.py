"""A job does its work in a process of its own, tells how far it is, stops when asked, and leaves nothing behind."""

import time

import numpy as np
import pytest

from SyntheticLungCTLib.errors import InputError
from SyntheticLungCTLib.generation.pipeline import generate_ct
from SyntheticLungCTLib.jobs import job as job_module
from SyntheticLungCTLib.jobs.failure import DISK_FULL
from SyntheticLungCTLib.jobs.job import Job, State
from SyntheticLungCTLib.jobs.job_queue import JobQueue
from Testing.phantom import thorax_phantom

from .chest_job import ENDLESS, SHAPE, a_python, drawing_job, finish, is_alive


def test_a_worker_draws_what_a_script_draws_and_tells_how_far_it_is(job_folders):
    job, stages, longest_s = drawing_job(), [], 0.0
    job.start()
    while not job.is_over:
        asked = time.process_time()  # other work on the machine is not what is measured
        job.poll()
        longest_s = max(longest_s, time.process_time() - asked)
        stages.append(job.progress.stage)
        time.sleep(0.02)
    assert job.state is State.DONE, job.error
    script = generate_ct(thorax_phantom(SHAPE, (30.0, 6.0, 6.5)), steps=1, threads=1)
    assert np.array_equal(job.result.hu, script.hu)
    told = list(dict.fromkeys(stages))
    assert told[:3] == ["Starting", "Loading the libraries", "Loading networks"]
    assert told[-1] == "Adding scanner noise" and job.progress.share > 0.9
    assert job.log[-1].startswith("Wrote ")
    assert longest_s < 0.1
    assert job_folders() == []


def test_cancelling_stops_the_work_at_its_next_step(job_folders):
    job = drawing_job(ENDLESS)
    job.start()
    finish(job, until=lambda: job.progress.stage == "Drawing the anatomy")
    pid, asked = job._worker.pid, time.monotonic()
    job.cancel()
    assert job.state is State.CANCELLING
    finish(job)
    assert job.state is State.CANCELLED and time.monotonic() - asked < 6
    assert job.log[-1] == "Cancelled; nothing was written."
    assert not is_alive(pid) and job_folders() == []


def test_a_worker_that_does_not_listen_is_ended_with_all_that_it_started(job_folders, tmp_path, monkeypatch):
    monkeypatch.setattr(job_module, "GRACE_S", 0.3)
    job = drawing_job(python=a_python(tmp_path / "deaf", 'sleep 60 & echo "child $!"; sleep 60'))
    job.start()
    finish(job, until=lambda: bool(job.log))
    child = int(job.log[0].split()[1])
    job.cancel()
    finish(job, 5)
    assert job.state is State.CANCELLED
    assert not is_alive(child) and job_folders() == []


def test_what_is_wrong_with_the_input_is_told_in_the_commands_own_words(job_folders):
    job = Job("Nothing", lambda folder: ("generate", str(folder / "none.nrrd"), str(folder / "ct.nrrd")), print)
    job.start()
    finish(job)
    assert job.state is State.FAILED and job.error.endswith("none.nrrd does not exist.")
    assert job_folders() == []


@pytest.mark.parametrize("step", ["prepare", "accept"])
def test_a_failure_before_or_after_the_worker_is_the_jobs(job_folders, tmp_path, step):
    def fail(_folder):
        raise InputError("Select a chest.")

    steps = (fail, print) if step == "prepare" else (lambda folder: (), fail)
    job = Job("Nothing", *steps, a_python(tmp_path / "brief", "exit 0"))
    job.start()
    finish(job)
    assert (job.state, job.error) == (State.FAILED, "Select a chest.")
    assert job_folders() == []


@pytest.mark.parametrize("end", ["done", "cancelled", "failed"])
def test_results_that_take_long_are_taken_in_steps(job_folders, tmp_path, end):
    taken = []

    def accept(folder):
        taken.append(folder.is_dir())
        yield
        if end == "failed":
            raise InputError("The second half is missing.")
        taken.append(folder.is_dir())
        yield
        return "whole"

    job = Job("Two halves", lambda folder: (), accept, a_python(tmp_path / "brief", "exit 0"))
    job.start()
    finish(job, until=lambda: bool(taken))
    assert job.state is State.RUNNING and taken == [True]
    if end == "cancelled":
        job.cancel()
    finish(job)
    expected = {
        "done": (State.DONE, "whole", ""),
        "cancelled": (State.CANCELLED, None, ""),
        "failed": (State.FAILED, None, "The second half is missing."),
    }
    assert (job.state, job.result, job.error) == expected[end]
    assert taken == [True] * (2 if end == "done" else 1) and job_folders() == []


@pytest.mark.parametrize("end", ["done", "cancelled", "failed"])
def test_inputs_that_take_long_are_written_in_steps(job_folders, tmp_path, end):
    written = []

    def prepare(folder):
        written.append(folder.is_dir())
        yield
        if end == "failed":
            raise OSError(28, "No space left on device")
        written.append(folder.is_dir())
        return ()

    job = Job("Two halves", prepare, lambda folder: "whole", a_python(tmp_path / "brief", "exit 0"))
    job.start()
    assert job.state is State.RUNNING and written == [True]
    if end == "cancelled":
        job.cancel()
    finish(job)
    expected = {
        "done": (State.DONE, "whole", ""),
        "cancelled": (State.CANCELLED, None, ""),
        "failed": (State.FAILED, None, DISK_FULL),
    }
    assert (job.state, job.result, job.error) == expected[end]
    assert written == [True] * (2 if end == "done" else 1) and job_folders() == []


@pytest.mark.parametrize("worker", ["quick", "slow"])
def test_what_is_done_meanwhile_is_done_before_the_result_is_taken(job_folders, tmp_path, worker):
    done = []

    def meanwhile():
        for number in range(5):
            done.append(number)
            yield

    script = "exit 0" if worker == "quick" else f"while ! test -e {tmp_path}/go; do sleep 0.02; done"
    job = Job(
        "Beside", lambda folder: (), lambda folder: list(done), a_python(tmp_path / "at", script), None, meanwhile
    )
    job.start()
    if worker == "slow":
        finish(job, until=lambda: len(done) == 5)
        assert job.state is State.RUNNING
        (tmp_path / "go").touch()
    assert finish(job).result == [0, 1, 2, 3, 4] and job_folders() == []


def test_what_goes_wrong_meanwhile_ends_the_worker_and_is_told(job_folders, tmp_path):
    def meanwhile():
        yield
        raise InputError("It was changed.")

    job = Job("Beside", lambda folder: (), lambda folder: 1, a_python(tmp_path / "slow", "sleep 60"), None, meanwhile)
    job.start()
    pid = job._worker.pid
    finish(job)
    assert (job.state, job.error, job.result) == (State.FAILED, "It was changed.", None)
    assert not is_alive(pid) and job_folders() == []


def test_jobs_are_done_one_after_the_other_in_their_order(job_folders, tmp_path):
    queue, done, python = JobQueue(), [], a_python(tmp_path / "brief", "exit 0")
    for number in range(2):
        queue.add(Job(str(number), lambda folder: (), lambda folder, n=number: n, python))
    while not queue.is_empty:
        assert len(job_folders()) <= 1
        done += [job.result for job in queue.poll()]
        time.sleep(0.02)
    assert done == [0, 1]


def test_cancelling_the_queue_also_drops_what_waits(job_folders, tmp_path):
    queue, python = JobQueue(), a_python(tmp_path / "listening", 'while ! test -e "$6"; do sleep 0.1; done')
    jobs = [queue.add(drawing_job(python=python)) for _ in range(2)]
    queue.poll()
    queue.cancel()
    over = []
    while not queue.is_empty:
        over += queue.poll()
        time.sleep(0.02)
    assert {job.state for job in jobs} == {State.CANCELLED} and sorted(map(id, over)) == sorted(map(id, jobs))
    assert job_folders() == []


def test_closing_the_queue_ends_everything_at_once(job_folders):
    queue = JobQueue()
    job = queue.add(drawing_job(ENDLESS))
    queue.poll()
    pid = job._worker.pid
    queue.close()
    assert job.state is State.CANCELLED and not is_alive(pid)
    assert queue.is_empty and job_folders() == []
