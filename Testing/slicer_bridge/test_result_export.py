"""A result is written where it is seen, whole, and under names that every system can read."""

import errno
from pathlib import Path

import numpy as np
import pytest
import SimpleITK as sitk

from SyntheticLungCTLib.blueprint.file import read_blueprint
from SyntheticLungCTLib.errors import InputError
from SyntheticLungCTLib.volume import CTVolume, read_ct
from Testing.phantom import thorax_phantom
from Testing.slicer_core_host import contents
from Testing.test_geometry import PLACEMENTS
from Testing.test_module_logic import MEAN_HU

TURNED_RAS = np.array([[0.0, -1, 0, 5], [1, 0, 0, 6], [0, 0, 1, 7], [0, 0, 0, 1]])


@pytest.fixture
def export(scene):
    from SyntheticLungCTLib.slicer_bridge.result_export import export_result

    return export_result


@pytest.fixture
def result_node(scene):
    """A CT and its labels as a job leaves them in the scene, oblique."""
    from SyntheticLungCTLib.slicer_bridge.drawing import add_drawing

    blueprint = thorax_phantom((6, 24, 28), (30.0, 12.0, 13.0))
    blueprint.geometry = PLACEMENTS["oblique"]
    ct = CTVolume(MEAN_HU[blueprint.labels], blueprint.geometry, {"SyntheticLungCT.Seed": "7"})
    return add_drawing(ct, blueprint, scene, "Jürgen Groß", ["Sketch"])


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
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_disk_that_is_full_half_way_leaves_nothing(export, result_node, tmp_path, monkeypatch, number):
    rename, renamed = Path.rename, []

    def full(self, target):
        renamed.append(target)
        if len(renamed) == number:
            raise OSError(errno.ENOSPC, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(InputError, match="No space left on device"):
        export(result_node, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_none_is_told(export, result_node, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="Choose another folder"):
        export(result_node, tmp_path / "file" / "out")
