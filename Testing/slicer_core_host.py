"""The real Slicer core (MRML scene, segmentation logic, subject hierarchy) in plain Python, as a host for tests.

`slicer-core` from PyPI is Slicer's own C++; `trame-slicer` assembles a scene from it. What only Slicer's Qt application
brings, the scripted module's base classes, is stood in for here, and nothing else is.
"""

from __future__ import annotations

import importlib
import sys
import types
from functools import cache
from pathlib import Path
from typing import Any

MODULE_FOLDER = Path(__file__).resolve().parents[1] / "SyntheticLungCT"
WHAT_TO_INSTALL = 'pip install "trame-slicer[standalone]>=2.0"'


@cache
def slicer_app() -> Any:
    """The one Slicer application of this process (trame_slicer.core.SlicerApp), its scene set as slicer.mrmlScene."""
    import slicer
    import slicer.util
    from trame_slicer.core import SlicerApp

    app = SlicerApp()
    slicer.mrmlScene = app.scene
    return app


def contents(scene: Any) -> tuple[set[str], set[int]]:
    """What is in a scene: the IDs of all nodes and of all subject-hierarchy items."""
    from SyntheticLungCTLib.slicer_bridge import scene_changes

    return scene_changes._contents(scene)


def folder_of(node: Any) -> str:
    """The name of the subject-hierarchy item that a node lies in."""
    import slicer

    hierarchy = slicer.vtkMRMLSubjectHierarchyNode.GetSubjectHierarchyNode(node.GetScene())
    return hierarchy.GetItemName(hierarchy.GetItemParent(hierarchy.GetItemByDataNode(node)))


def write_scene(path: Path) -> bool:
    """Save the scene as Slicer does, without VTK's list of every file that is zipped. Returns whether it worked."""
    import vtk

    console = vtk.vtkOutputWindow.GetInstance()
    mode = console.GetDisplayMode()
    console.SetDisplayModeToNever()
    try:
        return bool(slicer_app().io_manager.write_scene(path))
    finally:
        console.SetDisplayMode(mode)


def scripted_module() -> types.ModuleType:
    """The module SyntheticLungCT, imported as Slicer imports it, from its folder, but on stand-ins for Qt's classes."""
    add_qt_stand_ins()
    if str(MODULE_FOLDER) not in sys.path:
        sys.path.append(str(MODULE_FOLDER))
    return importlib.import_module("SyntheticLungCT")


@cache
def add_qt_stand_ins() -> None:
    """Let a scripted module be imported without Qt: base classes that do nothing, translation that returns the text.

    The parameter node and the widget cannot work on these; tests use the module's logic.
    """
    import slicer

    slicer_app()
    names = ("ScriptedLoadableModule", "ScriptedLoadableModuleWidget", "ScriptedLoadableModuleLogic")
    base_module = _stand_in("slicer.ScriptedLoadableModule", {name: type(name, (), {}) for name in names})
    base_module.ScriptedLoadableModuleTest = type("ScriptedLoadableModuleTest", (_TestBase,), {})
    base_module.__all__ = [*names, "ScriptedLoadableModuleTest"]
    _stand_in("slicer.i18n", {"tr": lambda text: text, "translate": lambda _context, text: text})
    _stand_in("slicer.parameterNodeWrapper", {"parameterNodeWrapper": lambda cls: cls, "WithinRange": _annotation})
    mixin = type("VTKObservationMixin", (), {})
    slicer.util.VTKObservationMixin = getattr(slicer.util, "VTKObservationMixin", mixin)


def _annotation(*_values: Any) -> None:
    """What `WithinRange(a, b)` and its like become: a mark without effect."""


class _TestBase:
    def delayDisplay(self, message: str) -> None:  # noqa: N802, Slicer's name
        print(message)


def _stand_in(name: str, content: dict[str, Any]) -> types.ModuleType:
    module = sys.modules.setdefault(name, types.ModuleType(name))
    for key, value in content.items():
        setattr(module, key, value)
    return module
