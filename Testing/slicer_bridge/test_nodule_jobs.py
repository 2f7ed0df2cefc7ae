"""Nodule jobs and the scene: what they are given, and that a worker's death leaves the scene as it was."""

import itertools
import json
import signal
import subprocess
import sys
import time
from dataclasses import asdict

import numpy as np
import pytest

from SyntheticLungCTLib import slabs
from SyntheticLungCTLib.blueprint.blueprint import Blueprint
from SyntheticLungCTLib.blueprint.file import write_blueprint
from SyntheticLungCTLib.blueprint.labels import Label
from SyntheticLungCTLib.blueprint.nodule import Nodule
from SyntheticLungCTLib.errors import InputError
from SyntheticLungCTLib.jobs import steps
from SyntheticLungCTLib.jobs.job import State
from SyntheticLungCTLib.jobs.job_queue import JobQueue
from SyntheticLungCTLib.jobs.steps import at_once
from SyntheticLungCTLib.nodules.handover import CT, INSERTED, SEGMENT
from SyntheticLungCTLib.nodules.quality import NoduleQuality
from SyntheticLungCTLib.population.specification import NoduleSpecification
from SyntheticLungCTLib.volume import read_ct, write_ct
from Testing.jobs.chest_job import a_python
from Testing.jobs.conftest import job_folders  # noqa: F401, a fixture
from Testing.slicer_core_host import contents, exported_by_slicer, folder_of
from Testing.test_module_nodules import CENTER_VOXEL, ct_node, nodule_node  # noqa: F401, fixtures

from .test_segmentation import bend

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="shell scripts stand for workers")
QUALITY = NoduleQuality(0.9, 5.0, 0.3, -20.0, 1.0, ())
WISH = NoduleSpecification(diameter_mm=9, texture=4)
#: Shows what it was asked for and never answers.
KEEPING = """
for folder; do :; done
while ! test -e "$folder/request.json"; do sleep 0.02; done
cp "$folder/request.json" {0}/request.json
sleep 60
"""


@pytest.fixture
def nodule_jobs(scene, job_folders, tmp_path):  # noqa: F811
    from SyntheticLungCTLib.slicer_bridge.nodule_jobs import NoduleJobs

    jobs = NoduleJobs(scene, JobQueue(), a_python(tmp_path / "keeping", KEEPING.format(tmp_path)))
    yield jobs
    jobs.queue.close()
    jobs.resident.close()
    assert job_folders() == []


def poll_until(jobs, holds, timeout_s=30):
    end = time.monotonic() + timeout_s
    while not holds():
        assert time.monotonic() < end
        jobs.queue.poll()
        time.sleep(0.02)


def center_lps_mm(volume_node, voxel):
    from SyntheticLungCTLib.slicer_bridge.node_geometry import geometry_of_node

    return geometry_of_node(volume_node).lps_of_index(voxel)


@pytest.mark.parametrize("how", ["killed", "cancelled"])
def test_a_worker_that_ends_at_work_leaves_the_scene_as_it_was(nodule_jobs, scene, ct_node, tmp_path, how, monkeypatch):  # noqa: F811
    from SyntheticLungCTLib.jobs import job as job_module

    monkeypatch.setattr(job_module, "GRACE_S", 0.1)
    before = contents(scene)
    job = nodule_jobs.insert_at(ct_node, center_lps_mm(ct_node, (20, 40, 40)), WISH, 7)
    poll_until(nodule_jobs, (tmp_path / "request.json").exists)
    request = (tmp_path / "request.json").read_text()
    assert '"--diameter-mm", "9.0", "--texture", "4", "--seed", "7"' in request
    if how == "killed":
        subprocess.run(["kill", f"-{signal.SIGKILL.value}", str(nodule_jobs.resident.pid)], check=True)
    else:
        nodule_jobs.queue.cancel()
    poll_until(nodule_jobs, lambda: job.is_over)
    assert job.state is (State.FAILED if how == "killed" else State.CANCELLED)
    assert ("signal 9" in job.error) == (how == "killed") and contents(scene) == before


@pytest.fixture
def a_growing_nodule(ct_node, tmp_path, monkeypatch):  # noqa: F811
    """A CT in single steps, and what a worker makes of it: the same nodule twice."""
    from SyntheticLungCTLib.slicer_bridge.given_ct import GivenCT

    monkeypatch.setattr(steps, "STEP_S", 0)
    monkeypatch.setattr(slabs, "SLAB_VOXELS", 1 << 15)
    at = center_lps_mm(ct_node, CENTER_VOXEL)
    given = GivenCT.at_point(ct_node, at, 5.0)
    ct = read_ct(given.write(tmp_path))
    at_once(given.copy_in_steps())
    labels = np.zeros(ct.hu.shape, np.uint8)
    labels[tuple(slice(n // 2 - 1, n // 2 + 2) for n in ct.hu.shape)] = Label.NODULE_SOLID
    ct.hu[labels > 0] = 55
    ct.provenance["SyntheticLungCT.NoduleChange0"] = json.dumps({"Quality": asdict(QUALITY), "Draws": 1})
    nodule = Nodule(center_lps_mm=at, diameter_mm=5.25, texture=5)
    for size in ("05.0mm", "06.0mm"):
        write_ct(ct, tmp_path / INSERTED / f"{size}{CT}")
        write_blueprint(Blueprint(labels, ct.geometry, [nodule]), tmp_path / INSERTED / f"{size}{SEGMENT}")
    return given


def test_a_result_changes_nothing_but_the_nodule(a_growing_nodule, scene, ct_node, tmp_path):  # noqa: F811
    import slicer

    before = slicer.util.arrayFromVolume(ct_node).copy()
    made = at_once(a_growing_nodule.add_insertions(tmp_path, scene, 3))
    assert [folder_of(node)[:16] for node in made] == ["Synthetic nodule"] * 2
    for node in made:
        changed = slicer.util.arrayFromVolume(node) != before
        assert changed.sum() == 27 and changed[CENTER_VOXEL] and node.GetName().startswith("SYNTHETIC")
        segment = node.GetNodeReference("SyntheticLungCT.Labels").GetSegmentation().GetNthSegment(0)
        assert segment.GetRepresentation("Binary labelmap").GetDimensions() == (3, 3, 3)
    assert np.array_equal(slicer.util.arrayFromVolume(ct_node), before)


def test_a_result_that_is_cancelled_at_any_step_leaves_the_scene_as_it_was(a_growing_nodule, scene, tmp_path):
    before = contents(scene)
    number = 0
    while True:
        entering = a_growing_nodule.add_insertions(tmp_path, scene, 3)
        taken = sum(1 for _ in itertools.islice(entering, number + 1))
        if taken <= number:
            break
        entering.close()
        assert contents(scene) == before, f"after step {number}"
        number += 1
    assert number >= 12 and contents(scene) != before


def test_a_second_nodule_that_cannot_enter_takes_the_first_one_with_it(a_growing_nodule, scene, tmp_path, monkeypatch):
    from SyntheticLungCTLib.slicer_bridge import nodule_in_scene

    filed, move = [], nodule_in_scene.move_to_folder

    def fail_at_the_second(nodes, name):
        filed.append(nodes)
        if len(filed) == 2:
            raise MemoryError("too large")
        return move(nodes, name)

    monkeypatch.setattr(nodule_in_scene, "move_to_folder", fail_at_the_second)
    before = contents(scene)
    with pytest.raises(MemoryError):
        at_once(a_growing_nodule.add_insertions(tmp_path, scene, 3))
    assert len(filed) == 2 and contents(scene) == before


def test_a_job_works_on_what_was_shown_when_it_was_asked_for(nodule_jobs, scene, ct_node, nodule_node):  # noqa: F811
    segment_id = nodule_node.GetSegmentation().GetNthSegmentID(0)
    job = nodule_jobs.remove(ct_node, nodule_node, segment_id, 0)
    scene.RemoveNode(nodule_node), scene.RemoveNode(ct_node)
    nodule_jobs.queue.poll()
    assert job.state is State.RUNNING, job.error


def test_a_ct_that_is_changed_before_it_is_copied_is_refused(nodule_jobs, scene, ct_node, tmp_path):  # noqa: F811
    import slicer

    before = contents(scene)
    job = nodule_jobs.insert_at(ct_node, center_lps_mm(ct_node, CENTER_VOXEL), WISH, 7)
    slicer.util.arrayFromVolume(ct_node)[:] = -1000
    slicer.util.arrayFromVolumeModified(ct_node)
    poll_until(nodule_jobs, lambda: job.is_over)
    assert job.state is State.FAILED and "was changed between the click and the work. Try again" in job.error
    assert contents(scene) == before


def test_a_ct_that_a_transform_bends_is_refused_at_once(nodule_jobs, scene, ct_node, nodule_node):  # noqa: F811
    bend(scene, ct_node)
    segment_id = nodule_node.GetSegmentation().GetNthSegmentID(0)
    for ask in (
        lambda: nodule_jobs.insert_at(ct_node, (0.0, 0.0, 0.0), WISH, 0),
        lambda: nodule_jobs.insert_segment(ct_node, nodule_node, segment_id, WISH, 0),
        lambda: nodule_jobs.remove(ct_node, nodule_node, segment_id, 0),
    ):
        with pytest.raises(InputError, match=r"'SYNTHETIC Patient\S*' is under the non-linear transform"):
            ask()
    assert nodule_jobs.queue.is_empty


def test_a_segment_is_read_as_the_box_that_holds_it(ct_node, nodule_node):  # noqa: F811
    from SyntheticLungCTLib.slicer_bridge.segment_on_volume import segment_box, segment_mask

    segment_id = nodule_node.GetSegmentation().GetNthSegmentID(0)
    whole = exported_by_slicer(nodule_node, [segment_id], ct_node) == 1
    box, mask = segment_box(nodule_node, segment_id, ct_node)
    assert whole.sum() == mask.sum() > 500 and np.array_equal(whole[box], mask)
    assert np.array_equal(segment_mask(nodule_node, segment_id, ct_node), whole)


def test_what_of_a_segment_lies_outside_of_the_volume_is_left_out(ct_node, nodule_node):  # noqa: F811
    import vtk

    from SyntheticLungCTLib.slicer_bridge.segment_on_volume import segment_box

    matrix = vtk.vtkMatrix4x4()
    ct_node.GetIJKToRASMatrix(matrix)
    for row in range(3):  # the volume now begins in the middle of the ball
        corner = [20 if axis == 2 else 0 for axis in range(3)]
        moved = sum(matrix.GetElement(row, axis) * corner[axis] for axis in range(3))
        matrix.SetElement(row, 3, matrix.GetElement(row, 3) + moved)
    ct_node.SetIJKToRASMatrix(matrix)
    box, mask = segment_box(nodule_node, nodule_node.GetSegmentation().GetNthSegmentID(0), ct_node)
    assert box[0].start == 0 and mask[0].sum() > 100 and mask.shape[0] == 4
    ct_node.SetOrigin(1000.0, 0.0, 0.0)
    with pytest.raises(InputError, match="no voxel in the volume"):
        segment_box(nodule_node, nodule_node.GetSegmentation().GetNthSegmentID(0), ct_node)


def test_nodules_are_read_from_their_tables_and_broken_ones_left_out(scene, ct_node):  # noqa: F811
    from SyntheticLungCTLib.nodules.insertion import Insertion
    from SyntheticLungCTLib.slicer_bridge.ct_image import ct_image
    from SyntheticLungCTLib.slicer_bridge.nodule_in_scene import add_insertion
    from SyntheticLungCTLib.slicer_bridge.nodule_list import nodules_in_scene
    from SyntheticLungCTLib.slicer_bridge.volume_node_to_ct import volume_node_to_ct

    ct, mask = volume_node_to_ct(ct_node), np.zeros((40, 80, 80), bool)
    mask[19:22, 38:42, 38:42] = True
    nodule = Nodule(center_lps_mm=(1.5, -2.5, 3.0), diameter_mm=5.25, texture=5)
    insertion = Insertion(ct, mask, nodule, QUALITY, 1)
    made = [add_insertion(insertion, ct_image(ct), scene, ct_node, seed) for seed in (3, 4)]
    first, second = nodules_in_scene(scene)
    assert (first.nodule, first.seed, second.seed) == (nodule, 3, 4)
    assert first.volume_node is made[0] and first.source_node is ct_node
    segment = first.segmentation_node.GetSegmentation().GetSegment(first.segment_id)
    assert segment.GetName() == "nodule, solid"
    made[0].GetNodeReference("SyntheticLungCT.Table").SetCellText(1, 1, "large")
    scene.RemoveNode(ct_node)
    (left,) = nodules_in_scene(scene)
    assert left.seed == 4 and left.source_node is None
