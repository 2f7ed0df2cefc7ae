"""Completing a segmentation and inventing a thorax in a real Slicer scene: what is the user's stays as it is."""

import json
import warnings
from dataclasses import replace

import numpy as np
import pytest

from SyntheticLungCTLib.blueprint.blueprint import Blueprint
from SyntheticLungCTLib.blueprint.labels import LUNGS, Label
from SyntheticLungCTLib.errors import Cancelled, InputError
from SyntheticLungCTLib.geometry import Geometry
from SyntheticLungCTLib.thorax.request import ThoraxRequest

from .phantom import thorax_phantom
from .slicer_core_host import contents, folder_of

TURNED_RAS = np.array([[0.0, -1, 0, 5], [1, 0, 0, 6], [0, 0, 1, 7], [0, 0, 0, 1]])


@pytest.fixture
def lungs_node(bridge, scene):
    """Two lungs and nothing else, under a transform that turns and moves them."""
    import slicer

    whole = thorax_phantom((24, 48, 56), (11.0, 6.0, 6.5))
    labels = np.where(np.isin(whole.labels, LUNGS), whole.labels, np.uint8(Label.OUTSIDE))
    node = bridge.show(Blueprint(labels, whole.geometry), scene, "Lungs")
    transform = scene.AddNewNodeByClass("vtkMRMLLinearTransformNode")
    slicer.util.updateTransformMatrixFromArray(transform, TURNED_RAS)
    node.SetAndObserveTransformNodeID(transform.GetID())
    return node


@pytest.fixture
def invented(monkeypatch):
    """Fast stand-ins for what invents: fat around what is given, and the phantom for a whole thorax."""
    from SyntheticLungCTLib.thorax import complete, sample

    def complete_blueprint(coarse, seed=0, contrast=False, device=None, progress=None, cancelled=None):
        progress and progress(1.0, "Inventing organs")
        return replace(coarse, labels=np.where(coarse.labels == Label.OUTSIDE, np.uint8(Label.FAT), coarse.labels))

    def sample_blueprint(seed=0, request=None, device=None, progress=None, cancelled=None):
        progress and progress(1.0, "Inventing organs")
        return thorax_phantom((12, 48, 56), (22.0, 6.0, 6.5), seed)

    monkeypatch.setattr(complete, "complete_blueprint", complete_blueprint)
    monkeypatch.setattr(sample, "sample_blueprint", sample_blueprint)


def written(node, path) -> bytes:
    """The file that Slicer saves a segmentation to."""
    import slicer

    storage = slicer.vtkMRMLSegmentationStorageNode()
    storage.SetFileName(str(path))
    assert storage.WriteData(node)
    return path.read_bytes()


@pytest.mark.filterwarnings("ignore:The segmentation has no")  # said where the test reads the lungs itself
def test_lungs_become_a_thorax_around_them_where_they_lie_in_the_world(module, bridge, lungs_node, few_steps):
    node = module.SyntheticLungCTLogic().complete(lungs_node, seed=1)
    given, completed = bridge.read(lungs_node).blueprint, bridge.read(node).blueprint
    assert completed.geometry.is_close_to(given.geometry, 1e-4)
    assert np.isin(completed.labels[given.labels == Label.LUNG_LEFT], (Label.LUNG_LEFT, Label.PULMONARY_VESSEL)).all()
    assert (completed.labels[given.labels == Label.OUTSIDE] != Label.OUTSIDE).mean() > 0.2
    for side in ("left lung", "right lung"):
        places = [segmentation_center(n, side) for n in (lungs_node, node)]
        assert places[0] == pytest.approx(places[1], abs=10)


def segmentation_center(node, segment_name):
    """The centre of a segment in the world, RAS mm."""
    segment_id = node.GetSegmentation().GetSegmentIdBySegmentName(segment_name)
    return node.GetSegmentCenterRAS(segment_id)


def test_the_users_own_segmentation_stays_byte_for_byte(module, lungs_node, invented, tmp_path):
    saved, described = written(lungs_node, tmp_path / "lungs.seg.nrrd"), str(lungs_node)
    module.SyntheticLungCTLogic().complete(lungs_node)
    assert str(lungs_node) == described
    assert written(lungs_node, tmp_path / "lungs.seg.nrrd") == saved


def test_the_completed_segmentation_says_what_it_is(module, scene, lungs_node, invented):
    shares = []
    node = module.SyntheticLungCTLogic().complete(
        lungs_node, seed=5, contrast=True, progress=lambda share, stage: shares.append(share)
    )
    assert shares[-1] == 1
    assert node.GetName() == f"{lungs_node.GetName()} completed"
    assert folder_of(node).startswith("Synthetic thorax") and folder_of(lungs_node) != folder_of(node)
    told = {key: node.GetAttribute(f"SyntheticLungCT.{key}") for key in ("Synthetic", "Seed", "Contrast")}
    assert told == {"Synthetic": "true", "Seed": "5", "Contrast": "true"}
    assert node.GetAttribute("SyntheticLungCT.Version") and node.GetAttribute("SyntheticLungCT.Model")
    assert scene.GetNodeByID(node.GetNodeReferenceID("SyntheticLungCT.CompletedFrom")) is lungs_node


@pytest.mark.filterwarnings("ignore:The segmentation has no")
def test_a_reference_volume_gives_the_completed_segmentation_its_grid(module, scene, bridge, lungs_node, invented):
    import slicer

    from SyntheticLungCTLib.slicer_bridge.node_geometry import geometry_of_node, ijk_to_ras_matrix

    reference = scene.AddNewNodeByClass("vtkMRMLScalarVolumeNode")
    slicer.util.updateVolumeFromArray(reference, np.zeros((20, 40, 30), np.int16))
    corner = bridge.read(lungs_node).blueprint.geometry
    reference.SetIJKToRASMatrix(ijk_to_ras_matrix(replace(corner, spacing_mm=(7.0, 8.0, 12.0))))
    node = module.SyntheticLungCTLogic().complete(lungs_node, reference)
    completed = bridge.read(node).blueprint
    assert completed.labels.shape == (20, 40, 30)
    assert completed.geometry.is_close_to(geometry_of_node(reference), 1e-4)
    role = slicer.vtkMRMLSegmentationNode.GetReferenceImageGeometryReferenceRole()
    again = module.SyntheticLungCTLogic().complete(node)  # the completed one's own reference is taken over
    assert node.GetNodeReferenceID(role) == again.GetNodeReferenceID(role) == reference.GetID()


def test_nobody_is_told_that_a_ct_will_lack_what_is_about_to_be_invented(module, lungs_node, invented):
    unknown = lungs_node.GetSegmentation().GetSegment("Segment_2")
    unknown.SetName("Sketch")
    unknown.RemoveTag("TerminologyEntry")
    logic = module.SyntheticLungCTLogic()
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        warnings.simplefilter("ignore", DeprecationWarning)  # of packages, which are for who writes them
        logic.complete(lungs_node)
    assert ["Sketch" in str(warning.message) for warning in told] == [True]
    assert logic.unknownSegments == ["Sketch"]


def test_removing_the_completed_segmentation_is_the_way_back(module, scene, lungs_node, invented):
    before = contents(scene)[0]
    node = module.SyntheticLungCTLogic().complete(lungs_node)
    display = node.GetDisplayNode()
    scene.RemoveNode(node)
    scene.RemoveNode(display)
    assert contents(scene)[0] == before


def test_the_scenes_undo_takes_a_completion_back_where_it_is_enabled(module, scene, lungs_node, invented):
    import slicer

    undoable = slicer.vtkMRMLSegmentationNode()
    undoable.SetUndoEnabled(True)
    scene.AddDefaultNode(undoable)
    scene.SetUndoOn()
    try:
        name = module.SyntheticLungCTLogic().complete(lungs_node).GetName()
        assert scene.GetFirstNodeByName(name)
        scene.Undo()
        assert not scene.GetFirstNodeByName(name) and scene.IsNodePresent(lungs_node)
    finally:
        scene.ClearUndoStack()
        scene.SetUndoOff()
        undoable.SetUndoEnabled(False)


@pytest.mark.parametrize("work", ["complete", "sample"])
def test_cancelling_leaves_the_scene_as_it_was(module, scene, lungs_node, work):
    logic = module.SyntheticLungCTLogic()
    given = {"complete": (lungs_node,), "sample": ()}[work]
    before = contents(scene)
    with pytest.raises(Cancelled):
        getattr(logic, work)(*given, cancelled=lambda: True)
    assert contents(scene) == before


@pytest.mark.parametrize("work", ["complete", "sample"])
def test_a_failure_leaves_the_scene_as_it_was(module, scene, lungs_node, invented, monkeypatch, work):
    from SyntheticLungCTLib.slicer_bridge import invention

    def fail(*_args):
        raise MemoryError("too large")

    monkeypatch.setattr(invention, "move_to_folder", fail)
    before = contents(scene)
    with pytest.raises(MemoryError):
        getattr(module.SyntheticLungCTLogic(), work)(*{"complete": (lungs_node,), "sample": ()}[work])
    assert contents(scene) == before


def test_what_cannot_be_completed_is_refused_with_advice(module, scene, bridge):
    complete = module.SyntheticLungCTLogic().complete
    empty = scene.AddNewNodeByClass("vtkMRMLSegmentationNode", "Empty")
    with pytest.raises(InputError, match="'Empty' has no segments"):
        complete(empty)
    blank = bridge.show(Blueprint(np.full((4, 5, 6), Label.LUNG_LEFT, np.uint8), Geometry()), scene, "Blank")
    image = blank.GetSegmentation().GetSegment("Segment_1").GetRepresentation("Binary labelmap")
    image.GetPointData().GetScalars().Fill(0)
    with pytest.raises(InputError, match="No segment is given"):
        complete(blank)
    with pytest.raises(ValueError, match="Select a segmentation"):
        complete(None)


def test_an_invented_thorax_says_what_it_is_and_which_nodules_it_has(module, bridge, invented):
    node = module.SyntheticLungCTLogic().sample(ThoraxRequest(lung_volume_l=5.5), seed=7)
    assert node.GetName() == "SYNTHETIC thorax, seed 7"
    assert folder_of(node).startswith("Synthetic thorax")
    told = {key: node.GetAttribute(f"SyntheticLungCT.{key}") for key in ("Synthetic", "Seed")}
    assert told == {"Synthetic": "true", "Seed": "7"}
    assert ThoraxRequest.model_validate_json(node.GetAttribute("SyntheticLungCT.Request")).lung_volume_l == 5.5
    expected = thorax_phantom((12, 48, 56), (22.0, 6.0, 6.5), 7)
    assert np.array_equal(bridge.read(node).blueprint.labels, expected.labels)
    noted = json.loads(node.GetAttribute("SyntheticLungCT.Nodules"))
    assert noted == [nodule.model_dump(mode="json") for nodule in expected.nodules] != []
