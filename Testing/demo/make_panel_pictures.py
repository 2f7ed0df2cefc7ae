"""Take pictures of the panel's sections and of the effect's options, into Resources/Screenshots.

The panel and the scene are real, Qt is that of `Testing/qt_host`. Where a CT is drawn, the worker is stood in for by a
shell script that hands out a phantom's; nodules are drawn by the real one, into the sample chest.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402
from PySide6.QtGui import QPixmap  # noqa: E402

from SyntheticLungCTLib.blueprint.file import write_blueprint  # noqa: E402
from SyntheticLungCTLib.checking.tissue_statistics import note_statistics  # noqa: E402
from SyntheticLungCTLib.volume import CTVolume, read_ct, write_ct  # noqa: E402
from Testing.jobs.chest_job import a_python  # noqa: E402
from Testing.phantom import thorax_phantom  # noqa: E402
from Testing.qt_host.host import qt_application, scripted_module, segment_editor_effect  # noqa: E402
from Testing.qt_host.segment_editor import ScriptedEffect  # noqa: E402
from Testing.slicer_core_host import slicer_app  # noqa: E402
from Testing.test_module_logic import MEAN_HU  # noqa: E402
from Testing.test_module_panel import WORKER  # noqa: E402

PICTURES = ROOT / "Resources" / "Screenshots"
WIDTH_PIXELS = 460
CHEST = ROOT / "SyntheticLungCT" / "Resources" / "SampleData" / "SYNTHETIC_chest_CT.nrrd"
NODULE_RAS_MM = (-85.0, -20.0, -10.0)


def main(folder: Path = PICTURES) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        panel = a_panel(Path(temporary))
        (Path(temporary) / "go").touch()
        finish(panel, panel.ui.inventButton)
        finish(panel, panel.ui.generateButton)
        show_only(panel, "results")
        take(panel, folder / "panel_done.png")
        take_nodules(panel, folder)
        panel.cleanup()
        take_effect(folder / "effect_options.png")


def a_panel(temporary: Path) -> Any:
    """The panel in an empty scene; its workers hand out a chest once there is a file `go`."""
    chest = thorax_phantom((60, 96, 112), (4.0, 3.0, 3.2))
    provenance = {
        "Version": "0.1.0",
        "Model": "multi-head VQ-VAE and rectified flow",
        "Weights": "shipped",
        "Seed": "0",
    }
    told = {f"SyntheticLungCT.{name}": value for name, value in {"Synthetic": "true", **provenance}.items()}
    noise = np.random.default_rng(0).normal(0, 25, chest.labels.shape)
    drawn = CTVolume(MEAN_HU[chest.labels] + noise, chest.geometry, told)
    note_statistics(drawn, chest)
    write_ct(drawn, temporary / "ct.nrrd", compress=False)
    write_blueprint(chest, temporary / "thorax.seg.nrrd", compress=False)
    slicer_app()
    panel = scripted_module().SyntheticLungCTWidget()
    panel.setup()
    python = a_python(temporary / "worker", WORKER)
    panel.logic.workerPython = lambda: python
    panel.window.show()
    return panel


def take_nodules(panel: Any, folder: Path) -> None:
    """After a line of text was understood, a nodule put in, and grown."""
    from SyntheticLungCTLib.slicer_bridge.ct_to_volume_node import ct_to_volume_node

    panel.ui.statusLabel.visible = False
    volume = ct_to_volume_node(read_ct(CHEST), slicer_app().scene, "chest")
    panel.sceneJobs.nodules.resident.close()
    panel.sceneJobs.nodules.resident.python = None
    show_only(panel, "nodules")
    panel.parameterNode.noduleVolume = volume
    panel.ui.noduleTextEdit.text = "12 mm spiculated solid nodule"
    panel.ui.noduleTextEdit.qobject.editingFinished.emit()
    take(panel, folder / "panel_nodules.png")
    point = slicer_app().scene.AddNewNodeByClass("vtkMRMLMarkupsFiducialNode", "Nodule place")
    point.AddControlPointWorld(NODULE_RAS_MM)
    panel.parameterNode.nodulePoint = point
    finish(panel, panel.ui.insertAtPointButton)
    finish(panel, panel.ui.growButton)
    take(panel, folder / "panel_nodule_grown.png")


def show_only(panel: Any, *sections: str) -> None:
    for name in ("blueprint", "ct", "nodules", "results", "setup", "log"):
        getattr(panel.ui, f"{name}CollapsibleButton").collapsed = name not in sections


def finish(panel: Any, button: Any) -> None:
    button.click()
    wait(panel, lambda: not panel.monitor.isWorking)


def wait(panel: Any, until: Callable[[], bool], timeout_s: float = 180.0) -> None:
    end = time.monotonic() + timeout_s
    while not until():
        assert time.monotonic() < end, panel.ui.statusLabel.text
        qt_application().processEvents()
        time.sleep(0.01)


def take(panel: Any, path: Path) -> None:
    save(panel.window, path)


def save(window: Any, path: Path) -> None:
    """As high as what is in it."""
    for _ in range(3):  # word wrap settles with the width
        window.resize(WIDTH_PIXELS, window.sizeHint().height())
        qt_application().processEvents()
    picture: QPixmap = window.grab()
    assert picture.save(str(path))
    print(path)


def take_effect(path: Path) -> None:
    """The effect's options after a click in the lung."""
    from SyntheticLungCTLib.slicer_bridge.ct_to_volume_node import ct_to_volume_node
    from SyntheticLungCTLib.slicer_bridge.node_geometry import geometry_of_node

    scene, chest = slicer_app().scene, thorax_phantom((60, 96, 112), (4.0, 3.0, 3.2))
    volume = ct_to_volume_node(CTVolume(MEAN_HU[chest.labels], chest.geometry), scene, "CT")
    segmentation = scene.AddNewNodeByClass("vtkMRMLSegmentationNode", "Edited")
    segmentation.GetSegmentation().AddEmptySegment("nodule", "nodule")
    effect = segment_editor_effect()(ScriptedEffect(segmentation, "nodule", volume))
    effect.setupOptionsFrame()
    effect.setMRMLDefaults()
    effect.updateGUIFromMRML()
    left, back, head = geometry_of_node(volume).lps_of_index((30, 48, 80))
    effect.ui.textureSlider.value, effect.ui.spiculationSlider.value = 5, 4
    effect.nodule.showAt((-left, -back, head))
    widget = effect.scriptedEffect.widgets[0].qobject
    widget.show()
    save(widget, path)
    effect.deactivate()


if __name__ == "__main__":
    main()
