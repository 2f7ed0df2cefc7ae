"""Workers killed while they work for a scene: each death is told, and nothing is left of it anywhere."""

import os
import signal
import sys
import time

import pytest

from SyntheticLungCTLib.jobs.job import State
from SyntheticLungCTLib.jobs.job_queue import JobQueue
from Testing.jobs.chest_job import ENDLESS, SHAPE, ends
from Testing.jobs.conftest import job_folders, moments  # noqa: F401, fixtures
from Testing.phantom import thorax_phantom
from Testing.slicer_core_host import everything
from Testing.test_module_logic import MEAN_HU

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals")


@pytest.fixture
def given(bridge, scene):
    """A segmentation and a CT on its grid."""
    from SyntheticLungCTLib.slicer_bridge.ct_to_volume_node import ct_to_volume_node
    from SyntheticLungCTLib.volume import CTVolume

    chest = thorax_phantom(SHAPE, (30.0, 6.0, 6.5))
    ct = CTVolume(MEAN_HU[chest.labels], chest.geometry)
    return bridge.show(chest, scene, "Müllers Lunge & Co"), ct_to_volume_node(ct, scene)


@pytest.fixture
def both_jobs(scene):
    """The jobs of the scene twice, so that one worker draws a CT and another one completes a segmentation at once."""
    from SyntheticLungCTLib.slicer_bridge.scene_jobs import SceneJobs

    both = SceneJobs(scene, JobQueue()), SceneJobs(scene, JobQueue())
    yield both
    for jobs in both:
        jobs.close()


def test_a_worker_killed_at_any_moment_is_explained_and_leaves_the_scene_as_it_was(
    both_jobs, scene, given, job_folders, moments  # noqa: F811
):  # fmt: skip
    drawing, completing = both_jobs
    before = everything(scene)
    for pair in moments:
        jobs = [*drawing.generate(*given, [0], ENDLESS), completing.complete(*given, 0, True)]
        poll_until(both_jobs, lambda jobs=jobs: all(job._worker for job in jobs), 10)
        pids, began = [job._worker.pid for job in jobs], time.monotonic()
        for pid, moment in zip(pids, pair, strict=True):
            poll_until(both_jobs, lambda end=began + moment: time.monotonic() >= end, 10)
            os.kill(pid, signal.SIGKILL)
        poll_until(both_jobs, lambda jobs=jobs: all(job.is_over for job in jobs), 30)
        for job, pid in zip(jobs, pids, strict=True):
            assert (job.state, job.result) == (State.FAILED, None)
            assert "signal 9" in job.error and "try again" in job.error
            assert ends(pid, 20)
        assert everything(scene) == before
        assert job_folders() == []


def poll_until(both_jobs, holds, timeout_s):
    end = time.monotonic() + timeout_s
    while not holds():
        assert time.monotonic() < end
        for jobs in both_jobs:
            jobs.queue.poll()
        time.sleep(0.02)
