"""A synthetic CT in the scene says what it is, lies where it should, and leaves nothing behind when it fails."""

import numpy as np
import pytest

from SyntheticLungCTLib.volume import CTVolume

from ..test_geometry import PLACEMENTS


def a_ct(placement=PLACEMENTS["oblique"]) -> CTVolume:
    hu = np.random.default_rng(0).integers(-1024, 1500, (4, 5, 6)).astype(np.int16)
    return CTVolume(hu, placement, {"seed": "7", "SyntheticLungCT.version": "0.1.0"})


@pytest.fixture
def to_node(scene):
    from SyntheticLungCTLib.slicer_bridge import ct_to_volume_node

    return ct_to_volume_node


@pytest.mark.parametrize("placement", PLACEMENTS.values(), ids=PLACEMENTS.keys())
def test_values_and_placement_are_exact(to_node, placement):
    import slicer
    import vtk

    from SyntheticLungCTLib.slicer_bridge.node_geometry import geometry_of_node

    ct = a_ct(placement)
    node = to_node.ct_to_volume_node(ct)
    assert slicer.util.arrayFromVolume(node).dtype == np.int16
    assert np.array_equal(slicer.util.arrayFromVolume(node), ct.hu)
    assert geometry_of_node(node).is_close_to(placement, 1e-4)
    x, y, z = placement.lps_of_index((3, 0, 5))
    matrix = vtk.vtkMatrix4x4()
    node.GetIJKToRASMatrix(matrix)
    assert matrix.MultiplyPoint((5, 0, 3, 1))[:3] == pytest.approx((-x, -y, z), abs=1e-4)


def test_the_node_says_what_it_is(to_node):
    node = to_node.ct_to_volume_node(a_ct(), name="of Phantom")
    assert node.GetName().startswith("SYNTHETIC of Phantom")
    assert node.GetVoxelValueQuantity().GetCodeValue() == "112031"
    assert node.GetVoxelValueUnits().GetCodeValue() == "[hnsf'U]"
    display = node.GetDisplayNode()
    assert (display.GetWindow(), display.GetLevel(), display.GetAutoWindowLevel()) == (1400, -500, 0)
    assert node.GetAttribute("SyntheticLungCT.seed") == "7"
    assert node.GetAttribute("SyntheticLungCT.version") == "0.1.0"
    assert node.GetAttribute("SyntheticLungCT.Synthetic") == "true"
    assert node.GetAttribute("DICOM.instanceUIDs") is None


def test_synthetic_is_said_once(to_node):
    assert to_node.ct_to_volume_node(a_ct(), name="SYNTHETIC thorax CT").GetName().count("SYNTHETIC") == 1


def test_nodes_are_filed_in_a_folder(to_node, scene):
    import slicer

    from SyntheticLungCTLib.slicer_bridge.scene_folder import move_to_folder

    node = to_node.ct_to_volume_node(a_ct())
    folder = move_to_folder([node])
    hierarchy = slicer.vtkMRMLSubjectHierarchyNode.GetSubjectHierarchyNode(scene)
    assert hierarchy.GetItemParent(hierarchy.GetItemByDataNode(node)) == folder
    assert hierarchy.GetItemName(folder).startswith("Synthetic chest CT")


def test_a_failure_half_way_leaves_the_scene_as_it_was(to_node, scene, monkeypatch):
    from SyntheticLungCTLib.slicer_bridge.scene_changes import _contents

    def fail(_node):
        raise RuntimeError("no display")

    before = _contents(scene)
    monkeypatch.setattr(to_node, "_show_in_lung_window", fail)
    with pytest.raises(RuntimeError, match="no display"):
        to_node.ct_to_volume_node(a_ct())
    assert _contents(scene) == before
