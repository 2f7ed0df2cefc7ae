"""What a click shows is what a job works on: copied in steps, once for all jobs, refused when it changed meanwhile."""

import numpy as np
import pytest
import vtk
from vtk.util.numpy_support import numpy_to_vtk, vtk_to_numpy

from SyntheticLungCTLib import slabs
from SyntheticLungCTLib.blueprint.blueprint import Blueprint
from SyntheticLungCTLib.blueprint.file import read_blueprint, write_blueprint
from SyntheticLungCTLib.errors import InputError
from SyntheticLungCTLib.geometry import Geometry
from SyntheticLungCTLib.jobs import steps
from SyntheticLungCTLib.jobs.steps import at_once
from Testing.phantom import thorax_phantom
from Testing.test_module_nodules import ct_node  # noqa: F401, a fixture

CHANGED = r"was changed between the click and the work\. Try again"


@pytest.fixture
def single_slabs(monkeypatch):
    """A step for each slice, so that every moment can be met."""
    monkeypatch.setattr(steps, "STEP_S", 0)
    monkeypatch.setattr(slabs, "SLAB_VOXELS", 1)


@pytest.fixture
def shown_ct(ct_node):  # noqa: F811
    from SyntheticLungCTLib.slicer_bridge.shown_ct import ShownCT

    return ShownCT(ct_node)


@pytest.fixture
def filtered_node(ct_node):  # noqa: F811
    """A volume of floats, as other modules leave one."""
    import slicer

    voxels = slicer.util.arrayFromVolume(ct_node) + np.float32(0.25)
    ct_node.GetImageData().GetPointData().SetScalars(numpy_to_vtk(voxels.ravel(), deep=True))
    return ct_node


@pytest.fixture
def lungs_node(bridge, scene):
    labels = np.zeros((6, 8, 10), np.uint8)
    labels[1:5, 2:6, 1:4], labels[1:5, 2:6, 6:9] = 1, 2
    return bridge.show(Blueprint(labels, Geometry()), scene, "Lungs")


@pytest.fixture
def shown_lungs(lungs_node):
    from SyntheticLungCTLib.slicer_bridge.shown_segmentation import ShownSegmentation

    return ShownSegmentation(lungs_node)


def counted(taken):
    """What steps lead to, and how many they are."""
    count = 0
    while True:
        try:
            next(taken)
        except StopIteration as end:
            return end.value, count
        count += 1


def image_of(node):
    return node.GetSegmentation().GetLayerDataObject(0, "Binary labelmap")


@pytest.mark.usefixtures("single_slabs")
def test_a_ct_that_is_changed_before_it_is_copied_is_refused(shown_ct, ct_node):  # noqa: F811
    import slicer

    copying = shown_ct.copy_in_steps()
    next(copying)
    slicer.util.arrayFromVolume(ct_node)[3] = 0
    slicer.util.arrayFromVolumeModified(ct_node)
    with pytest.raises(InputError, match=CHANGED):
        at_once(copying)


def test_a_ct_that_is_changed_or_removed_afterwards_is_what_it_was(shown_ct, scene, ct_node):  # noqa: F811
    import slicer

    before = slicer.util.arrayFromVolume(ct_node).copy()
    copy = at_once(shown_ct.copy_in_steps())
    slicer.util.arrayFromVolume(ct_node)[:] = 0
    scene.RemoveNode(ct_node)
    assert np.array_equal(copy.hu, before)


def test_a_ct_whose_node_is_removed_before_it_is_copied_is_what_it_was(shown_ct, scene, ct_node):  # noqa: F811
    import slicer

    before = slicer.util.arrayFromVolume(ct_node).copy()
    scene.RemoveNode(ct_node)
    assert np.array_equal(at_once(shown_ct.copy_in_steps()).hu, before)


def test_showing_a_ct_and_asking_for_its_range_is_no_change(shown_ct, ct_node):  # noqa: F811
    ct_node.CreateDefaultDisplayNodes()
    ct_node.GetDisplayNode().SetAutoWindowLevel(True)
    ct_node.GetDisplayNode().GetImageDataConnection().GetProducer().Update()
    ct_node.GetImageData().GetScalarRange()
    ct_node.SetName("Renamed")
    assert at_once(shown_ct.copy_in_steps()).hu.shape == (40, 80, 80)


@pytest.mark.usefixtures("single_slabs")
def test_a_ct_of_floats_is_rounded_in_steps_and_stays_as_it_is(filtered_node):
    import slicer

    from SyntheticLungCTLib.slicer_bridge.shown_ct import ShownCT

    floats = slicer.util.arrayFromVolume(filtered_node)
    before = floats.copy()
    copy, count = counted(ShownCT(filtered_node).copy_in_steps())
    assert count == len(floats) and copy.hu.dtype == np.int16
    assert np.array_equal(copy.hu, np.rint(before)) and np.array_equal(floats, before)


def test_a_voxel_that_is_no_number_is_told_wherever_it_is(filtered_node, monkeypatch):
    import slicer

    from SyntheticLungCTLib import hounsfield_check
    from SyntheticLungCTLib.slicer_bridge.shown_ct import ShownCT

    monkeypatch.setattr(hounsfield_check, "SAMPLE_VOXELS", slicer.util.arrayFromVolume(filtered_node)[:4].size)
    slicer.util.arrayFromVolume(filtered_node)[1, 5, 5] = np.nan
    shown = ShownCT(filtered_node)  # a click sees some slices only
    with pytest.raises(InputError, match="NaN"):
        at_once(shown.image_in_steps())
    slicer.util.arrayFromVolume(filtered_node)[0, 5, 5] = np.nan
    with pytest.raises(InputError, match="NaN"):
        ShownCT(filtered_node)


def test_what_is_no_ct_is_refused_at_the_click(filtered_node):
    import slicer

    from SyntheticLungCTLib.slicer_bridge.shown_ct import ShownCT

    slicer.util.arrayFromVolume(filtered_node)[:] += 2000
    with pytest.raises(InputError, match="not in Hounsfield units"):
        ShownCT(filtered_node)


def test_labels_of_a_worker_are_read_in_steps_as_at_once(scene, tmp_path, monkeypatch):
    from SyntheticLungCTLib.slicer_bridge.label_image import label_image, read_labels_in_steps

    monkeypatch.setattr(slabs, "SLAB_VOXELS", 1)
    blueprint = thorax_phantom((8, 48, 56), (30.0, 6.0, 6.5))
    path = write_blueprint(blueprint, tmp_path / "map.seg.nrrd", compress=False)
    read, known = at_once(read_labels_in_steps(path)), label_image(read_blueprint(path))
    assert (read.values, read.nodules, read.look) == (known.values, blueprint.nodules, blueprint.look)
    voxels = [vtk_to_numpy(labels.image.GetPointData().GetScalars()) for labels in (read, known)]
    assert np.array_equal(*voxels) and np.array_equal(voxels[0], blueprint.labels.ravel())
    places = [vtk.vtkMatrix4x4() for _ in range(2)]
    for labels, place in zip((read, known), places, strict=True):
        labels.image.GetImageToWorldMatrix(place)
    assert np.allclose(*([place.GetElement(i, j) for i in range(4) for j in range(4)] for place in places))


def test_labels_that_nobody_knows_are_refused(scene, tmp_path):
    from SyntheticLungCTLib.slicer_bridge.label_image import read_labels_in_steps

    path = write_blueprint(Blueprint(np.ones((2, 3, 4), np.uint8), Geometry()), tmp_path / "map.seg.nrrd", False)
    path.write_bytes(path.read_bytes()[:-1] + b"\xfa")
    with pytest.raises(InputError, match="not in the blueprint's taxonomy"):
        at_once(read_labels_in_steps(path))


@pytest.mark.usefixtures("single_slabs")
def test_a_segmentation_that_is_painted_on_before_it_is_copied_is_refused(shown_lungs, lungs_node):
    copying = shown_lungs.copy_in_steps()
    next(copying)
    image_of(lungs_node).Modified()
    with pytest.raises(InputError, match=CHANGED):
        at_once(copying)


def test_the_first_job_copies_a_segmentation_for_all(shown_lungs, lungs_node):
    first = at_once(shown_lungs.copy_in_steps())
    vtk_to_numpy(image_of(lungs_node).GetPointData().GetScalars())[:] = 0
    image_of(lungs_node).Modified()
    second = at_once(shown_lungs.copy_in_steps())
    assert second is first and np.count_nonzero(second.layers[0].labels) == 96


def test_showing_a_segmentation_in_three_dimensions_is_no_change(shown_lungs, lungs_node):
    lungs_node.CreateClosedSurfaceRepresentation()
    assert np.count_nonzero(at_once(shown_lungs.copy_in_steps()).layers[0].labels) == 96
