"""The module's panel, as far as it can be read without Qt: its files belong together and load nothing heavy."""

import re
import sys
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest

from SyntheticLungCTLib.errors import Cancelled

from .slicer_core_host import MODULE_FOLDER

BUTTONS = ("generateButton", "completeButton", "inventButton", "cancelButton")


def ui() -> ElementTree.ElementTree:
    return ElementTree.parse(MODULE_FOLDER / "Resources/UI/SyntheticLungCT.ui")


def widget_names() -> set[str]:
    return {widget.get("name") for widget in ui().iter("widget")}


def sources() -> list[Path]:
    return sorted(MODULE_FOLDER.rglob("*.py"))


@pytest.fixture
def panel(module):
    """The panel with plain objects for Qt's widgets, a segmentation chosen, and nothing to install."""
    panel = module.SyntheticLungCTWidget.__new__(module.SyntheticLungCTWidget)
    panel.ui = SimpleNamespace(**{name: SimpleNamespace() for name in widget_names()})
    panel.logic = module.SyntheticLungCTLogic()
    panel._parameterNode = SimpleNamespace(
        segmentation="lungs", referenceVolume="CT", seed=3, steps=0, contrast=True, lungVolumeLiters=0.0
    )
    panel.logic.getParameterNode = lambda: panel._parameterNode
    panel.logic.ensureDependencies = lambda requirements: None
    panel.resourcePath = lambda name: name
    panel._isWorking = panel._isCancelled = False
    return panel


def test_nothing_heavy_is_imported_with_the_module(module):
    allowed = {*sys.stdlib_module_names, "slicer", "SyntheticLungCTModule"}
    for source in sources():
        at_file_scope = [line for line in source.read_text().splitlines() if line.startswith(("import ", "from "))]
        imported = [line.split()[1] for line in at_file_scope]
        assert all(name.startswith(".") or name.split(".")[0] in allowed for name in imported), source


def test_slicer_finds_module_panel_logic_and_test_by_their_names(module):
    for part in ("", "Widget", "Logic", "Test"):
        assert getattr(module, f"SyntheticLungCT{part}").__name__ == f"SyntheticLungCT{part}"


def test_every_bound_widget_names_a_parameter(module):
    bound = {e.findtext("string") for e in ui().iter("property") if e.get("name") == "SlicerParameterName"}
    assert bound == set(module.SyntheticLungCTParameterNode.__annotations__)


def test_every_widget_that_the_panel_uses_is_in_its_file():
    used = set(re.findall(r"self\.ui\.(\w+)", (MODULE_FOLDER / "SyntheticLungCTModule/Widget.py").read_text()))
    assert used and used <= widget_names()
    assert set(BUTTONS) <= used


def test_names_of_widgets_are_unique():
    names = [widget.get("name") for widget in ui().iter("widget")]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(("button", "work"), [("onComplete", "complete"), ("onInvent", "sample")])
def test_what_is_invented_is_chosen_to_be_drawn(panel, monkeypatch, button, work):
    asked = []
    monkeypatch.setattr(panel.logic, work, lambda *given, **hooks: asked.append((given, set(hooks))) or "thorax")
    getattr(panel, button)()
    ((given, hooks),) = asked
    assert 3 in given and hooks == {"progress", "cancelled"}
    assert panel._parameterNode.segmentation == "thorax"
    assert panel.ui.inventButton.enabled and panel.ui.completeButton.enabled and not panel.ui.cancelButton.enabled


def test_an_invented_thorax_has_the_wishes_and_is_drawn_on_its_own_grid(panel, monkeypatch):
    wishes = []
    monkeypatch.setattr(panel.logic, "sample", lambda request, seed, **hooks: wishes.append(request) or "thorax")
    panel._parameterNode.lungVolumeLiters = 4.5
    panel.onInvent()
    assert (wishes[0].lung_volume_l, wishes[0].contrast) == (4.5, True)
    assert panel._parameterNode.referenceVolume is None


@pytest.mark.parametrize("button", ["onComplete", "onInvent"])
def test_after_cancelling_all_is_as_it_was_and_the_panel_says_so(panel, monkeypatch, button):
    def work(*_given, progress, cancelled):
        panel.onCancel()
        assert cancelled() and panel.ui.cancelButton.enabled and not panel.ui.generateButton.enabled
        raise Cancelled("Cancelled.")

    for name in ("complete", "sample"):
        monkeypatch.setattr(panel.logic, name, work)
    panel._setWorking(False)
    getattr(panel, button)()
    assert (panel._parameterNode.segmentation, panel._parameterNode.referenceVolume) == ("lungs", "CT")
    assert panel.ui.statusLabel.text.startswith("Cancelled")
    assert panel.ui.generateButton.enabled and not panel.ui.progressBar.visible


def test_without_a_segmentation_only_inventing_is_offered(panel):
    panel._parameterNode.segmentation = None
    panel._setWorking(False)
    assert panel.ui.inventButton.enabled
    assert not panel.ui.completeButton.enabled and not panel.ui.generateButton.enabled


def test_reloading_forgets_the_modules_own_files(panel, monkeypatch, module):
    import slicer.ScriptedLoadableModule as base

    monkeypatch.setattr(base.ScriptedLoadableModuleWidget, "onReload", lambda self: None, raising=False)
    with monkeypatch.context() as patch:
        patch.setattr(sys, "modules", dict(sys.modules))
        panel.onReload()
        left = {name.partition(".")[0] for name in sys.modules}
    assert not left & {"SyntheticLungCTModule", "SyntheticLungCTLib"} and "slicer" in left
