"""The panel's results: compared in linked views, and exported without overwriting anything."""

import json
import sys
import time

import numpy as np
import pytest

from SyntheticLungCTLib.volume import read_ct

from .jobs.chest_job import a_python
from .slicer_core_host import contents
from .test_module_panel import chest, chest_node, click, job_folders, panel, wait  # noqa: F401, fixtures

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="shell scripts stand for workers")


@pytest.fixture
def composite(scene):
    """What one slice view shows."""
    return scene.AddNewNodeByClass("vtkMRMLSliceCompositeNode")


@pytest.fixture
def other(scene):
    """A CT to compare with."""
    import slicer

    node = scene.AddNewNodeByClass("vtkMRMLScalarVolumeNode", "Patient's CT")
    slicer.util.updateVolumeFromArray(node, np.zeros((8, 48, 56), np.int16))
    return node


@pytest.fixture
def results(panel, composite, chest_node):  # noqa: F811
    """The panel with a CT that has been drawn."""
    panel.enter()
    panel.go()
    click(panel, "generateButton")
    wait(panel)
    return panel


def layers(composite):
    ids = (composite.GetBackgroundVolumeID(), composite.GetForegroundVolumeID())
    return (*ids, composite.GetForegroundOpacity())


def drawn(panel):  # noqa: F811
    return panel.parameterNode.resultVolume


@pytest.mark.filterwarnings("ignore:The segmentation has no")  # the other CT lies elsewhere
def test_a_new_ct_is_compared_with_the_volume_whose_grid_it_has(panel, composite, chest_node, other):  # noqa: F811
    panel.enter()
    panel.parameterNode.referenceVolume = other
    panel.go()
    click(panel, "generateButton")
    wait(panel)
    assert panel.parameterNode.comparisonVolume is other
    assert composite.GetBackgroundVolumeID() == drawn(panel).GetID() and composite.GetForegroundVolumeID() is None


def test_there_is_nothing_to_fade_without_another_ct(results):
    assert not results.ui.comparisonSlider.enabled and not results.ui.flickerButton.enabled
    assert results.ui.exportButton.enabled
    results.parameterNode.comparisonVolume = drawn(results)
    assert not results.ui.flickerButton.enabled


def test_the_slider_fades_in_linked_views_that_stay_where_they_are(results, composite, other):
    results.parameterNode.comparisonVolume = other
    click(results, "showButton")
    assert composite.GetLinkedControl() and results.application.shown[-1]["fit"]
    results.ui.comparisonSlider.value = 30
    assert layers(composite) == (drawn(results).GetID(), other.GetID(), pytest.approx(0.3))
    assert not results.application.shown[-1]["fit"]


def test_flickering_shows_one_and_the_other_and_rests_at_the_slider(results, composite, other):
    results.parameterNode.comparisonVolume = other
    results.ui.comparisonSlider.value = 20
    seen = len(results.application.shown)
    click(results, "flickerButton")
    wait(results, lambda: len(results.application.shown) >= seen + 3, 5)
    assert [shown["foregroundOpacity"] for shown in results.application.shown[seen : seen + 3]] == [1, 0, 1]
    click(results, "flickerButton")
    assert not results.results.comparison.isFlickering and layers(composite)[2] == pytest.approx(0.2)


@pytest.mark.parametrize("end", ["leave", "close the scene", "remove the other", "close the panel"])
def test_flickering_ends_when_nobody_looks(results, scene, other, end):
    results.parameterNode.comparisonVolume = other
    click(results, "flickerButton")
    ends = {
        "leave": results.exit,
        "close the scene": lambda: scene.Clear(0),
        "remove the other": lambda: scene.RemoveNode(other),
        "close the panel": results.cleanup,
    }
    ends[end]()
    assert not results.results.comparison.isFlickering and not results.ui.flickerButton.checked


def test_a_ct_is_exported_with_segments_and_provenance(results, scene, tmp_path):
    import slicer

    results.application.chosen_path = str(tmp_path / "Für Anna")
    before = contents(scene)
    click(results, "exportButton")
    wait(results)
    assert results.application.errors == [] and results.ui.statusLabel.text.startswith("Done in ")
    assert contents(scene) == before
    name = drawn(results).GetName()
    files = {path.name: path for path in (tmp_path / "Für Anna").iterdir()}
    assert sorted(files) == [f"{name}.nrrd", f"{name}.provenance.json", f"{name}.seg.nrrd"]
    assert all(file in results.ui.exportedLabel.text for file in files)
    read = read_ct(files[f"{name}.nrrd"])
    assert np.array_equal(read.hu, slicer.util.arrayFromVolume(drawn(results)))
    told = json.loads(files[f"{name}.provenance.json"].read_text(encoding="utf-8"))
    assert (told["Seed"], told["Synthetic"]) == ("0", "true") and told["Look"]["lung_hu"] == -860
    assert told["Files"].keys() == files.keys() - {f"{name}.provenance.json"}


def test_no_file_is_overwritten(results, tmp_path):
    results.application.chosen_path = str(tmp_path / "out")
    click(results, "exportButton")
    wait(results)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").iterdir()}
    click(results, "exportButton")
    (message,) = results.application.errors
    assert "already has SYNTHETIC Patient" in message and "Choose another folder" in message
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "out").iterdir()} == before


def test_a_dialog_that_is_left_exports_nothing(results, scene):
    before = contents(scene)
    results.application.chosen_path = ""
    click(results, "exportButton")
    assert results.application.errors == [] and results.ui.exportedLabel.text == "" and contents(scene) == before


def test_the_file_type_is_chosen(results, tmp_path):
    results.ui.exportFormatComboBox.currentText = ".nii.gz"
    results.application.chosen_path = str(tmp_path / "out")
    click(results, "exportButton")
    wait(results)
    assert (tmp_path / "out" / f"{drawn(results).GetName()}.nii.gz").is_file()


def test_an_export_holds_the_window_up_no_longer_than_any_job(results, tmp_path):
    results.monitor.clock = time.process_time  # other work on the machine is not what is measured
    results.application.chosen_path = str(tmp_path / "out")
    click(results, "exportButton")
    assert results.monitor.isWorking and results.ui.cancelButton.visible
    wait(results)
    assert results.monitor.longestTickSeconds < 0.1


def test_a_cancelled_export_leaves_no_file(results, tmp_path):
    (tmp_path / "go").unlink()
    results.application.chosen_path = str(tmp_path / "out")
    click(results, "exportButton")
    wait(results, lambda: "Drawing" in results.ui.statusLabel.text)
    click(results, "cancelButton")
    wait(results)
    assert results.ui.statusLabel.text.startswith("Cancelled") and list((tmp_path / "out").iterdir()) == []
    assert results.ui.exportedLabel.text == ""


def test_an_export_that_fails_is_explained(results, tmp_path):
    results.python = results.sceneJobs.python = a_python(tmp_path / "failing", "echo 'Error: No pen.' >&2; exit 2")
    results.application.chosen_path = str(tmp_path / "out")
    click(results, "exportButton")
    wait(results)
    assert results.ui.statusLabel.text.endswith("exported failed. No pen.") and results.ui.exportedLabel.text == ""
