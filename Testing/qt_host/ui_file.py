"""The real .ui file, loaded."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from PySide6.QtCore import QBuffer, QByteArray
from PySide6.QtUiTools import QUiLoader
from PySide6.QtWidgets import QWidget

from .custom_widgets import CUSTOM_WIDGETS
from .python_qt import PythonQtObject


class _Loader(QUiLoader):
    def createWidget(self, class_name: str, parent: QWidget | None = None, name: str = "") -> QWidget:  # noqa: N802
        if class_name not in CUSTOM_WIDGETS:
            return super().createWidget(class_name, parent, name)
        widget = CUSTOM_WIDGETS[class_name](parent)
        widget.setObjectName(name)
        return widget


def load_ui(path: str | Path) -> PythonQtObject:
    """As `slicer.util.loadUI`."""
    # Connections to slots of C++ types are the application's matter: qMRMLWidget hands its scene on by itself.
    text = Path(path).read_text(encoding="utf-8").split("<connections>")[0] + "</ui>"
    buffer = QBuffer()
    buffer.setData(QByteArray(text.encode()))
    loader = _Loader()
    widget = loader.load(buffer)
    assert widget is not None, loader.errorString()
    return PythonQtObject(widget)


def child_widget_variables(widget: PythonQtObject) -> SimpleNamespace:
    """As `slicer.util.childWidgetVariables`: the widgets by their names."""
    children = widget.qobject.findChildren(QWidget)
    return SimpleNamespace(**{child.objectName(): PythonQtObject(child) for child in children if child.objectName()})
