"""The module's files belong together, and load nothing heavy."""

import re
import sys
from pathlib import Path
from xml.etree import ElementTree

from .qt_host.scripted_module import MODULE_FOLDER


def ui() -> ElementTree.ElementTree:
    return ElementTree.parse(MODULE_FOLDER / "Resources/UI/SyntheticLungCT.ui")


def widget_names() -> list[str]:
    return [widget.get("name") for widget in ui().iter("widget")]


def sources() -> list[Path]:
    return sorted(MODULE_FOLDER.rglob("*.py"))


def test_nothing_heavy_is_imported_with_the_module():
    allowed = {*sys.stdlib_module_names, "slicer", "qt", "SyntheticLungCTModule"}
    for source in sources():
        at_file_scope = [line for line in source.read_text().splitlines() if line.startswith(("import ", "from "))]
        imported = [line.split()[1] for line in at_file_scope]
        assert all(name.startswith(".") or name.split(".")[0] in allowed for name in imported), source


def test_slicer_finds_module_panel_logic_and_test_by_their_names(module):
    for part in ("", "Widget", "Logic", "Test"):
        assert getattr(module, f"SyntheticLungCT{part}").__name__ == f"SyntheticLungCT{part}"


def test_every_bound_widget_names_a_parameter(module):
    bound = [e.findtext("string") for e in ui().iter("property") if e.get("name") == "SlicerParameterName"]
    assert sorted(bound) == sorted(module.SyntheticLungCTParameterNode.__annotations__)


def test_every_widget_that_the_panel_uses_is_in_its_file():
    used = {name for source in sources() for name in re.findall(r"\bui\.(\w+)", source.read_text())}
    assert len(used) > 15 and used <= set(widget_names())


def test_names_of_widgets_are_unique():
    assert len(widget_names()) == len(set(widget_names()))


def test_reloading_forgets_the_modules_own_files(module, monkeypatch):
    panel = module.SyntheticLungCTWidget()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "modules", dict(sys.modules))
        panel.onReload()
        left = {name.partition(".")[0] for name in sys.modules}
    assert not left & {"SyntheticLungCTModule", "SyntheticLungCTLib"} and "slicer" in left
