"""PythonQt's manner of speaking to widgets, on top of PySide6: properties as attributes, signals by their signature."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QTableWidgetItem


class PythonQtObject:
    """A QObject as PythonQt shows it."""

    def __init__(self, qobject: QObject) -> None:
        object.__setattr__(self, "qobject", qobject)

    def __getattr__(self, name: str) -> Any:
        if self.qobject.metaObject().indexOfProperty(name) >= 0:
            return self.qobject.property(name)
        found = getattr(self.qobject, name)
        return _shown_calls(found) if callable(found) else found

    def __setattr__(self, name: str, value: Any) -> None:
        if not self.qobject.setProperty(name, value):
            raise AttributeError(f"{type(self.qobject).__name__} has no property {name}")

    def connect(self, signal: str, slot: Callable[..., None]) -> None:
        """Connect as in `connect("clicked(bool)", slot)`; a slot is given as many arguments as it takes."""
        name, _, _arguments = signal.partition("(")
        if self.qobject.metaObject().indexOfSignal(signal) < 0 and not hasattr(type(self.qobject), name):
            raise ValueError(f"{type(self.qobject).__name__} has no signal {signal}")
        getattr(self.qobject, name).connect(lambda *arguments: slot(*arguments[: _most_arguments(slot)]))


def _shown_calls(method: Callable[..., Any]) -> Callable[..., Any]:
    """The method, taking and giving objects as PythonQt shows them."""

    def call(*arguments: Any) -> Any:
        result = method(*(getattr(a, "qobject", a) if isinstance(a, PythonQtObject) else a for a in arguments))
        return PythonQtObject(result) if isinstance(result, QObject) else result

    return call


def _most_arguments(slot: Callable[..., None]) -> int | None:
    kinds = [parameter.kind for parameter in inspect.signature(slot).parameters.values()]
    return None if inspect.Parameter.VAR_POSITIONAL in kinds else len(kinds)


def qt_module_contents() -> dict[str, Any]:
    """What the panel takes from PythonQt's module `qt`."""
    return {"QTimer": lambda: PythonQtObject(QTimer()), "QTableWidgetItem": QTableWidgetItem, "QIcon": QIcon}
