"""The base classes of a scripted module, and what the panel asks of Slicer's application."""

from __future__ import annotations

import unittest
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import slicer.util
from PySide6.QtWidgets import QVBoxLayout, QWidget

from .python_qt import PythonQtObject

#: Slicer's, before the host puts the application's in its place.
set_slice_viewer_layers = slicer.util.setSliceViewerLayers
MODULE_FOLDER = Path(__file__).resolve().parents[2] / "SyntheticLungCT"


class ScriptedLoadableModule:
    def __init__(self, parent: Any) -> None:
        self.parent = parent


class ScriptedLoadableModuleWidget:
    def __init__(self, parent: Any = None) -> None:
        self.window = QWidget()
        self.window.setWindowTitle("Synthetic Lung CT")
        self.parent = SimpleNamespace(isEntered=True)
        self.layout = PythonQtObject(QVBoxLayout(self.window))

    def setup(self) -> None:
        """Slicer shows its reload buttons here."""

    def onReload(self) -> None:  # noqa: N802, Slicer's name
        """Slicer reads the module's file anew here."""

    def resourcePath(self, name: str) -> str:  # noqa: N802
        return str(MODULE_FOLDER / "Resources" / name)


class ScriptedLoadableModuleLogic:
    def getParameterNode(self) -> Any:  # noqa: N802
        """The one node of the module in the scene, made where there is none."""
        import slicer

        node = slicer.mrmlScene.GetSingletonNode("SyntheticLungCT", "vtkMRMLScriptedModuleNode")
        if node is None:
            node = slicer.vtkMRMLScriptedModuleNode()
            node.SetSingletonTag("SyntheticLungCT")
            node.SetName("SyntheticLungCT")
            node = slicer.mrmlScene.AddNode(node)
        return node


class ScriptedLoadableModuleTest(unittest.TestCase):
    def delayDisplay(self, message: str) -> None:  # noqa: N802
        print(message)


class Application:
    """What the panel told the application, for tests to look at, and what a person would answer it.

    Attributes:
        errors: the messages of error boxes.
        shown: the arguments of each call of `setSliceViewerLayers`.
        questions: the messages of boxes with a question.
        opened: the addresses that the desktop was asked to open.
        chosen_path: what is chosen in file dialogs; empty when they are left without a choice.
        consents: the answer to questions.
        settings: what the application remembers from one start to the next.
    """

    def __init__(self) -> None:
        self.errors: list[str] = []
        self.shown: list[dict[str, Any]] = []
        self.questions: list[str] = []
        self.opened: list[str] = []
        self.chosen_path, self.consents = "", True
        self.settings: dict[str, Any] = {}

    def forget(self) -> None:
        """As just started for the first time."""
        self.__init__()

    @contextmanager
    def try_with_error_display(self, message: str, **_options: Any) -> Iterator[None]:
        try:
            yield
        except Exception as error:  # every error is shown, as in Slicer
            self.errors.append(f"{message}\n\n{error}")

    def error_display(self, message: str) -> None:
        self.errors.append(message)

    def confirm_ok_cancel_display(self, message: str) -> bool:
        self.questions.append(message)
        return self.consents

    def set_slice_viewer_layers(self, fit: bool = False, **layers: Any) -> None:
        """Slicer's own, which works on the scene; views that could be fitted to it there are none."""
        self.shown.append({"fit": fit, **layers})
        set_slice_viewer_layers(**layers)
