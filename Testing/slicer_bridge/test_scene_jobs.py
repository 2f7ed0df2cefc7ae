"""Background jobs and the scene: results enter it whole, and nothing else ever does."""

import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from SyntheticLungCTLib.blueprint.file import write_blueprint
from SyntheticLungCTLib.blueprint.layer_files import write_layers
from SyntheticLungCTLib.blueprint.scene_file import read_blueprint_or_scene
from SyntheticLungCTLib.cli.blueprint import read_segmentation
from SyntheticLungCTLib.errors import InputError
from SyntheticLungCTLib.jobs import job as job_module
from SyntheticLungCTLib.jobs.job import State
from SyntheticLungCTLib.jobs.job_queue import JobQueue
from SyntheticLungCTLib.jobs.steps import at_once
from SyntheticLungCTLib.scanner.look import Look
from SyntheticLungCTLib.thorax.request import ThoraxRequest
from Testing.jobs.chest_job import SHAPE, a_python
from Testing.jobs.conftest import job_folders  # noqa: F401, a fixture
from Testing.phantom import thorax_phantom
from Testing.slicer_core_host import contents

from .test_segmentation import ROTATION, transform

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="shell scripts stand for workers")
NAME = "Müllers Lunge & Co"


@pytest.fixture
def scene_jobs(scene, job_folders):  # noqa: F811
    from SyntheticLungCTLib.slicer_bridge.scene_jobs import SceneJobs

    jobs = SceneJobs(scene, JobQueue())
    yield jobs
    jobs.close()
    assert job_folders() == []


@pytest.fixture
def chest_node(bridge, scene):
    return bridge.show(thorax_phantom(SHAPE, (30.0, 6.0, 6.5)), scene, NAME)


def completing(tmp_path, output=12):
    """A worker that hands out one and the same thorax; `output` says which of its arguments is the file for it."""
    done = write_blueprint(thorax_phantom(SHAPE, (30.0, 6.0, 6.5)), tmp_path / "completed.seg.nrrd", compress=False)
    return a_python(tmp_path / "completing", f'cp "{done}" "${{{output}}}"')


def finish(scene_jobs, timeout_s=120):
    over, end = [], time.monotonic() + timeout_s
    while not scene_jobs.queue.is_empty:
        assert time.monotonic() < end
        over += scene_jobs.queue.poll()
        time.sleep(0.02)
    return over


def test_a_ct_is_drawn_in_the_background_and_enters_the_scene_with_its_labels(scene_jobs, scene, bridge, chest_node):
    before = contents(scene)
    (job,) = scene_jobs.generate(chest_node, None, [3], steps=1, look=Look(lung_hu=-800))
    while not scene_jobs.queue.is_empty:
        assert contents(scene) == before or job.is_over
        scene_jobs.queue.poll()
        time.sleep(0.02)
    node = job.result
    assert job.state is State.DONE, job.error
    assert node.GetName() == f"SYNTHETIC {chest_node.GetName()} CT" and scene.IsNodePresent(node)
    assert (node.GetAttribute("SyntheticLungCT.Seed"), node.GetAttribute("SyntheticLungCT.Steps")) == ("3", "1")
    assert Look.model_validate_json(node.GetAttribute("SyntheticLungCT.Look")).lung_hu == -800
    labels = scene.GetNodeByID(node.GetNodeReferenceID("SyntheticLungCT.Labels"))
    assert np.array_equal(bridge.read(labels).blueprint.labels, bridge.read(chest_node).blueprint.labels)


def test_every_variant_is_a_job_with_its_own_seed(scene_jobs, chest_node, tmp_path):
    scene_jobs.python = a_python(tmp_path / "talking", 'echo "$@"')
    jobs = scene_jobs.generate(chest_node, None, [3, 4])
    finish(scene_jobs)
    assert ["--seed 3" in job.log[0] or "--seed 4" in job.log[0] for job in jobs] == [True, True]
    assert jobs[0].log[0] != jobs[1].log[0]


def test_wishes_reach_the_worker(scene_jobs, tmp_path):
    scene_jobs.python = a_python(tmp_path / "talking", 'echo "$@"')
    job = scene_jobs.sample(ThoraxRequest(lung_volume_l=5.5, slices=20, contrast=True), 7)
    finish(scene_jobs)
    assert "--seed 7 --lung-volume-l 5.5 --contrast --field-of-view-mm 360.0" in job.log[0]
    assert "--slices 20" in job.log[0]


@pytest.mark.parametrize("is_moved", [False, True], ids=["as it is", "under a linear transform"])
def test_a_worker_is_given_just_what_the_scene_shows(bridge, scene, chest_node, tmp_path, is_moved):
    from SyntheticLungCTLib.slicer_bridge.shown_segmentation import ShownSegmentation

    unmoved = bridge.read(chest_node).blueprint.geometry
    if is_moved:
        chest_node.SetAndObserveTransformNodeID(transform(scene, ROTATION).GetID())
    shown = bridge.read(chest_node).blueprint
    assert shown.geometry.is_close_to(unmoved) != is_moved
    given = at_once(ShownSegmentation(chest_node).copy_in_steps())
    at_once(write_layers(given, tmp_path / "given.layers.json"))
    for read in (
        read_segmentation(tmp_path / "given.layers.json").blueprint,
        read_blueprint_or_scene(tmp_path / "given.layers.json"),
    ):
        assert np.array_equal(read.labels, shown.labels) and read.geometry == shown.geometry
        assert (read.nodules, read.look) == (shown.nodules, shown.look)


def test_a_completion_outlives_the_segmentation_that_it_was_asked_for(scene_jobs, scene, chest_node, tmp_path):
    scene_jobs.python = completing(tmp_path)
    name = chest_node.GetName()
    job = scene_jobs.complete(chest_node, None, 5, True)
    scene.RemoveNode(chest_node)
    finish(scene_jobs)
    assert job.state is State.DONE, (job.error, list(job.log))
    assert job.result.GetName() == f"{name} completed" and job.result.GetAttribute("SyntheticLungCT.Seed") == "5"
    assert job.result.GetNodeReferenceID("SyntheticLungCT.CompletedFrom") is None


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("echo 'Error: The chest is upside down.' >&2; exit 2", "upside down"),
        ("kill -9 $$", "signal 9"),
        ("exit 0", "ct.nrrd does not exist"),
        ('touch "$TMPDIR/ct.nrrd"', "could not be read as an image"),
    ],
)
def test_a_job_that_fails_leaves_the_scene_as_it_was(scene_jobs, scene, chest_node, tmp_path, script, told):
    scene_jobs.python = a_python(tmp_path / "failing", script)
    before = contents(scene)
    scene_jobs.generate(chest_node, None, [0])
    (job,) = finish(scene_jobs)
    assert job.state is State.FAILED and told in job.error
    assert contents(scene) == before


def test_a_failure_while_results_enter_leaves_the_scene_as_it_was(scene_jobs, scene, chest_node, tmp_path, monkeypatch):
    from SyntheticLungCTLib.slicer_bridge import invention

    def fail(*_args):
        raise MemoryError("too large")

    monkeypatch.setattr(invention, "move_to_folder", fail)
    scene_jobs.python = completing(tmp_path)
    before = contents(scene)
    scene_jobs.complete(chest_node, None, 5, True)
    (job,) = finish(scene_jobs)
    assert job.state is State.FAILED and "Memory ran out" in job.error
    assert contents(scene) == before


def test_cancelling_leaves_the_scene_as_it_was(scene_jobs, scene, chest_node, tmp_path, monkeypatch):
    monkeypatch.setattr(job_module, "GRACE_S", 0.2)
    scene_jobs.python = a_python(tmp_path / "slow", "sleep 60")
    before = contents(scene)
    scene_jobs.generate(chest_node, None, [0, 1])
    scene_jobs.queue.poll()
    scene_jobs.queue.cancel()
    assert {job.state for job in finish(scene_jobs)} == {State.CANCELLED}
    assert contents(scene) == before


def test_closing_the_scene_ends_its_jobs_and_those_of_no_other(scene_jobs, bridge, tmp_path, job_folders):  # noqa: F811
    import slicer

    from SyntheticLungCTLib.slicer_bridge.scene_jobs import SceneJobs

    other_scene = slicer.vtkMRMLScene()
    other = SceneJobs(other_scene, JobQueue(), a_python(tmp_path / "slow", "sleep 60"))
    scene_jobs.python = other.python
    jobs = [jobs.sample(ThoraxRequest(), 0) for jobs in (scene_jobs, other)]
    scene_jobs.queue.poll(), other.queue.poll()
    pid = jobs[1]._worker.pid
    other_scene.Clear()
    assert [job.state for job in jobs] == [State.RUNNING, State.CANCELLED]
    assert other.queue.is_empty and len(job_folders()) == 1
    with pytest.raises(subprocess.CalledProcessError):
        subprocess.run(["kill", f"-{int(signal.SIGCONT)}", str(pid)], check=True, capture_output=True)
    other.close()


def test_results_of_two_scenes_do_not_mix(scene_jobs, scene, tmp_path):
    import slicer

    from SyntheticLungCTLib.slicer_bridge.scene_jobs import SceneJobs

    other = SceneJobs(slicer.vtkMRMLScene(), JobQueue())
    scene_jobs.python = other.python = completing(tmp_path, output=11)
    asked = [jobs.sample(ThoraxRequest(), seed) for jobs, seed in ((scene_jobs, 1), (other, 2), (scene_jobs, 3))]
    while not (scene_jobs.queue.is_empty and other.queue.is_empty):
        scene_jobs.queue.poll(), other.queue.poll()
        time.sleep(0.01)
    assert [job.state for job in asked] == [State.DONE] * 3, [job.error for job in asked]
    assert [job.result.GetScene() is other.scene for job in asked] == [False, True, False]
    assert [node.GetAttribute("SyntheticLungCT.Seed") for node in segmentations(scene)] == ["1", "3"]
    assert [node.GetAttribute("SyntheticLungCT.Seed") for node in segmentations(other.scene)] == ["2"]
    other.close()


def segmentations(scene):
    found = scene.GetNodesByClass("vtkMRMLSegmentationNode")
    return [found.GetItemAsObject(number) for number in range(found.GetNumberOfItems())]


def test_a_scene_that_is_dropped_takes_its_jobs_with_it_in_peace():
    drop = """
import gc
from Testing.slicer_core_host import slicer_app
slicer_app()
import slicer
from SyntheticLungCTLib.jobs.job_queue import JobQueue
from SyntheticLungCTLib.slicer_bridge.scene_jobs import SceneJobs
jobs = SceneJobs(slicer.vtkMRMLScene(), JobQueue())
jobs.itself = jobs
del jobs
print(gc.collect() > 0, "left in peace")
"""
    done = subprocess.run([sys.executable, "-c", drop], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr, done.stdout.split()[-3:]) == (0, "", ["left", "in", "peace"])


def test_what_cannot_be_read_is_refused_at_once(scene_jobs, scene):
    empty = scene.AddNewNodeByClass("vtkMRMLSegmentationNode", "Empty")
    for ask in (lambda: scene_jobs.generate(empty, None, [0]), lambda: scene_jobs.complete(empty, None, 0, False)):
        with pytest.raises(InputError, match="'Empty' has no segments"):
            ask()
    assert scene_jobs.queue.is_empty
