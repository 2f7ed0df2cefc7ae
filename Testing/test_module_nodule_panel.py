"""The panel's section for nodules, driven as a person would."""

import sys

import numpy as np
import pytest

from .jobs.chest_job import a_python
from .jobs.conftest import job_folders  # noqa: F401, a fixture
from .slicer_core_host import contents
from .test_module_nodules import CENTER_VOXEL, ct_node, nodule_node, point_at  # noqa: F401, fixtures
from .test_module_panel import chest, click, nodes, panel, photograph, wait  # noqa: F401, fixtures

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="shell scripts stand for workers")
#: The real worker, but it draws once and roughly: what an untrained network draws never passes the gate.
BRIEF = """
shift 2
exec "{}" -c "
from SyntheticLungCTLib.nodules import gate, inpaint
gate.TRIES = inpaint.STEPS = 1
from SyntheticLungCTLib.cli.main import app
app()
" "$@"
"""
RATINGS = ("Texture", "Margin", "Spiculation", "Lobulation", "Sphericity")


@pytest.fixture
def nodules(panel, ct_node, tmp_path):  # noqa: F811
    """The panel with the section open and a CT chosen; its worker fails unless a test gives it another."""
    panel.python = a_python(tmp_path / "failing", "echo 'Error: There is no network.'; exit 2")
    panel.window.resize(520, 1250)
    for name in ("blueprint", "ct", "results"):
        getattr(panel.ui, f"{name}CollapsibleButton").collapsed = True
    panel.ui.nodulesCollapsibleButton.collapsed = False
    panel.parameterNode.noduleVolume = ct_node
    return panel


def say(panel, text):  # noqa: F811
    panel.ui.noduleTextEdit.text = text
    panel.ui.noduleTextEdit.qobject.editingFinished.emit()


def sliders(panel):  # noqa: F811
    return {name: getattr(panel.ui, f"nodule{name}Slider").value for name in RATINGS}


def test_a_line_of_text_sets_the_sliders_and_is_said_back(nodules):
    nodules.ui.noduleLobulationSlider.value = 4
    say(nodules, "12 mm spiculated part-solid nodule, right upper lobe")
    expected = {"Texture": 3, "Margin": 0, "Spiculation": 4, "Lobulation": 0, "Sphericity": 0}
    assert sliders(nodules) == expected and nodules.parameterNode.noduleDiameterMm == 12
    echo = nodules.ui.noduleEchoLabel.text
    assert echo.startswith("Understood: diameter 12 mm, spiculation 4 of 5, texture 3 of 5, right upper lobe.")
    assert echo.endswith("The place is where you click or paint.")
    assert nodules.ui.noduleTextureWord.text == "3  part solid" and nodules.ui.noduleMarginWord.text == "open"


def test_text_that_is_not_understood_is_told_and_changes_nothing(nodules):
    nodules.ui.noduleTextureSlider.value = 5
    say(nodules, "a purple nodule of 9 mm")
    assert "purple" in nodules.ui.noduleEchoLabel.text and "bold" in nodules.ui.noduleEchoLabel.styleSheet
    assert sliders(nodules)["Texture"] == 5 and nodules.parameterNode.noduleDiameterMm == 10
    say(nodules, "")
    assert not nodules.ui.noduleEchoLabel.visible


def test_a_slider_that_was_moved_after_the_text_stays_when_the_field_is_left(nodules):
    say(nodules, "solid nodule")
    nodules.ui.noduleTextureSlider.value = 2
    nodules.ui.noduleTextEdit.qobject.editingFinished.emit()
    assert sliders(nodules)["Texture"] == 2


def test_the_place_button_lets_the_next_click_set_a_point(nodules, scene):
    import slicer

    click(nodules, "placeButton")
    (point,) = nodes(scene, "vtkMRMLMarkupsFiducialNode")
    interaction = scene.GetFirstNodeByClass("vtkMRMLInteractionNode")
    selection = scene.GetFirstNodeByClass("vtkMRMLSelectionNode")
    assert interaction.GetCurrentInteractionMode() == slicer.vtkMRMLInteractionNode.Place
    assert selection.GetActivePlaceNodeID() == point.GetID() and nodules.parameterNode.nodulePoint is point
    assert not interaction.GetPlaceModePersistence()
    interaction.SetCurrentInteractionMode(slicer.vtkMRMLInteractionNode.ViewTransform)


def test_nothing_can_be_asked_for_without_a_ct(nodules):
    nodules.parameterNode.noduleVolume = None
    buttons = ("placeButton", "insertAtPointButton", "insertSegmentButton", "removeSegmentButton", "removeButton")
    assert not any(getattr(nodules.ui, name).enabled for name in buttons)


def test_a_list_without_a_point_is_told(nodules, scene):
    nodules.parameterNode.nodulePoint = scene.AddNewNodeByClass("vtkMRMLMarkupsFiducialNode", "Somewhere")
    click(nodules, "insertAtPointButton")
    (message,) = nodules.application.errors
    assert "The nodule could not be put in." in message and "'Somewhere' has no point" in message


def test_a_point_outside_of_the_ct_is_told_at_once(nodules, scene, ct_node):  # noqa: F811
    nodules.parameterNode.nodulePoint = point_at(scene, ct_node, (20, 40, 800))
    click(nodules, "insertAtPointButton")
    assert "lies outside of the CT, which reaches from" in nodules.application.errors[0]
    assert not nodules.monitor.isWorking


def test_a_worker_that_fails_leaves_the_scene_as_it_was_and_says_why(nodules, scene, ct_node):  # noqa: F811
    nodules.parameterNode.nodulePoint = point_at(scene, ct_node, CENTER_VOXEL)
    before = contents(scene)
    click(nodules, "insertAtPointButton")
    wait(nodules)
    assert nodules.ui.statusLabel.text.endswith("failed. There is no network.")
    assert contents(scene) == before and nodules.ui.insertAtPointButton.enabled


def test_who_has_left_the_panel_is_told_of_a_failure_in_a_box(nodules, scene, ct_node):  # noqa: F811
    nodules.parameterNode.nodulePoint = point_at(scene, ct_node, CENTER_VOXEL)
    click(nodules, "insertAtPointButton")
    nodules.parent.isEntered = False
    wait(nodules)
    (message,) = nodules.application.errors
    assert message.endswith("failed. There is no network.")


def test_segments_are_listed_and_one_without_voxels_is_told(nodules, nodule_node):  # noqa: F811
    nodule_node.GetSegmentation().AddEmptySegment("empty", "Sketch")
    nodules.parameterNode.noduleSegmentation = nodule_node
    names = nodules.ui.noduleSegmentComboBox
    assert [names.itemText(row) for row in range(names.count)] == ["nodule, solid", "Sketch"]
    assert names.currentIndex == 1
    click(nodules, "insertSegmentButton")
    assert "'Sketch' has no voxel in the volume" in nodules.application.errors[0]


def test_opening_the_section_starts_the_worker(nodules):
    resident = nodules.sceneJobs.nodules.resident
    assert resident.pid is not None


def test_a_nodule_is_put_in_listed_taken_out_and_grown(
    nodules,
    scene,
    ct_node,  # noqa: F811
    nodule_node,  # noqa: F811
    untrained_weights,
    tmp_path,
):
    import slicer

    nodules.sceneJobs.nodules.resident.python = a_python(tmp_path / "brief", BRIEF.format(sys.executable))
    before = slicer.util.arrayFromVolume(ct_node).copy()
    nodules.parameterNode.nodulePoint = point_at(scene, ct_node, CENTER_VOXEL)
    nodules.parameterNode.noduleKeepFailed = True  # a network that has learned nothing is never good enough
    say(nodules, "9 mm solid nodule")
    click(nodules, "insertAtPointButton")
    wait(nodules, timeout_s=300)
    photograph(nodules, tmp_path, "nodule")
    inserted = nodules.parameterNode.noduleVolume
    assert inserted is not ct_node and nodules.application.shown[-1]["background"] is inserted
    assert slicer.util.arrayFromVolume(inserted)[CENTER_VOXEL] > before[CENTER_VOXEL] + 200
    table = nodules.ui.noduleTable
    assert (table.rowCount, table.item(0, 2).text()) == (1, "0") and table.item(0, 1).text().startswith("failed: ")
    assert "9.0 mm, solid" in table.item(0, 0).text()

    click(nodules, "removeButton")
    wait(nodules, timeout_s=300)
    removed = slicer.util.arrayFromVolume(nodules.parameterNode.noduleVolume)
    assert removed[CENTER_VOXEL] < slicer.util.arrayFromVolume(inserted)[CENTER_VOXEL] - 200

    click(nodules, "growButton")
    wait(nodules, timeout_s=300)
    assert [table.item(row, 0).text().split(",")[0] for row in range(1, 4)] == ["9.0 mm", "11.3 mm", "14.3 mm"]

    nodules.parameterNode.noduleVolume, nodules.parameterNode.noduleSegmentation = ct_node, nodule_node
    click(nodules, "insertSegmentButton")
    wait(nodules, timeout_s=300)
    painted = slicer.util.arrayFromVolume(nodules.parameterNode.noduleVolume)
    assert painted[CENTER_VOXEL] > before[CENTER_VOXEL] + 100 and table.item(4, 0).text().startswith("11.8 mm")
    assert np.array_equal(slicer.util.arrayFromVolume(ct_node), before) and nodules.application.errors == []
