"""The module's panel, driven as a person would, with a real scene; fast stand-ins for the workers' programs."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from SyntheticLungCTLib.blueprint.file import write_blueprint
from SyntheticLungCTLib.checking.tissue_statistics import note_statistics
from SyntheticLungCTLib.generation import pipeline
from SyntheticLungCTLib.jobs import job as job_module
from SyntheticLungCTLib.volume import CTVolume, write_ct

from .jobs.chest_job import SHAPE, a_python
from .jobs.conftest import job_folders  # noqa: F401, a fixture
from .phantom import thorax_phantom
from .slicer_core_host import contents, slicer_app, write_scene
from .test_module_logic import MEAN_HU

pytest.importorskip("PySide6", reason="needs Qt: pip install PySide6-Essentials")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="shell scripts stand for workers")

ROOT = Path(__file__).parents[1]
#: A worker that tells where it is, waits for the file `go`, and hands out prepared results; exports are real.
WORKER = """
here=$(dirname "$0")
echo 'synthetic-lung-ct-progress {"stage": "Drawing the anatomy", "share": 0.4, "seconds_left": 75.0}'
while ! test -e "$here/go"; do
    if test -e "$6"; then echo "Cancelled; nothing was written." >&2; exit 130; fi
    sleep 0.02
done
case "$9 ${10}" in
    generate*) cp "$here/ct.nrrd" "${11}"; cp "$here/thorax.seg.nrrd" "${13}" ;;
    *sample) cp "$here/thorax.seg.nrrd" "${11}" ;;
    *complete) cp "$here/thorax.seg.nrrd" "${12}" ;;
    export*) exec PYTHON "$@" ;;
    info*) echo '[{"subject": "Device", "level": "ok", "found": "an abacus", "advice": ""}]' > "${11}" ;;
esac
""".replace("PYTHON", sys.executable)


@pytest.fixture(scope="module")
def chest():
    return thorax_phantom(SHAPE, (30.0, 6.0, 6.5))


@pytest.fixture
def panel(module, scene, chest, tmp_path, job_folders):  # noqa: F811
    """The panel in its window, in an empty scene; its workers wait until `go` is called."""
    from .qt_host.host import application, qt_application

    provenance = pipeline._provenance(0, 7, pipeline.Look(), ())
    drawn = CTVolume(MEAN_HU[chest.labels], chest.geometry, provenance)
    note_statistics(drawn, chest)
    write_ct(drawn, tmp_path / "ct.nrrd", compress=False)
    write_blueprint(chest, tmp_path / "thorax.seg.nrrd", compress=False)
    application().forget()
    panel = module.SyntheticLungCTWidget()
    panel.setup()
    panel.logic.workerPython = lambda: panel.python
    panel.python = a_python(tmp_path / "worker", WORKER)
    panel.go = (tmp_path / "go").touch
    panel.process_events = qt_application().processEvents
    panel.application = application()
    panel.window.resize(520, 860)
    panel.window.show()
    yield panel
    panel.cleanup()
    panel.window.close()
    assert job_folders() == []


@pytest.fixture
def chest_node(bridge, scene, chest):
    return bridge.show(chest, scene, "Patient")


def click(panel, name: str) -> None:
    button = getattr(panel.ui, name)
    assert button.enabled and button.visible, f"{name} cannot be clicked"
    button.click()


def wait(panel, until: Callable[[], bool] | None = None, timeout_s: float = 60.0) -> None:
    """Let the window live until something holds, or until all work is over."""
    end = time.monotonic() + timeout_s
    while not (until() if until else not panel.monitor.isWorking):
        assert time.monotonic() < end, panel.ui.statusLabel.text
        panel.process_events()
        time.sleep(0.01)


def nodes(scene, kind: str) -> list:
    found = scene.GetNodesByClass(kind)
    return [found.GetItemAsObject(index) for index in range(found.GetNumberOfItems())]


def is_drawing(panel) -> bool:
    return "Drawing" in panel.ui.statusLabel.text


def photograph(panel, tmp_path: Path, state: str) -> None:
    panel.process_events()
    assert panel.window.grab().save(str(tmp_path / f"{state}.png"))


def test_two_clicks_lead_from_an_empty_scene_to_a_ct(panel, scene, tmp_path):
    photograph(panel, tmp_path, "empty")
    assert not panel.ui.generateButton.enabled and "Invent chest" in panel.ui.recognitionLabel.text
    panel.go()
    click(panel, "inventButton")
    wait(panel)
    photograph(panel, tmp_path, "ready")
    click(panel, "generateButton")
    wait(panel)
    photograph(panel, tmp_path, "done")
    (volume,) = nodes(scene, "vtkMRMLScalarVolumeNode")
    assert volume.GetName().startswith("SYNTHETIC thorax, seed 0") and panel.parameterNode.resultVolume is volume
    assert panel.ui.statusLabel.text.startswith("Done in ")
    assert panel.application.shown[-1]["background"] is volume and panel.application.errors == []
    table = panel.ui.statisticsTable
    tissues = {table.item(row, 0).text(): table.item(row, 5).text() for row in range(table.rowCount)}
    assert tissues["left lung"] == "-790" and "fat" in tissues
    assert panel.ui.provenanceText.toPlainText().startswith("Synthetic: no patient.")
    assert "\nSeed: 0\n" in panel.ui.provenanceText.toPlainText()
    assert panel.ui.provenanceText.toPlainText().endswith("Look: noise 11 HU, lung -860 HU, blood 40 HU")


def test_a_running_job_shows_stage_and_time_left_and_lets_the_window_live(panel, chest_node, tmp_path):
    panel.enter()
    panel.monitor.clock = time.process_time  # other work on the machine is not what is measured
    click(panel, "generateButton")
    wait(panel, lambda: is_drawing(panel))
    photograph(panel, tmp_path, "running")
    assert panel.ui.progressBar.visible and panel.ui.progressBar.value == 40
    assert panel.ui.statusLabel.text.endswith("Drawing the anatomy, 1 min 15 s left")
    assert not panel.ui.generateButton.enabled and not panel.ui.inventButton.enabled
    panel.go()
    wait(panel)
    assert panel.monitor.longestTickSeconds < 0.1
    assert panel.ui.generateButton.enabled and not panel.ui.progressBar.visible


def test_cancel_answers_at_once_and_leaves_the_scene_as_it_was(panel, scene, chest_node):
    panel.enter()
    before = contents(scene)
    click(panel, "generateButton")
    wait(panel, lambda: is_drawing(panel))
    asked = time.monotonic()
    click(panel, "cancelButton")
    assert panel.ui.statusLabel.text.startswith("Cancelling")
    wait(panel)
    assert time.monotonic() - asked < 6
    assert panel.ui.statusLabel.text == "Cancelled; the scene is as it was." and contents(scene) == before
    assert panel.ui.generateButton.enabled and not panel.ui.cancelButton.visible


def test_a_failure_is_explained_in_the_window_and_logged(panel, scene, chest_node, tmp_path):
    panel.python = a_python(tmp_path / "failing", "echo loading; echo 'MemoryError: 2 GiB'; exit 1")
    panel.enter()
    before = contents(scene)
    click(panel, "generateButton")
    wait(panel)
    panel.ui.logCollapsibleButton.collapsed = False
    photograph(panel, tmp_path, "failed")
    assert "failed. Memory ran out. Close other programs" in panel.ui.statusLabel.text
    assert "loading\nMemoryError: 2 GiB" in panel.ui.logText.toPlainText()
    assert contents(scene) == before and panel.ui.generateButton.enabled


def test_what_cannot_even_begin_is_told_in_a_box(panel, scene):
    scene.AddNewNodeByClass("vtkMRMLSegmentationNode", "Empty")
    panel.enter()
    assert "Empty:" in panel.ui.recognitionLabel.text
    click(panel, "generateButton")
    (message,) = panel.application.errors
    assert message.startswith("The CT could not be generated.") and "'Empty' has no segments" in message
    assert not panel.monitor.isWorking and panel.ui.generateButton.enabled


def test_every_variant_is_drawn_with_its_own_seed(panel, scene, chest_node):
    panel.enter()
    panel.ui.variantsSpinBox.value = 3
    panel.go()
    click(panel, "generateButton")
    wait(panel)
    assert len(nodes(scene, "vtkMRMLScalarVolumeNode")) == 3
    assert [f"seed {seed}: done" in panel.ui.logText.toPlainText() for seed in range(3)] == [True] * 3


def test_a_variant_that_fails_is_told_though_the_next_succeeds(panel, scene, chest_node, tmp_path):
    script = 'case "$*" in *"--seed 0"*) echo "Error: Too dark."; exit 2;; esac; cp {0}/ct.nrrd "${{11}}"; '
    script += 'cp {0}/thorax.seg.nrrd "${{13}}"'
    panel.python = a_python(tmp_path / "moody", script.format(tmp_path))
    panel.enter()
    panel.ui.variantsSpinBox.value = 2
    click(panel, "generateButton")
    wait(panel)
    assert panel.ui.statusLabel.text.startswith("1 of 2 are done. ")
    assert panel.ui.statusLabel.text.endswith("seed 0 failed. Too dark.")
    assert len(nodes(scene, "vtkMRMLScalarVolumeNode")) == 1


def test_a_completion_is_chosen_to_be_drawn(panel, chest_node):
    panel.enter()
    panel.go()
    click(panel, "completeButton")
    wait(panel)
    assert panel.parameterNode.segmentation.GetName() == f"{chest_node.GetName()} completed"


def test_an_invented_chest_has_the_wishes_and_is_drawn_on_its_own_grid(panel, scene, tmp_path):
    panel.parameterNode.referenceVolume = scene.AddNewNodeByClass("vtkMRMLScalarVolumeNode", "Somebody else's")
    panel.ui.lungVolumeSpinBox.value, panel.ui.sliceSpacingSpinBox.value = 5.5, 2.0
    panel.ui.contrastCheckBox.checked = True
    panel.python = a_python(tmp_path / "talking", f'echo "$@"; cp {tmp_path}/thorax.seg.nrrd "${{11}}"')
    click(panel, "inventButton")
    wait(panel)
    told = panel.ui.logText.toPlainText()
    assert "--lung-volume-l 5.5 --contrast" in told and "--slice-spacing-mm 2.0" in told
    assert panel.parameterNode.referenceVolume is None


def test_the_chosen_look_reaches_the_worker(panel, chest_node, tmp_path):
    panel.enter()
    assert not panel.ui.noiseSpinBox.enabled
    panel.ui.ownLookCheckBox.checked = True
    assert panel.ui.noiseSpinBox.enabled
    panel.ui.kernelComboBox.currentText, panel.ui.lungHuSpinBox.value = "sharp", -750.0
    panel.python = a_python(
        tmp_path / "keeping", f'mkdir {tmp_path}/kept; cp "${{10}}" "${{10%.layers.json}}".* {tmp_path}/kept'
    )
    click(panel, "generateButton")
    wait(panel)
    from SyntheticLungCTLib.blueprint.scene_file import read_blueprint_or_scene

    look = read_blueprint_or_scene(tmp_path / "kept" / "given.layers.json").look
    assert look.lung_hu == -750 and look.sharpness > 0.6 and look.noise_hu == pytest.approx(11)


def test_closing_the_scene_ends_its_jobs_and_the_panel_works_on(panel, scene):
    click(panel, "inventButton")
    wait(panel, lambda: is_drawing(panel))
    scene.Clear(0)
    panel.go()
    wait(panel)
    assert nodes(scene, "vtkMRMLSegmentationNode") == []
    click(panel, "inventButton")
    wait(panel)
    assert len(nodes(scene, "vtkMRMLSegmentationNode")) == 1


def test_leaving_the_panel_lets_the_work_go_on(panel, scene):
    click(panel, "inventButton")
    panel.exit()
    panel.go()
    wait(panel)
    panel.enter()
    assert panel.parameterNode.segmentation is nodes(scene, "vtkMRMLSegmentationNode")[0]


def test_closing_the_panel_ends_a_worker_that_does_not_listen(panel, tmp_path):
    panel.python = a_python(tmp_path / "deaf", "sleep 60")
    click(panel, "inventButton")
    wait(panel, lambda: panel.monitor.queue.current is not None)
    job = panel.monitor.queue.current
    panel.cleanup()
    assert job.state is job_module.State.CANCELLED


def test_a_saved_scene_brings_the_parameters_back(panel, scene, chest_node, tmp_path):
    panel.enter()
    name = chest_node.GetName()
    panel.ui.seedSpinBox.value, panel.ui.noiseSpinBox.value = 42, 25.0
    panel.ui.kernelComboBox.currentText = "smooth"
    panel.ui.ownLookCheckBox.checked = True
    assert write_scene(tmp_path / "Größe 1.mrb")
    scene.Clear(0)
    assert (panel.ui.seedSpinBox.value, panel.ui.kernelComboBox.currentText) == (0, "standard")
    panel.exit()
    assert slicer_app().io_manager.load_scene(str(tmp_path / "Größe 1.mrb"))
    panel.enter()
    assert (panel.ui.seedSpinBox.value, panel.ui.noiseSpinBox.value) == (42, 25.0)
    assert (panel.ui.kernelComboBox.currentText, panel.ui.ownLookCheckBox.checked) == ("smooth", True)
    assert panel.ui.segmentationSelector.currentNode().GetName() == name
    scene.Clear(0)


def test_recognised_missing_and_unknown_segments_are_told_before_anything_runs(panel, scene, chest_node):
    segmentation = chest_node.GetSegmentation()
    for name in ("fat", "left lung"):
        segmentation.RemoveSegment(segmentation.GetSegmentIdBySegmentName(name))
    segmentation.AddEmptySegment("x", "Sketch <1>")
    panel.enter()
    text = panel.ui.recognitionLabel.text
    assert "<b>Missing:</b> fat." in text and "left out:</b> Sketch &lt;1&gt;." in text and "Recognised:" in text
    for number in range(200):
        segmentation.AddEmptySegment(f"s{number}", f"Rib left {number}")
    panel.exit()
    panel.enter()
    assert re.search(r"and 2\d\d more", panel.ui.recognitionLabel.text)


def test_time_and_memory_are_told_before_the_run(panel, chest_node):
    panel.enter()
    assert panel.ui.expectedCostLabel.text.startswith("Expected: about 10 s and 1.1 GiB of memory")
    assert panel.ui.expectedCostLabel.text.endswith("for 8 slices of 56 x 48.")
    panel.ui.variantsSpinBox.value = 20
    assert "about 3 min" in panel.ui.expectedCostLabel.text


def test_the_set_up_page_tells_what_there_is(panel, tmp_path):
    panel.ui.setupCollapsibleButton.collapsed = False
    click(panel, "checkButton")
    table = panel.ui.findingsTable
    assert table.rowCount == 7 and table.item(0, 0).text() == "Python"
    photograph(panel, tmp_path, "set-up")
    panel.go()
    wait(panel)
    assert (table.rowCount, table.item(0, 2).text()) == (1, "an abacus")


def test_what_the_first_click_needs_is_loaded_beside_the_window_while_the_user_looks(panel, monkeypatch):
    from SyntheticLungCTModule import Preloading

    loaded, threads = [], set()

    def load(name):
        loaded.append(name)
        threads.add(threading.current_thread())
        if name == "scipy.ndimage":
            raise ImportError(name)  # which a first use of the panel installs

    monkeypatch.setattr(Preloading, "importlib", SimpleNamespace(import_module=load))
    panel.enter()
    assert loaded == []
    wait(panel, lambda: not panel.preloading._timer.isActive())
    assert tuple(loaded) == Preloading.NAMES and threading.main_thread() not in threads


def test_the_module_loads_quickly_and_without_what_draws():
    code = (
        "import sys, time\n"
        "from Testing.qt_host import host\n"
        "sys.modules |= dict.fromkeys(('torch', 'monai', 'diffusers', 'pydantic', 'typer', 'skimage'))\n"
        "host.slicer_app(), host.qt_application()\n"
        "seconds = time.process_time()\n"
        "module = host.scripted_module()\n"
        "seconds = time.process_time() - seconds\n"
        "panel = module.SyntheticLungCTWidget()\n"
        "panel.setup()\n"
        "print(seconds)"
    )
    load = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT)
    assert float(load.stdout.split()[-1]) < 0.3
