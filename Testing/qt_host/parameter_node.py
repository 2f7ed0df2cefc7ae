"""Typed parameters kept in a real script node of the scene, two-way bound to widgets, as Slicer's wrapper does it."""

from __future__ import annotations

import typing
from collections.abc import Callable
from typing import Annotated, Any

from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QLineEdit, QSlider, QSpinBox

from .custom_widgets import ctkSliderWidget, qMRMLNodeComboBox
from .python_qt import PythonQtObject

BINDING = "SlicerParameterName"
#: How each kind of widget tells and takes its value, and which signal tells of a change.
ACCESS: dict[type, tuple[str, str, str]] = {
    qMRMLNodeComboBox: ("currentNode", "setCurrentNode", "currentNodeChanged"),
    QComboBox: ("currentText", "setCurrentText", "currentTextChanged"),
    QCheckBox: ("isChecked", "setChecked", "toggled"),
    QSpinBox: ("value", "setValue", "valueChanged"),
    QSlider: ("value", "setValue", "valueChanged"),
    ctkSliderWidget: ("getValue", "setValue", "valueChanged"),
    QLineEdit: ("text", "setText", "textChanged"),
    QDoubleSpinBox: ("value", "setValue", "valueChanged"),
}


class WithinRange:
    """The values that a number may have."""

    def __init__(self, minimum: float, maximum: float) -> None:
        self.minimum, self.maximum = minimum, maximum

    def validate(self, value: float) -> None:
        if not self.minimum <= value <= self.maximum:
            raise ValueError(f"{value} is not within {self.minimum} and {self.maximum}")


class Choice:
    """The values that there are."""

    def __init__(self, choices: list[str]) -> None:
        self.choices = choices

    def validate(self, value: str) -> None:
        if value not in self.choices:
            raise ValueError(f"{value} is none of {self.choices}")


class _Parameter:
    """One typed attribute: a node reference where its type is a node, text otherwise; as Slicer writes them."""

    def __init__(self, name: str, annotation: Any, default: Any) -> None:
        is_annotated = typing.get_origin(annotation) is Annotated
        self.name, self.default = name, default
        self.type = typing.get_args(annotation)[0] if is_annotated else annotation
        self.validators = typing.get_args(annotation)[1:] if is_annotated else ()
        self.is_node = self.type.__name__.startswith("vtkMRML")

    def __get__(self, owner: Any, _owner_type: type) -> Any:
        node = owner.parameterNode
        if not node.HasParameter(self.name):
            self.__set__(owner, self.default)
        if self.is_node:
            return node.GetNodeReference(self.name)
        text = node.GetParameter(self.name)
        return text == "True" if self.type is bool else self.type(text)

    def __set__(self, owner: Any, value: Any) -> None:
        if self.is_node:
            owner.parameterNode.SetParameter(self.name, "")
            owner.parameterNode.SetNodeReferenceID(self.name, value.GetID() if value is not None else None)
            return
        for validator in self.validators:
            validator.validate(value)
        owner.parameterNode.SetParameter(self.name, str(self.type(value)))


def parameter_node_wrapper(wrapped: type) -> type:
    """The class, its annotated attributes kept in the node that it is made with."""
    hints = typing.get_type_hints(wrapped, include_extras=True)
    parameters = {name: _Parameter(name, hint, getattr(wrapped, name, None)) for name, hint in hints.items()}
    return type(wrapped.__name__, (_Wrapper,), {**parameters, "parameters": parameters, "__annotations__": hints})


class _Wrapper:
    AnyEvent = "ModifiedEvent"
    parameters: dict[str, _Parameter]

    def __init__(self, node: Any) -> None:
        self.parameterNode = node
        for name in self.parameters:
            getattr(self, name)  # Slicer's reads them all, so that a value that cannot be read is an error here

    def AddObserver(self, event: str, call: Callable[..., None], *_priority: float) -> int:  # noqa: N802
        return self.parameterNode.AddObserver(event, call)

    def RemoveObserver(self, tag: int) -> None:  # noqa: N802
        self.parameterNode.RemoveObserver(tag)

    def connectGui(self, ui: Any) -> list[Callable[[], None]]:  # noqa: N802
        """Bind the widgets that name a parameter; the node's values are shown first. Returns what undoes it."""
        bound = {w.qobject.property(BINDING): w for w in vars(ui).values() if w.qobject.property(BINDING)}
        assert bound.keys() == self.parameters.keys()
        undo = [self._bind(name, widget) for name, widget in bound.items()]
        tag = self.parameterNode.AddObserver("ModifiedEvent", lambda *_: self._show(bound))
        return [*undo, lambda: self.parameterNode.RemoveObserver(tag)]

    def disconnectGui(self, tag: list[Callable[[], None]]) -> None:  # noqa: N802
        for undo in tag:
            undo()

    def _bind(self, name: str, widget: PythonQtObject) -> Callable[[], None]:
        qobject = widget.qobject
        for validator in self.parameters[name].validators:
            if isinstance(validator, Choice) and qobject.count() == 0:
                qobject.addItems(validator.choices)
        self._show({name: widget})
        read, _, signal = ACCESS[type(qobject)]

        def store(*_: Any) -> None:
            setattr(self, name, getattr(qobject, read)())

        getattr(qobject, signal).connect(store)
        return lambda: getattr(qobject, signal).disconnect(store)

    def _show(self, bound: dict[str, PythonQtObject]) -> None:
        for name, widget in bound.items():
            read, write, _ = ACCESS[type(widget.qobject)]
            value = getattr(self, name)
            for validator in self.parameters[name].validators:
                if isinstance(validator, Choice):
                    validator.validate(value)
            if getattr(widget.qobject, read)() != value:
                getattr(widget.qobject, write)(value)
