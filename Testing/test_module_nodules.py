"""Nodules in a CT of a real Slicer scene: the patient's CT stays, a new one with segment and table appears."""

import numpy as np
import pytest

from SyntheticLungCTLib.errors import InputError
from SyntheticLungCTLib.geometry import Geometry
from SyntheticLungCTLib.population.specification import NoduleSpecification
from SyntheticLungCTLib.volume import CTVolume

from .slicer_core_host import contents, folder_of

TURNED_RAS = np.array([[0.0, -1, 0, 5], [1, 0, 0, 6], [0, 0, 1, 7], [0, 0, 0, 1]])
CENTER_VOXEL = (20, 40, 40)


@pytest.fixture
def ct_node(scene):
    """A block of lung with a wall, under a transform that turns and moves it."""
    import slicer

    from SyntheticLungCTLib.slicer_bridge.ct_to_volume_node import ct_to_volume_node

    hu = np.random.default_rng(0).normal(-850, 40, (40, 80, 80))
    hu[:, :20] = 40
    node = ct_to_volume_node(CTVolume(hu, Geometry((0.8, 0.8, 2.0), (10.0, -20.0, 30.0))), scene, "Patient")
    transform = scene.AddNewNodeByClass("vtkMRMLLinearTransformNode")
    slicer.util.updateTransformMatrixFromArray(transform, TURNED_RAS)
    node.SetAndObserveTransformNodeID(transform.GetID())
    return node


@pytest.fixture
def nodule_node(scene, ct_node, bridge):
    """A ball painted over the CT, in the world."""
    from SyntheticLungCTLib.blueprint.blueprint import Blueprint
    from SyntheticLungCTLib.blueprint.labels import Label
    from SyntheticLungCTLib.slicer_bridge.node_geometry import geometry_of_node

    grids = np.ogrid[:40, :80, :80]
    squared = sum(((g - c) * mm) ** 2 for g, c, mm in zip(grids, CENTER_VOXEL, (2.0, 0.8, 0.8), strict=True))
    labels = np.where(squared <= 36, np.uint8(Label.NODULE_SOLID), np.uint8(0))
    return bridge.show(Blueprint(labels, geometry_of_node(ct_node)), scene, "Painted")


@pytest.fixture
def segment_id(nodule_node):
    return nodule_node.GetSegmentation().GetNthSegmentID(0)


def point_at(scene, ct_node, voxel):
    """A markups node with one point on a voxel (z, y, x) of the CT, in the world."""
    from SyntheticLungCTLib.slicer_bridge.node_geometry import geometry_of_node

    left, back, head = geometry_of_node(ct_node).lps_of_index(voxel)
    node = scene.AddNewNodeByClass("vtkMRMLMarkupsFiducialNode")
    node.AddControlPointWorld([-left, -back, head])
    return node


def test_a_painted_segment_becomes_a_nodule_in_a_copy_of_the_ct(
    module, scene, ct_node, nodule_node, segment_id, untrained_networks
):
    import slicer

    before = slicer.util.arrayFromVolume(ct_node).copy()
    wish = NoduleSpecification(texture=5, spiculation=4)
    made = module.SyntheticLungCTLogic().insertNodule(ct_node, nodule_node, segment_id, wish, seed=3)
    assert np.array_equal(slicer.util.arrayFromVolume(ct_node), before)
    after = slicer.util.arrayFromVolume(made)
    assert after[CENTER_VOXEL] != before[CENTER_VOXEL] and np.array_equal(after[:, :20], before[:, :20])
    assert made.GetName().startswith("SYNTHETIC") and folder_of(made).startswith("Synthetic nodule")
    table = made.GetNodeReference("SyntheticLungCT.Table")
    facts = {table.GetCellText(row, 0): table.GetCellText(row, 1) for row in range(table.GetNumberOfRows())}
    assert facts["texture"] == "5" and facts["spiculation"] == "4" and facts["seed"] == "3"
    assert float(facts["diameter_mm"]) == pytest.approx(12, rel=0.05)
    segmentation = made.GetNodeReference("SyntheticLungCT.Labels").GetSegmentation()
    assert segmentation.GetNumberOfSegments() == 1 and segmentation.GetNthSegment(0).GetName() == "nodule, solid"


def test_a_click_becomes_a_nodule_there(module, scene, ct_node, untrained_networks):
    import slicer

    point = point_at(scene, ct_node, CENTER_VOXEL)
    made = module.SyntheticLungCTLogic().insertNoduleAt(ct_node, point, NoduleSpecification(diameter_mm=9), seed=1)
    changed = slicer.util.arrayFromVolume(made) != slicer.util.arrayFromVolume(ct_node)
    assert changed[CENTER_VOXEL]
    assert np.abs(np.argwhere(changed).mean(axis=0) - CENTER_VOXEL).max() < 4


def test_a_click_beside_the_lung_is_told_and_changes_nothing(module, scene, ct_node, untrained_networks):
    point = point_at(scene, ct_node, (20, 5, 40))
    before = contents(scene)
    with pytest.raises(InputError, match=r"no lung\. The nearest place"):
        module.SyntheticLungCTLogic().insertNoduleAt(ct_node, point, NoduleSpecification(diameter_mm=9))
    assert contents(scene) == before


def test_what_was_put_in_can_be_taken_out(module, scene, ct_node, nodule_node, segment_id, untrained_networks):
    import slicer

    logic = module.SyntheticLungCTLogic()
    inserted = logic.insertNodule(ct_node, nodule_node, segment_id, NoduleSpecification(texture=5))
    removed = logic.removeNodule(inserted, nodule_node, segment_id)
    dense = [slicer.util.arrayFromVolume(node)[CENTER_VOXEL] for node in (inserted, removed)]
    assert dense[1] < dense[0] - 200
    assert removed.GetAttribute("SyntheticLungCT.NoduleChange1")


def test_an_unknown_segment_is_told(module, ct_node, nodule_node, untrained_networks):
    with pytest.raises(InputError, match="no segment"):
        module.SyntheticLungCTLogic().insertNodule(ct_node, nodule_node, "nothing")
