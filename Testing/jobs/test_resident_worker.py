"""A worker that stays does one job after another, and its end is the end of one job at most."""

import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from SyntheticLungCTLib.geometry import Geometry
from SyntheticLungCTLib.jobs import job as job_module
from SyntheticLungCTLib.jobs.job import Job, State
from SyntheticLungCTLib.jobs.nodule_commands import insert_arguments
from SyntheticLungCTLib.jobs.resident_worker import ResidentWorker
from SyntheticLungCTLib.nodules.insert import insert_nodule_at
from SyntheticLungCTLib.population.specification import NoduleSpecification
from SyntheticLungCTLib.volume import CTVolume, read_ct, write_ct

from .chest_job import a_python, ends, finish, is_alive

AT_LPS_MM = (30.0, 34.0, 30.0)
WISH = NoduleSpecification(diameter_mm=8.0, texture=5)
#: Takes requests without any of our library: answers what the file `answer` says, once it is there.
OBEDIENT = """
for folder; do :; done
while true; do
    if test -e "$folder/request.json"; then
        cat "$folder/request.json"; echo; rm "$folder/request.json"
        while ! test -e {0}/answer; do sleep 0.02; done
        echo "synthetic-lung-ct-answer $(cat {0}/answer)"
    fi
    sleep 0.02
done
"""


@pytest.fixture
def resident(job_folders, tmp_path):
    made = ResidentWorker(("nodule", "serve"))
    yield made
    made.close()
    assert job_folders() == []


@pytest.fixture
def obedient(resident, tmp_path):
    """A resident worker that answers when `answer` is called with a code."""
    resident.python = a_python(tmp_path / "obedient", OBEDIENT.format(tmp_path))
    resident.answer = lambda code: (tmp_path / "answer").write_text(str(code))
    return resident


def a_lung():
    hu = np.random.default_rng(1).normal(-850, 30, (60, 60, 60))
    hu[:, :12] = 40
    return CTVolume(hu, Geometry())


def nodule_job(resident, at=AT_LPS_MM):
    def prepare(folder: Path):
        given = write_ct(a_lung(), folder / "given.nrrd")
        return insert_arguments(given, folder / "ct.nrrd", folder / "nodule.seg.nrrd", at, WISH, 3, True)

    return Job("A nodule", prepare, lambda folder: read_ct(folder / "ct.nrrd"), resident=resident)


def simple_job(resident, *arguments):
    return Job("Anything", lambda folder: arguments, lambda folder: "done", resident=resident)


def done(job, timeout_s=300.0):
    """Run a job; loading the libraries takes its time on a busy machine."""
    job.start()
    return finish(job, timeout_s)


@pytest.mark.usefixtures("untrained_weights")
def test_what_a_resident_worker_draws_is_what_a_script_draws_and_the_second_time_it_is_fast(resident, monkeypatch):
    first = done(nodule_job(resident))
    assert first.state is State.DONE, (first.error, list(first.log))
    pid = resident.pid
    wrong = done(nodule_job(resident, (30.0, 5.0, 30.0)))
    assert wrong.state is State.FAILED and "no lung. The nearest place" in wrong.error
    second = done(nodule_job(resident))
    assert resident.pid == pid and is_alive(pid)
    from SyntheticLungCTLib.nodules import inpaint

    monkeypatch.setattr(inpaint, "STEPS", 4)  # as in the worker
    script = insert_nodule_at(a_lung(), AT_LPS_MM, WISH, 3, keep_failed=True)
    for job in (first, second):
        assert np.abs(job.result.hu - script.ct.hu).max() <= 1
    assert "Wrote" in second.log[-1]


def test_without_weights_the_first_request_is_told_so(resident, monkeypatch, tmp_path):
    monkeypatch.setenv("SYNTHETIC_LUNG_CT_WEIGHTS", str(tmp_path))
    job = done(nodule_job(resident))
    assert job.state is State.FAILED and "holds no network" in job.error


def test_commands_reach_one_process_one_after_the_other(obedient):
    obedient.answer(0)
    jobs = [done(simple_job(obedient, "nodule", word)) for word in ("insert", "Größe")]
    assert [job.result for job in jobs] == ["done", "done"]
    told = [json.loads(job.log[0]) for job in jobs]
    assert [arguments[-2:] for arguments in told] == [["nodule", "insert"], ["nodule", "Größe"]]
    assert told[0][:3] == ["--progress", "json", "--cancel-file"]


def test_an_answer_that_is_no_success_is_a_failure_and_the_worker_stays(obedient):
    obedient.answer(2)
    assert done(simple_job(obedient, "x")).state is State.FAILED
    pid = obedient.pid
    obedient.answer(0)
    assert done(simple_job(obedient, "x")).state is State.DONE and obedient.pid == pid


def test_a_killed_worker_fails_one_job_and_is_started_anew_for_the_next(obedient):
    job = simple_job(obedient, "x")
    job.start()
    finish(job, until=lambda: bool(job.log))
    pid = obedient.pid
    subprocess.run(["kill", "-9", str(pid)], check=True)
    finish(job, 10)
    assert job.state is State.FAILED and "signal 9" in job.error
    obedient.answer(0)
    assert done(simple_job(obedient, "x")).state is State.DONE and obedient.pid != pid


def test_a_worker_that_died_while_nobody_asked_is_not_noticed(obedient):
    obedient.answer(0)
    obedient.start()
    subprocess.run(["kill", "-9", str(obedient.pid)], check=True)
    assert ends(obedient.pid, 10)
    assert done(simple_job(obedient, "x")).state is State.DONE


def test_cancelling_drops_the_result_and_keeps_the_worker_that_answers_in_time(obedient, job_folders):
    job = simple_job(obedient, "x")
    job.start()
    finish(job, until=lambda: bool(job.log))
    job.cancel()
    obedient.answer(0)
    finish(job, 5)
    assert (job.state, job.result) == (State.CANCELLED, None)
    assert is_alive(obedient.pid) and len(job_folders()) == 1  # the worker's own


def test_cancelling_ends_a_worker_that_does_not_answer(obedient, monkeypatch):
    monkeypatch.setattr(job_module, "GRACE_S", 0.2)
    job = simple_job(obedient, "x")
    job.start()
    finish(job, until=lambda: bool(job.log))
    pid = obedient.pid
    job.cancel()
    finish(job, 5)
    assert job.state is State.CANCELLED and ends(pid, 5)


def test_a_worker_that_leaves_as_it_is_asked_is_asked_again(resident, tmp_path):
    leave_once = f"test -e {tmp_path}/left || {{ touch {tmp_path}/left; sleep 0.3; exit 0; }}"
    resident.python = a_python(tmp_path / "leaving", leave_once + OBEDIENT.format(tmp_path))
    (tmp_path / "answer").write_text("0")
    assert done(simple_job(resident, "x")).state is State.DONE


def test_a_worker_that_always_leaves_is_a_failure(resident, tmp_path):
    resident.python = a_python(tmp_path / "leaving", "exit 0")
    assert done(simple_job(resident, "x"), timeout_s=10).state is State.FAILED


PARENT = """
import sys, tempfile, time
tempfile.tempdir = sys.argv[1]
from SyntheticLungCTLib.jobs.resident_worker import ResidentWorker
resident = ResidentWorker(("nodule", "serve"))
resident.start()
print(resident.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.usefixtures("untrained_weights")
def test_it_does_not_outlive_the_program_that_started_it(job_folders):
    command = [sys.executable, "-c", PARENT, str(job_folders.folder)]
    parent = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])
    worker = int(parent.stdout.readline())
    time.sleep(1.0)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert ends(worker, 120) and job_folders() == []
