"""A preview shows the nodule that will be drawn, and leaves nothing in the scene."""

import time

import numpy as np
import pytest

from SyntheticLungCTLib.errors import InputError
from SyntheticLungCTLib.nodules.sketch import sketched
from SyntheticLungCTLib.population.specification import NoduleSpecification
from Testing.slicer_core_host import contents
from Testing.test_module_nodules import CENTER_VOXEL, TURNED_RAS, ct_node  # noqa: F401, a fixture

WISH = NoduleSpecification(diameter_mm=9, texture=4)


@pytest.fixture
def preview(scene):
    from SyntheticLungCTLib.slicer_bridge.nodule_preview import NodulePreview

    made = NodulePreview(scene)
    yield made
    made.hide()


def center_ras_mm(volume_node, voxel=CENTER_VOXEL):
    from SyntheticLungCTLib.slicer_bridge.node_geometry import geometry_of_node

    left, back, head = geometry_of_node(volume_node).lps_of_index(voxel)
    return (-left, -back, head)


def test_what_is_shown_is_what_an_insertion_would_fill(preview, scene, ct_node):  # noqa: F811
    from SyntheticLungCTLib.slicer_bridge.segment_on_volume import segment_mask
    from SyntheticLungCTLib.slicer_bridge.volume_node_to_ct import volume_node_to_ct

    right, front, head = center_ras_mm(ct_node)
    sketch = preview.show(ct_node, (right, front, head), WISH, 5)
    mask, whole = sketched(volume_node_to_ct(ct_node), (-right, -front, head), WISH, 5)
    assert np.array_equal(mask[sketch.box], sketch.mask) and mask.sum() == sketch.mask.sum()
    assert sketch.wish == whole and whole.texture == 4
    (shown,) = [scene.GetNthNodeByClass(0, "vtkMRMLSegmentationNode")]
    assert shown.GetHideFromEditors() and not shown.GetSaveWithScene()
    assert np.array_equal(segment_mask(shown, shown.GetSegmentation().GetNthSegmentID(0), ct_node), mask)


def test_another_nodule_takes_the_place_of_the_last_and_none_is_left(preview, scene, ct_node):  # noqa: F811
    before = contents(scene)
    for diameter_mm in (6, 9, 12):
        preview.show(ct_node, center_ras_mm(ct_node), WISH.model_copy(update={"diameter_mm": diameter_mm}), 5)
        assert scene.GetNumberOfNodesByClass("vtkMRMLSegmentationNode") == 1
    preview.hide()
    assert contents(scene) == before and preview.sketch is None


def test_a_point_beside_the_lung_is_told_and_shows_nothing(preview, scene, ct_node):  # noqa: F811
    before = contents(scene)
    with pytest.raises(InputError, match=r"no lung\. The nearest place"):
        preview.show(ct_node, center_ras_mm(ct_node, (20, 5, 40)), WISH, 5)
    assert contents(scene) == before


def test_it_is_painted_on_a_finer_grid_and_under_the_segmentations_own_transform(preview, scene, ct_node):  # noqa: F811
    import slicer
    import vtk
    from vtk.util.numpy_support import vtk_to_numpy

    preview.show(ct_node, center_ras_mm(ct_node), WISH, 5)
    node = scene.AddNewNodeByClass("vtkMRMLSegmentationNode")
    node.SetAndObserveTransformNodeID(ct_node.GetTransformNodeID())
    matrix = vtk.vtkMatrix4x4()
    ct_node.GetIJKToRASMatrix(matrix)
    for row in range(3):  # slices of 1 mm where the CT has 2 mm
        matrix.SetElement(row, 2, matrix.GetElement(row, 2) / 2)
    labelmap = slicer.vtkOrientedImageData()
    labelmap.SetDimensions(80, 80, 80)
    labelmap.AllocateScalars(vtk.VTK_UNSIGNED_CHAR, 1)
    labelmap.SetImageToWorldMatrix(matrix)
    preview.draw_into(labelmap, node)
    painted = vtk_to_numpy(labelmap.GetPointData().GetScalars()).reshape(labelmap.GetDimensions()[::-1])
    assert painted.shape == (80, 80, 80) and set(np.unique(painted)) == {0, 1}
    assert painted[::2].sum() == preview.sketch.mask.sum()
    assert painted.sum() == pytest.approx(2 * preview.sketch.mask.sum(), rel=0.15)


def test_it_follows_the_mouse_wheel_without_holding_up_the_window(preview, ct_node):  # noqa: F811
    preview.show(ct_node, center_ras_mm(ct_node), WISH, 5)
    began = time.process_time()
    preview.show(ct_node, center_ras_mm(ct_node), WISH.model_copy(update={"diameter_mm": 10}), 5)
    assert time.process_time() - began < 0.25
