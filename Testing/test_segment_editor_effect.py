"""The Segment Editor effect "Synthetic nodule": click, see, paint, undo, and draw when asked."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from .slicer_core_host import contents
from .test_module_nodules import CENTER_VOXEL, ct_node  # noqa: F401, a fixture

pytest.importorskip("PySide6", reason="needs Qt: pip install PySide6-Essentials")
FOLDER = Path(__file__).parents[1] / "SegmentEditorSyntheticNodule"
IN_LUNG, IN_WALL = (10, 10), (20, 20)


@pytest.fixture
def segmentation_node(scene, ct_node):  # noqa: F811
    """A segmentation under the CT's transform, with one empty segment that is being edited."""
    node = scene.AddNewNodeByClass("vtkMRMLSegmentationNode", "Edited")
    node.SetReferenceImageGeometryParameterFromVolumeNode(ct_node)
    node.SetAndObserveTransformNodeID(ct_node.GetTransformNodeID())
    node.GetSegmentation().AddEmptySegment("nodule", "nodule")
    return node


@pytest.fixture
def asked(module, monkeypatch):
    """What the effect asked the module's panel to draw."""
    import slicer

    calls = []
    nodules = SimpleNamespace(insertSegment=lambda *arguments: calls.append(arguments))
    panel = SimpleNamespace(self=lambda: SimpleNamespace(nodules=nodules))
    modules = SimpleNamespace(**vars(getattr(slicer, "modules", SimpleNamespace())))
    modules.syntheticlungct = SimpleNamespace(widgetRepresentation=lambda: panel)
    monkeypatch.setattr(slicer, "modules", modules, raising=False)
    return calls


@pytest.fixture
def effect(module, scene, ct_node, segmentation_node, asked):  # noqa: F811
    from .qt_host.host import application, qt_application, segment_editor_effect
    from .qt_host.segment_editor import ScriptedEffect

    application().errors.clear()
    made = segment_editor_effect()(ScriptedEffect(segmentation_node, "nodule", ct_node))
    made.setupOptionsFrame()
    made.setMRMLDefaults()
    made.updateGUIFromMRML()
    made.application, made.process_events = application(), qt_application().processEvents
    yield made
    made.deactivate()


@pytest.fixture
def view(ct_node):  # noqa: F811
    """A slice view, in which two places can be clicked."""
    from SyntheticLungCTLib.slicer_bridge.node_geometry import geometry_of_node

    geometry = geometry_of_node(ct_node)
    places = {IN_LUNG: CENTER_VOXEL, IN_WALL: (20, 5, 40)}
    ras = {xy: np.array([-1, -1, 1]) * geometry.lps_of_index(voxel) for xy, voxel in places.items()}
    return SimpleNamespace(className=lambda: "qMRMLSliceWidget", ras_of=ras)


def send(effect, view, event, xy=IN_LUNG, shift=False):
    import vtk

    interactor = SimpleNamespace(GetShiftKey=lambda: shift, GetEventPosition=lambda: xy)
    return effect.processInteractionEvents(interactor, getattr(vtk.vtkCommand, event), view)


def voxels(segmentation_node):
    """How many voxels the segment has."""
    from vtk.util.numpy_support import vtk_to_numpy

    image = segmentation_node.GetSegmentation().GetSegment("nodule").GetRepresentation("Binary labelmap")
    scalars = image.GetPointData().GetScalars() if image else None
    return int((vtk_to_numpy(scalars) > 0).sum()) if scalars else 0


def test_a_click_shows_the_nodule_and_changes_no_segment(effect, view, segmentation_node):
    assert not effect.ui.applyButton.enabled and "Click in the lung" in effect.ui.stateLabel.text
    assert send(effect, view, "LeftButtonPressEvent")
    assert effect.ui.applyButton.enabled and effect.ui.stateLabel.text.startswith("10.0 mm, ")
    assert effect.nodule.sketch.mask.sum() == pytest.approx(np.pi / 6 * 10**3 / (0.8 * 0.8 * 2), rel=0.05)
    assert voxels(segmentation_node) == 0


def test_shift_and_mouse_wheel_change_the_size_of_what_is_shown(effect, view):
    send(effect, view, "LeftButtonPressEvent")
    before = effect.nodule.sketch.mask.sum()
    assert send(effect, view, "MouseWheelForwardEvent", shift=True)
    assert effect.scriptedEffect.doubleParameter("DiameterMm") == effect.ui.diameterSlider.value == 11
    effect.nodule.show()  # which the timer does when the wheel rests
    assert effect.nodule.sketch.mask.sum() == pytest.approx(1.1**3 * before, rel=0.03)
    assert not send(effect, view, "MouseWheelForwardEvent")
    for _ in range(40):
        send(effect, view, "MouseWheelBackwardEvent", shift=True)
    assert effect.ui.diameterSlider.value == 3


def test_apply_paints_what_was_shown_and_undo_takes_it_back(effect, view, scene, segmentation_node, asked):
    before = contents(scene)
    send(effect, view, "LeftButtonPressEvent")
    shown = int(effect.nodule.sketch.mask.sum())
    effect.onApply()
    assert voxels(segmentation_node) == shown and effect.application.errors == []
    assert contents(scene) == before and not effect.ui.applyButton.enabled and asked == []
    effect.scriptedEffect.undo()
    assert voxels(segmentation_node) == 0


def test_two_nodules_are_added_to_one_segment(effect, view, segmentation_node):
    send(effect, view, "LeftButtonPressEvent")
    effect.onApply()
    once = voxels(segmentation_node)
    view.ras_of[IN_LUNG] = view.ras_of[IN_LUNG] + (0.0, 0.0, 24.0)
    send(effect, view, "LeftButtonPressEvent")
    effect.onApply()
    assert voxels(segmentation_node) == pytest.approx(2 * once, rel=0.05)


def test_a_click_beside_the_lung_is_told_and_shows_nothing(effect, view, scene):
    before = contents(scene)
    send(effect, view, "LeftButtonPressEvent", IN_WALL)
    assert "no lung. The nearest place" in effect.ui.stateLabel.text
    assert not effect.ui.applyButton.enabled and contents(scene) == before


def test_with_the_option_chosen_apply_draws_the_nodule_that_was_shown(
    effect,
    view,
    segmentation_node,
    ct_node,  # noqa: F811
    asked,
):
    effect.ui.insertCheckBox.checked = True
    effect.ui.textureSlider.value, effect.ui.seedSpinBox.value = 3, 8
    send(effect, view, "LeftButtonPressEvent")
    effect.onApply()
    ((volume, segmentation, segment_id, wish, seed),) = asked
    assert (volume, segmentation, segment_id, seed) == (ct_node, segmentation_node, "nodule", 8)
    assert wish.texture == 3 and wish.margin is not None


def test_what_was_painted_otherwise_is_drawn_as_the_options_say(effect, asked):
    effect.ui.spiculationSlider.value = 4
    effect.ui.insertButton.click()
    ((_, _, segment_id, wish, _),) = asked
    assert segment_id == "nodule" and wish.spiculation == 4 and wish.texture is None


def test_leaving_the_effect_leaves_nothing_in_the_scene(effect, view, scene):
    before = contents(scene)
    send(effect, view, "LeftButtonPressEvent")
    effect.deactivate()
    assert contents(scene) == before


def test_options_come_back_from_the_parameters(effect):
    effect.scriptedEffect.setParameter("Texture", 1)
    effect.updateGUIFromMRML()
    assert effect.ui.textureSlider.value == 1 and effect.ui.textureWord.text == "1  ground glass"


def test_clicks_in_3d_views_are_left_to_slicer(effect, view):
    view.className = lambda: "qMRMLThreeDWidget"
    assert not send(effect, view, "LeftButtonPressEvent")


def test_slicer_finds_the_effect_where_the_hidden_module_says(effect, monkeypatch):
    import slicer

    import SegmentEditorSyntheticNodule

    connected, parent = [], SimpleNamespace()
    monkeypatch.setattr(slicer, "app", SimpleNamespace(connect=lambda *given: connected.append(given)), raising=False)
    SegmentEditorSyntheticNodule.SegmentEditorSyntheticNodule(parent)
    assert parent.hidden and connected == [("startupCompleted()", SegmentEditorSyntheticNodule.registerEffect)]
    assert SegmentEditorSyntheticNodule.EFFECT.stem == type(effect).__name__
    assert (FOLDER / SegmentEditorSyntheticNodule.EFFECT).is_file()


def test_it_has_an_icon_and_help(effect):
    assert not effect.icon().isNull() and "Shift + mouse wheel" in effect.helpText()
