"""A result is written where it is seen, whole, and under names that every system can read."""

import errno
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import SimpleITK as sitk

from SyntheticLungCTLib import unfinished_folder as unfinished_module
from SyntheticLungCTLib.blueprint.file import read_blueprint
from SyntheticLungCTLib.errors import InputError
from SyntheticLungCTLib.geometry import Geometry
from SyntheticLungCTLib.jobs.failure import explain
from SyntheticLungCTLib.jobs.job import State
from SyntheticLungCTLib.jobs.ownership import OWNER_FILE
from SyntheticLungCTLib.unfinished_folder import unfinished_folder
from SyntheticLungCTLib.volume import CTVolume, read_ct, write_ct
from Testing.jobs.chest_job import finish
from Testing.phantom import thorax_phantom
from Testing.slicer_core_host import contents, exported_by_slicer
from Testing.test_geometry import PLACEMENTS
from Testing.test_module_logic import MEAN_HU

from .test_segmentation import add_segment

TURNED_RAS = np.array([[0.0, -1, 0, 5], [1, 0, 0, 6], [0, 0, 1, 7], [0, 0, 0, 1]])


@pytest.fixture
def export(scene):
    from SyntheticLungCTLib.slicer_bridge.result_export import export_result

    return export_result


@pytest.fixture
def job_of(scene):
    """The job that has a worker, the real one, export a node."""
    from SyntheticLungCTLib.slicer_bridge.result_export import export_job

    def start(*arguments):
        job = export_job(*arguments)
        job.start()
        return job

    return start


@pytest.fixture
def result_node(scene):
    """A CT and its labels as a job leaves them in the scene, oblique."""
    from SyntheticLungCTLib.slicer_bridge.ct_image import ct_image
    from SyntheticLungCTLib.slicer_bridge.drawing import add_drawing
    from SyntheticLungCTLib.slicer_bridge.label_image import label_image

    blueprint = thorax_phantom((6, 24, 28), (30.0, 12.0, 13.0))
    blueprint.geometry = PLACEMENTS["oblique"]
    ct = CTVolume(MEAN_HU[blueprint.labels], blueprint.geometry, {"SyntheticLungCT.Seed": "7"})
    return add_drawing(ct_image(ct), label_image(blueprint), scene, "Jürgen Groß", ["Sketch"])


def transformed(scene, node, kind="vtkMRMLLinearTransformNode"):
    """The node and its labels under a transform that turns and moves them."""
    import slicer

    transform = scene.AddNewNodeByClass(kind)
    if kind == "vtkMRMLLinearTransformNode":
        slicer.util.updateTransformMatrixFromArray(transform, TURNED_RAS)
    for moved in (node, node.GetNodeReference("SyntheticLungCT.Labels")):
        moved.SetAndObserveTransformNodeID(transform.GetID())
    return transform


@pytest.mark.parametrize("is_moved", [False, True])
@pytest.mark.parametrize("suffix", [".nrrd", ".nii.gz"])
def test_what_is_written_lies_where_it_is_seen(export, scene, result_node, tmp_path, suffix, is_moved):
    from SyntheticLungCTLib.slicer_bridge.node_geometry import geometry_of_node
    from SyntheticLungCTLib.slicer_bridge.segmentation_to_blueprint import segmentation_to_blueprint

    if is_moved:
        transformed(scene, result_node)
    labels = segmentation_to_blueprint(result_node.GetNodeReference("SyntheticLungCT.Labels")).blueprint
    before = contents(scene)
    ct_file, segments_file, _ = export(result_node, tmp_path / "Größe 1", suffix)
    assert contents(scene) == before
    ct, read = read_ct(ct_file), read_blueprint(segments_file)
    import slicer

    assert np.array_equal(ct.hu, slicer.util.arrayFromVolume(result_node))
    assert ct.geometry.is_close_to(geometry_of_node(result_node), 1e-3)
    grid = ct.geometry.apply_to(sitk.GetImageFromArray(ct.hu))
    image = read.geometry.apply_to(sitk.GetImageFromArray(read.labels))
    on_grid = sitk.Resample(image, grid, sitk.Transform(), sitk.sitkNearestNeighbor)
    assert np.array_equal(sitk.GetArrayFromImage(on_grid), labels.labels)


@pytest.mark.parametrize("suffix", [".nrrd", ".nii.gz"])
def test_a_worker_writes_the_very_same_files(export, job_of, scene, result_node, tmp_path, suffix):
    transformed(scene, result_node)
    result_node.SetAttribute("SyntheticLungCT.Remark", 'ä "b"\nc\\n:=')
    result_node.SetName("-1 % größer")
    before = contents(scene)
    job = finish(job_of(result_node, tmp_path / "by a worker", suffix))
    assert job.state is State.DONE, (job.error, list(job.log))
    assert contents(scene) == before
    at_once = export(result_node, tmp_path / "at once", suffix)
    assert [path.name for path in job.result] == [path.name for path in at_once]
    for one, other in zip(job.result[:-1], at_once[:-1], strict=True):
        assert one.read_bytes() == other.read_bytes()
    assert json.loads(job.result[-1].read_text("utf-8")) == json.loads(at_once[-1].read_text("utf-8"))
    assert {path.parent for path in job.result} == {tmp_path / "by a worker"}


def test_what_is_removed_after_the_click_is_written_all_the_same(job_of, scene, result_node, tmp_path):
    job = job_of(result_node, tmp_path)
    scene.RemoveNode(result_node.GetNodeReference("SyntheticLungCT.Labels"))
    scene.RemoveNode(result_node)
    assert finish(job).state is State.DONE, (job.error, list(job.log))
    assert sorted(tmp_path.iterdir()) == sorted(job.result) and len(job.result) == 3


def test_a_cancelled_export_leaves_nothing(job_of, result_node, tmp_path):
    job = job_of(result_node, tmp_path)
    job.cancel()
    assert finish(job).state is State.CANCELLED and list(tmp_path.iterdir()) == []


def test_a_file_that_came_meanwhile_is_not_overwritten(job_of, result_node, tmp_path):
    job = job_of(result_node, tmp_path)
    (tmp_path / f"{result_node.GetName()}.seg.nrrd").write_text("of somebody else")
    assert finish(job).state is State.FAILED and "nothing was overwritten" in job.error
    (left,) = tmp_path.iterdir()
    assert left.read_text() == "of somebody else"


def test_slicer_reads_back_every_segment_known_or_not(export, scene, result_node, tmp_path):
    import slicer

    node = result_node.GetNodeReference("SyntheticLungCT.Labels")
    sketch = np.zeros((6, 24, 28), np.uint8)
    sketch[2:4, 5:20, 6:22] = 1  # over lungs and heart
    add_segment(node, "Größe: a, b", sketch, PLACEMENTS["oblique"])
    shown = voxels_by_segment(node, result_node)
    file = export(result_node, tmp_path)[1]
    read = scene.AddNewNodeByClass("vtkMRMLSegmentationNode")
    storage = slicer.vtkMRMLSegmentationStorageNode()
    storage.SetFileName(str(file))
    assert storage.ReadData(read)
    found = voxels_by_segment(read, result_node)
    assert found.keys() == shown.keys() and "Größe: a, b" in [facts[0] for facts, _ in found.values()]
    for name, (facts, voxels) in shown.items():
        assert found[name][0] == facts
        assert np.array_equal(found[name][1], voxels), name


def voxels_by_segment(node, reference):
    """Of each segment's ID: name, colour, terminology, and voxels on the reference's grid, as Slicer makes them."""
    from SyntheticLungCTLib.slicer_bridge.segment_terminology import terminology_of

    segmentation, found = node.GetSegmentation(), {}
    for name in segmentation.GetSegmentIDs():
        segment = segmentation.GetSegment(name)
        color = tuple(round(share, 3) for share in segment.GetColor())
        facts = (segment.GetName(), color, terminology_of(segment))
        found[name] = facts, exported_by_slicer(node, [name], reference)
    return found


def test_a_nrrd_says_in_its_header_how_it_came_about(export, result_node, tmp_path):
    assert read_ct(export(result_node, tmp_path)[0]).provenance["SyntheticLungCT.Seed"] == "7"


def test_names_that_a_system_does_not_allow_are_changed(export, result_node, tmp_path):
    result_node.SetName('a/b: "c" <1>? ')
    assert export(result_node, tmp_path)[0].name == "SYNTHETIC a_b_ _c_ _1__.nrrd"


def test_a_ct_whose_labels_were_removed_is_exported_without_them(export, scene, result_node, tmp_path):
    scene.RemoveNode(result_node.GetNodeReference("SyntheticLungCT.Labels"))
    assert [path.name.partition(".")[2] for path in export(result_node, tmp_path)] == ["nrrd", "provenance.json"]


def test_what_a_transform_bends_is_refused(export, scene, result_node, tmp_path):
    import slicer
    import vtk

    transform = transformed(scene, result_node, "vtkMRMLBSplineTransformNode")
    bend, grid = slicer.vtkOrientedGridTransform(), vtk.vtkImageData()
    grid.SetDimensions(3, 3, 3)
    grid.AllocateScalars(vtk.VTK_DOUBLE, 3)
    grid.GetPointData().GetScalars().Fill(2.0)
    bend.SetDisplacementGridData(grid)
    transform.SetAndObserveTransformToParent(bend)
    with pytest.raises(InputError, match="Harden transform"):
        export(result_node, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_disk_that_is_full_half_way_leaves_nothing(export, result_node, tmp_path, monkeypatch, number):
    rename, renamed = Path.rename, []

    def full(self, target):
        renamed.append(target)
        if len(renamed) == number:
            raise OSError(errno.ENOSPC, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(InputError, match="its disk is full") as told:
        export(result_node, tmp_path)
    assert explain(2, [f"Error: {told.value}"]) == str(told.value)  # and not that the temporary folder is full
    assert list(tmp_path.iterdir()) == []


#: An export that is killed when its first file has been copied beside the place where it goes.
KILLED = """
import os, shutil, signal, sys
from pathlib import Path
from SyntheticLungCTLib.cli.main import app
copy = shutil.copyfile
def killed(source, target):
    copy(source, target)
    os.kill(os.getpid(), signal.SIGKILL)
shutil.copyfile = killed
app()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_what_an_export_that_was_killed_left_goes_with_the_next(export, result_node, tmp_path):
    ct = write_ct(
        CTVolume(MEAN_HU[thorax_phantom((6, 24, 28), (30.0, 12.0, 13.0)).labels], Geometry()), tmp_path / "a.nrrd"
    )
    folder = tmp_path / "out"
    command = (sys.executable, "-c", KILLED, "export", str(ct), str(folder), "--name", "Killed")
    assert subprocess.run(command, cwd=Path(__file__).parents[2], check=False).returncode == -signal.SIGKILL
    (left,) = folder.iterdir()
    assert left.name.startswith(".export-") and list(left.glob("*.nrrd"))
    strangers = folder / ".export-of-somebody-else"
    strangers.mkdir()
    with unfinished_folder(folder) as living:
        make_old(left, living)
        files = export(result_node, folder)
        assert set(folder.iterdir()) == {*files, strangers, living}


def make_old(*folders):
    """As if they had been made a minute ago."""
    for folder in folders:
        os.utime(folder / OWNER_FILE, (time.time() - 60,) * 2)


def test_a_drive_that_locks_nothing_is_exported_to_all_the_same(export, result_node, tmp_path, monkeypatch):
    def refuse(_folder):
        (_folder / OWNER_FILE).touch()
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(unfinished_module, "own", refuse)
    files = export(result_node, tmp_path)
    assert set(tmp_path.iterdir()) == set(files)


def test_a_folder_that_is_none_is_told(export, result_node, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="Choose another folder"):
        export(result_node, tmp_path / "file" / "out")
