"""A segmentation in the scene becomes a blueprint and back, wherever it lies."""

import numpy as np
import pytest
import SimpleITK as sitk

from SyntheticLungCTLib.blueprint.blueprint import Blueprint
from SyntheticLungCTLib.blueprint.label_info import LABELS
from SyntheticLungCTLib.blueprint.labels import Label
from SyntheticLungCTLib.blueprint.nodule import Nodule
from SyntheticLungCTLib.blueprint.tree_lines import TreeLines, Trees
from SyntheticLungCTLib.errors import InputError
from SyntheticLungCTLib.geometry import Geometry
from SyntheticLungCTLib.scanner.look import Look
from SyntheticLungCTLib.volume import CTVolume
from Testing.slicer_core_host import exported_by_slicer

from ..test_geometry import PLACEMENTS

pytestmark = pytest.mark.filterwarnings("ignore:Left out", "ignore:The segmentation has no")

ROTATION = np.array([[0.0, -1, 0, 5], [1, 0, 0, 6], [0, 0, 1, 7], [0, 0, 0, 1]])
SHEAR = np.array([[1.0, 0.3, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]])


def all_labels(placement: Geometry = PLACEMENTS["oblique"]) -> Blueprint:
    """A blueprint that holds every label, in blocks of 2 x 3 x 4 voxels."""
    labels = np.arange(len(Label), dtype=np.uint8).reshape(1, -1, 1)
    return Blueprint(np.pad(labels.repeat(2, 0).repeat(3, 1).repeat(4, 2), 1), placement)


def transform(scene, matrix):
    import slicer

    node = scene.AddNewNodeByClass("vtkMRMLLinearTransformNode")
    slicer.util.updateTransformMatrixFromArray(node, matrix)
    return node


def add_segment(node, name, mask, geometry):
    """Add a segment on a layer of its own, as Segment Editor does for segments that overlap."""
    import slicer

    from SyntheticLungCTLib.slicer_bridge.label_image import label_image

    image = label_image(Blueprint(mask.astype(np.uint8), geometry)).image
    segment = slicer.vtkSegment()
    segment.SetName(name)
    segment.AddRepresentation("Binary labelmap", image)
    node.GetSegmentation().AddSegment(segment)


@pytest.mark.parametrize("placement", PLACEMENTS.values(), ids=PLACEMENTS.keys())
def test_a_blueprint_survives_the_scene_in_every_placement(bridge, placement):
    blueprint = all_labels(placement)
    reading = bridge.read(bridge.show(blueprint))
    assert np.array_equal(reading.blueprint.labels, blueprint.labels)
    assert reading.blueprint.geometry.is_close_to(placement, 1e-4)
    assert reading.unknown == []


def test_segments_carry_name_colour_and_terminology(bridge):
    import vtk

    segmentation = bridge.show(all_labels()).GetSegmentation()
    lung = segmentation.GetSegment("Segment_1")
    assert lung.GetName() == "left lung"
    assert lung.GetColor() == pytest.approx(LABELS[Label.LUNG_LEFT].color)
    terminology = vtk.reference("")
    lung.GetTag("TerminologyEntry", terminology)
    assert "SCT^39607008^Lung~SCT^7771000^Left" in terminology


def test_points_lie_in_ras_where_the_blueprint_has_them_in_lps(bridge):
    placement = PLACEMENTS["oblique"]
    labels = np.zeros((5, 6, 7), np.uint8)
    labels[3, 4, 2] = Label.NODULE_SOLID
    node = bridge.show(Blueprint(labels, placement))
    x, y, z = placement.lps_of_index((3, 4, 2))
    assert node.GetSegmentCenterRAS("Segment_14") == pytest.approx((-x, -y, z), abs=1e-4)


def test_ratings_and_look_come_back_while_they_still_hold(bridge):
    blueprint = all_labels()
    measured = next(n for n in bridge.read(bridge.show(blueprint)).blueprint.nodules if n.label == Label.NODULE_SOLID)
    center = tuple(v + 0.3 for v in measured.center_lps_mm)
    noted = Nodule(center_lps_mm=center, diameter_mm=measured.diameter_mm, texture=5, spiculation=4)
    blueprint.nodules, blueprint.look = [noted], Look(lung_hu=-800)
    node = bridge.show(blueprint)
    read = bridge.read(node).blueprint
    assert noted in read.nodules and len(read.nodules) == 3
    assert read.look == blueprint.look
    node.GetSegmentation().RemoveSegment("Segment_14")
    assert all(nodule.spiculation is None for nodule in bridge.read(node).blueprint.nodules)


@pytest.mark.parametrize("shape", [(6, 60, 6), (9, 20, 11)])
def test_a_reference_volume_gives_the_grid(bridge, scene, shape):
    import slicer

    from SyntheticLungCTLib.slicer_bridge.node_geometry import ijk_to_ras_matrix

    blueprint = all_labels(PLACEMENTS["plain"])
    grid = Geometry((0.9, 0.6, 1.1), tuple(v + 0.2 for v in PLACEMENTS["plain"].origin_mm))
    reference = scene.AddNewNodeByClass("vtkMRMLScalarVolumeNode")
    slicer.util.updateVolumeFromArray(reference, np.zeros(shape, np.int16))
    reference.SetIJKToRASMatrix(ijk_to_ras_matrix(grid))
    node = bridge.show(blueprint)
    for parent in (None, transform(scene, ROTATION).GetID()):
        node.SetAndObserveTransformNodeID(parent)
        reference.SetAndObserveTransformNodeID(parent)
        read = bridge.read(node, reference).blueprint
        given = blueprint.geometry.apply_to(sitk.GetImageFromArray(blueprint.labels))
        target = grid.apply_to(sitk.Image(*reversed(shape), sitk.sitkUInt8))
        expected = sitk.GetArrayFromImage(sitk.Resample(given, target, sitk.Transform(), sitk.sitkNearestNeighbor))
        assert np.mean(read.labels == expected) > 0.99
        if parent is None:
            assert read.geometry.is_close_to(grid)


def test_a_linear_transform_is_applied_and_the_node_left_alone(bridge, scene):
    blueprint = all_labels()
    node = bridge.show(blueprint)
    node.SetAndObserveTransformNodeID(transform(scene, ROTATION).GetID())
    before = scene.GetNumberOfNodes()
    read = bridge.read(node).blueprint
    ras_to_lps = np.diag([-1.0, -1, 1, 1])
    expected = ras_to_lps @ ROTATION @ ras_to_lps @ blueprint.geometry.index_to_lps_matrix()
    assert np.allclose(read.geometry.index_to_lps_matrix(), expected, atol=1e-4)
    assert np.array_equal(read.labels, blueprint.labels)
    assert node.GetTransformNodeID() and scene.GetNumberOfNodes() == before


def test_lines_of_trees_come_back_and_move_with_the_node(bridge, scene):
    blueprint = all_labels()
    tubes = [(np.array([[1.0, 2, 3], [5, 4, 6]]), np.array([2.0, 1.0]))]
    blueprint.trees = TreeLines.of_trees(Trees(tubes, []), blueprint.geometry)
    node = bridge.show(blueprint)
    for parent in (None, transform(scene, ROTATION).GetID()):
        node.SetAndObserveTransformNodeID(parent)
        read = bridge.read(node).blueprint
        ((points_mm, radii_mm),) = read.trees.trees(read.geometry).vessels
        assert np.allclose(points_mm, tubes[0][0], atol=0.05)
        assert np.allclose(radii_mm, tubes[0][1], atol=0.05)


def test_spoilt_notes_are_told_under_a_transform_too(bridge, scene):
    node = bridge.show(all_labels())
    node.SetAttribute("SyntheticLungCT.Trees", "1 2 spoilt")
    for parent in (None, transform(scene, ROTATION).GetID()):
        node.SetAndObserveTransformNodeID(parent)
        with pytest.raises(InputError, match="cannot be read"):
            bridge.read(node)


def test_a_shearing_transform_needs_a_reference_volume(bridge, scene):
    node = bridge.show(all_labels())
    node.SetAndObserveTransformNodeID(transform(scene, SHEAR).GetID())
    before = scene.GetNumberOfNodes()
    with pytest.raises(InputError, match="shears"):
        bridge.read(node)
    assert scene.GetNumberOfNodes() == before


def bend(scene, node):
    """Put a node under a transform that is not linear."""
    import slicer
    import vtk

    node.SetAndObserveTransformNodeID(scene.AddNewNodeByClass("vtkMRMLBSplineTransformNode").GetID())
    bending = slicer.vtkOrientedGridTransform()
    grid = vtk.vtkImageData()
    grid.SetDimensions(3, 3, 3)
    grid.AllocateScalars(vtk.VTK_DOUBLE, 3)
    grid.GetPointData().GetScalars().Fill(2.0)
    bending.SetDisplacementGridData(grid)
    node.GetParentTransformNode().SetAndObserveTransformToParent(bending)


@pytest.mark.parametrize("bent", ["segmentation", "reference volume"])
def test_a_nonlinear_transform_is_refused_with_advice(bridge, scene, bent):
    import slicer

    node = bridge.show(all_labels())
    reference = scene.AddNewNodeByClass("vtkMRMLScalarVolumeNode", "Aufnahme für Jörg")
    slicer.util.updateVolumeFromArray(reference, np.zeros((5, 6, 7), np.int16))
    bend(scene, node if bent == "segmentation" else reference)
    with pytest.raises(InputError, match="Harden transform"):
        bridge.read(node, reference)


def test_overlapping_segments_of_other_tools_are_put_together_by_priority(bridge, scene):
    geometry = PLACEMENTS["oblique"]
    node = scene.AddNewNodeByClass("vtkMRMLSegmentationNode")
    nodule, lung, body = (np.zeros((9, 10, 11), bool) for _ in range(3))
    body[1:8, 1:9, 1:10], lung[2:7, 2:8, 2:9], nodule[4:6, 4:6, 4:6] = True, True, True
    for name, mask in (("Lung nodule", nodule), ("lung_upper_lobe_left", lung), ("body", body), ("Sketch 3", lung)):
        add_segment(node, name, mask, geometry)
    reading = bridge.read(node)
    assert reading.unknown == ["Sketch 3"]
    expected = np.select([nodule, lung, body], [Label.NODULE_SOLID, Label.LUNG_LEFT, Label.SOFT_TISSUE], 0)
    found = reading.blueprint
    assert [int(np.sum(found.labels == v)) for v in (14, 1, 7)] == [int(np.sum(expected == v)) for v in (14, 1, 7)]
    index = np.argwhere(expected == Label.NODULE_SOLID).mean(axis=0)
    assert found.nodules[0].center_lps_mm == pytest.approx(geometry.lps_of_index(tuple(index)), abs=1e-3)


@pytest.mark.parametrize("count", [1, 200])
def test_one_segment_and_two_hundred_are_read_without_a_reference_volume(bridge, scene, count):
    node = scene.AddNewNodeByClass("vtkMRMLSegmentationNode", "Größe 1")
    expected = np.zeros((8, 20, 30), np.uint8)
    for number in range(count):
        mask = np.zeros(expected.shape, bool)
        mask[1 + number // 40, 1:19, 1 + number % 28] = True
        add_segment(node, f"Rippe {number}" if number else "left lung", mask, PLACEMENTS["oblique"])
        expected[mask] = Label.LUNG_LEFT if number == 0 else expected[mask]
    reading = bridge.read(node)
    assert reading.recognised == {"left lung": Label.LUNG_LEFT} and len(reading.unknown) == count - 1
    assert (reading.blueprint.labels == Label.LUNG_LEFT).sum() == (expected == Label.LUNG_LEFT).sum() == 18


@pytest.fixture
def surfaces(bridge):
    """Of four segments, one within another and one of no voxel, and the blueprint that they are made from."""
    blueprint = Blueprint(np.zeros((16, 24, 30), np.uint8), PLACEMENTS["oblique"])
    blueprint.labels[3:13, 4:20, 5:14] = Label.LUNG_LEFT
    blueprint.labels[3:13, 4:20, 16:25] = Label.LUNG_RIGHT
    blueprint.labels[6:10, 8:15, 7:12] = Label.NODULE_SOLID
    node = bridge.show(blueprint)
    node.GetSegmentation().AddEmptySegment("nothing", "heart")
    node.CreateClosedSurfaceRepresentation()
    node.GetSegmentation().SetSourceRepresentationName("Closed surface")
    node.RemoveBinaryLabelmapRepresentation()
    return node, blueprint


def test_surfaces_are_turned_into_voxels_of_the_same_grid(bridge, surfaces):
    node, blueprint = surfaces
    read = bridge.read(node).blueprint
    assert read.geometry.is_close_to(blueprint.geometry)
    assert np.mean(read.labels != blueprint.labels) < 0.05
    assert set(np.unique(read.labels)) == set(np.unique(blueprint.labels))
    assert not node.GetSegmentation().ContainsRepresentation("Binary labelmap")


def test_voxels_of_surfaces_are_those_that_slicer_makes(bridge, scene, surfaces):
    from SyntheticLungCTLib.slicer_bridge.ct_to_volume_node import ct_to_volume_node

    node, _ = surfaces
    ours = bridge.read(node).blueprint.labels
    hu = np.random.default_rng(0).normal(-500, 300, ours.shape)
    grid = ct_to_volume_node(CTVolume(hu, PLACEMENTS["oblique"]), scene)
    node.GetSegmentation().RemoveSegment("nothing")
    slicers = exported_by_slicer(node, list(node.GetSegmentation().GetSegmentIDs()), grid)
    assert (ours > 0).sum() > 2000 and np.mean((slicers > 0) != (ours > 0)) < 0.02


def test_surfaces_without_a_grid_need_a_reference_volume(bridge, scene, surfaces):
    from SyntheticLungCTLib.slicer_bridge.ct_to_volume_node import ct_to_volume_node

    node, blueprint = surfaces
    node.GetSegmentation().SetConversionParameter("Reference image geometry", "")
    with pytest.raises(InputError, match="Select a reference volume"):
        bridge.read(node)
    hu = np.where(blueprint.labels, -800, 40)
    volume = ct_to_volume_node(CTVolume(hu, blueprint.geometry), scene)
    assert np.mean(bridge.read(node, volume).blueprint.labels != blueprint.labels) < 0.05


def test_what_cannot_be_read_is_refused_with_the_reason(bridge, scene):
    empty = scene.AddNewNodeByClass("vtkMRMLSegmentationNode")
    with pytest.raises(InputError, match="has no segments"):
        bridge.read(empty)
    add_segment(empty, "Sketch", np.ones((3, 3, 3)), Geometry())
    with pytest.raises(InputError, match=r"No segment of .* is known; its segments are: Sketch"):
        bridge.read(empty)
    node = bridge.show(all_labels())
    with pytest.raises(InputError, match="holds no image"):
        bridge.read(node, scene.AddNewNodeByClass("vtkMRMLScalarVolumeNode"))
