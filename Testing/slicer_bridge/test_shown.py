"""What a click shows is what a job works on: copied in steps, once for all jobs, refused when it changed meanwhile."""

import numpy as np
import pytest
from vtk.util.numpy_support import vtk_to_numpy

from SyntheticLungCTLib import slabs
from SyntheticLungCTLib.blueprint.blueprint import Blueprint
from SyntheticLungCTLib.errors import InputError
from SyntheticLungCTLib.geometry import Geometry
from SyntheticLungCTLib.jobs import steps
from SyntheticLungCTLib.jobs.steps import at_once
from Testing.test_module_nodules import ct_node  # noqa: F401, a fixture

CHANGED = r"was changed between the click and the work\. Try again"


@pytest.fixture
def single_slabs(monkeypatch):
    """A step for each slice, so that every moment can be met."""
    monkeypatch.setattr(steps, "STEP_S", 0)
    monkeypatch.setattr(slabs, "SLAB_BYTES", 1)


@pytest.fixture
def shown_ct(ct_node):  # noqa: F811
    from SyntheticLungCTLib.slicer_bridge.shown_ct import ShownCT

    return ShownCT(ct_node)


@pytest.fixture
def lungs_node(bridge, scene):
    labels = np.zeros((6, 8, 10), np.uint8)
    labels[1:5, 2:6, 1:4], labels[1:5, 2:6, 6:9] = 1, 2
    return bridge.show(Blueprint(labels, Geometry()), scene, "Lungs")


@pytest.fixture
def shown_lungs(lungs_node):
    from SyntheticLungCTLib.slicer_bridge.shown_segmentation import ShownSegmentation

    return ShownSegmentation(lungs_node)


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
