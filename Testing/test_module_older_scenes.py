"""A scene that another version of the module saved opens with a warning: what can be taken over is, nothing fails."""

import logging
import sys

import pytest

from .jobs.conftest import job_folders  # noqa: F401, a fixture
from .slicer_core_host import slicer_app, write_scene
from .test_module_panel import chest, chest_node, panel  # noqa: F401, fixtures

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the panel's fixture needs shell scripts")


@pytest.fixture
def renamed(module, monkeypatch):
    """Two parameters as if this version had renamed them."""
    from SyntheticLungCTModule import OlderParameters

    monkeypatch.setattr(OlderParameters, "RENAMED", {"randomSeed": "seed", "labels": "segmentation"})


@pytest.fixture
def old_scene(scene, chest_node, tmp_path):  # noqa: F811
    """The file of a scene in which an older version kept its parameters; the scene itself is empty again."""
    import slicer

    node = slicer.vtkMRMLScriptedModuleNode()
    node.SetSingletonTag("SyntheticLungCT")
    node.SetName("SyntheticLungCT")
    node = scene.AddNode(node)
    for name, value in {"randomSeed": "42", "labels": "", "variants": "3", "kernel": "soft", "steps": "ten"}.items():
        node.SetParameter(name, value)
    node.SetParameter("mood", "good")
    node.SetNodeReferenceID("labels", chest_node.GetID())
    file = tmp_path / "Alte Szene.mrb"
    assert write_scene(file)
    scene.Clear(0)
    yield str(file)
    scene.Clear(0)


def parameters(panel):  # noqa: F811
    return panel.parameterNode.parameterNode


@pytest.mark.parametrize("is_open", [True, False], ids=["with the panel open", "before the panel is opened"])
def test_an_older_scene_opens_with_a_warning(old_scene, renamed, panel, scene, is_open, caplog):  # noqa: F811
    if is_open:
        panel.enter()
    else:
        panel.exit()
        panel.parent.isEntered = False
    with caplog.at_level(logging.WARNING):
        assert slicer_app().io_manager.load_scene(old_scene)
        panel.parent.isEntered = True
        panel.enter()
    assert (panel.ui.seedSpinBox.value, panel.ui.variantsSpinBox.value) == (42, 3)
    assert (panel.ui.kernelComboBox.currentText, panel.ui.stepsSpinBox.value) == ("standard", 0)
    assert panel.parameterNode.segmentation.GetName().startswith("Patient")
    told = panel.ui.statusLabel.text
    assert told.startswith("This scene was saved by another version: The parameter 'randomSeed' is called 'seed' now")
    assert "'kernel' was 'soft', which this version cannot use" in told and "'steps' was 'ten'" in told
    assert "'mood' is unknown to this version and was left out" in told and told == panel.ui.logText.toPlainText()
    assert len(caplog.records) == 5 and panel.application.errors == []
    assert parameters(panel).GetParameter("mood") == "good" and not parameters(panel).HasParameter("randomSeed")


def test_it_is_told_once(old_scene, renamed, panel, caplog):  # noqa: F811
    panel.enter()
    assert slicer_app().io_manager.load_scene(old_scene)
    caplog.clear()
    panel.exit()
    panel.enter()
    panel.logic.getParameterNode()
    assert caplog.records == []


def test_a_script_reads_an_older_scene_without_the_panel(old_scene, renamed, module, scene):
    assert slicer_app().io_manager.load_scene(old_scene)
    logic = module.SyntheticLungCTLogic()
    assert logic.getParameterNode().seed == 42 and len(logic.notices) == 5


def test_a_scene_of_this_version_opens_without_a_word(panel, scene, chest_node, tmp_path):  # noqa: F811
    panel.enter()
    panel.ui.seedSpinBox.value = 7
    assert write_scene(tmp_path / "scene.mrb")
    scene.Clear(0)
    assert slicer_app().io_manager.load_scene(str(tmp_path / "scene.mrb"))
    assert panel.ui.seedSpinBox.value == 7 and panel.ui.statusLabel.text == "" and panel.logic.notices == []
    scene.Clear(0)


def test_every_renamed_parameter_is_now_one_that_there_is(module):
    from SyntheticLungCTModule.OlderParameters import RENAMED

    now = module.SyntheticLungCTParameterNode.__annotations__
    assert all(new in now and old not in now for old, new in RENAMED.items())
