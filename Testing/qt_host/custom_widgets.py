"""CTK's and MRML's widgets of the .ui file, as far as the panel uses them."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Property, QEvent, Qt, Signal
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QHBoxLayout, QSlider, QToolButton, QWidget


class ctkCollapsibleButton(QWidget):  # noqa: N801, CTK's name
    """A header that shows or hides what is laid out below it."""

    HEADER_PIXELS = 26
    contentsCollapsed = Signal(bool)  # noqa: N815, CTK's name

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._header = QToolButton(self)
        self._header.setCheckable(True)
        self._header.setChecked(True)
        self._header.setToolButtonStyle(Qt.ToolButtonTextBesideIcon)
        self._header.setObjectName("header")
        self._header.toggled.connect(lambda shown: self._set_collapsed(not shown))
        self._set_collapsed(False)

    def _set_collapsed(self, collapsed: bool) -> None:
        self._collapsed = collapsed
        self._header.setChecked(not collapsed)
        self._header.setArrowType(Qt.RightArrow if collapsed else Qt.DownArrow)
        self._arrange()
        self.contentsCollapsed.emit(collapsed)

    def _arrange(self) -> None:
        for child in self.children():
            if isinstance(child, QWidget) and child is not self._header:
                child.setVisible(not self._collapsed)
        self._header.setGeometry(0, 0, self.width(), self.HEADER_PIXELS - 2)
        if self.layout() is not None:
            self.layout().setContentsMargins(9, self.HEADER_PIXELS + 4, 6, 4)
        self.setMaximumHeight(self.HEADER_PIXELS if self._collapsed else 16777215)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Resize, QEvent.Show, QEvent.LayoutRequest):
            self._arrange()
        return super().event(event)

    text = Property(str, lambda self: self._header.text(), lambda self, text: self._header.setText(text))
    collapsed = Property(bool, lambda self: self._collapsed, _set_collapsed)


class ctkSliderWidget(QWidget):  # noqa: N801, CTK's name
    """A slider with a spin box beside it."""

    valueChanged = Signal(float)  # noqa: N815, Qt's name
    STEPS_PER_UNIT = 10

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._slider, self._box = QSlider(Qt.Horizontal), QDoubleSpinBox()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._slider, 1)
        layout.addWidget(self._box)
        self._slider.valueChanged.connect(lambda steps: self._box.setValue(steps / self.STEPS_PER_UNIT))
        self._box.valueChanged.connect(self._tell)

    def _tell(self, value: float) -> None:
        self._slider.blockSignals(True)
        self._slider.setValue(round(value * self.STEPS_PER_UNIT))
        self._slider.blockSignals(False)
        self.valueChanged.emit(value)

    def getValue(self) -> float:  # noqa: N802
        return self._box.value()

    def setValue(self, value: float) -> None:  # noqa: N802, Qt's name
        self._box.setValue(value)

    def _set_minimum(self, value: float) -> None:
        self._box.setMinimum(value)
        self._slider.setMinimum(round(value * self.STEPS_PER_UNIT))

    def _set_maximum(self, value: float) -> None:
        self._box.setMaximum(value)
        self._slider.setMaximum(round(value * self.STEPS_PER_UNIT))

    value = Property(float, getValue, setValue)
    minimum = Property(float, lambda self: self._box.minimum(), _set_minimum)
    maximum = Property(float, lambda self: self._box.maximum(), _set_maximum)
    singleStep = Property(  # noqa: N815, Qt's name
        float, lambda self: self._box.singleStep(), lambda self, step: self._box.setSingleStep(step)
    )
    decimals = Property(int, lambda self: self._box.decimals(), lambda self, count: self._box.setDecimals(count))
    suffix = Property(str, lambda self: self._box.suffix(), lambda self, text: self._box.setSuffix(text))


class qMRMLNodeComboBox(QComboBox):  # noqa: N801, Slicer's name
    """Chooses among the nodes of a class in a real scene, and follows their coming and going."""

    currentNodeChanged = Signal(object)  # noqa: N815, Slicer's name

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: Any = None
        self._attributes: dict[str, str] = {}
        self.currentIndexChanged.connect(lambda _index: self.currentNodeChanged.emit(self.currentNode()))

    def setMRMLScene(self, scene: Any) -> None:  # noqa: N802
        self._scene = scene
        for event in (scene.NodeAddedEvent, scene.NodeRemovedEvent, scene.EndCloseEvent, scene.EndImportEvent):
            scene.AddObserver(event, lambda *_: self.refresh())
        self.refresh()

    def addAttribute(self, _node_class: str, name: str, value: str) -> None:  # noqa: N802
        self._attributes[name] = value
        self.refresh()

    def refresh(self) -> None:
        """List the nodes anew; the one that was chosen stays chosen."""
        if self._scene is None:
            return
        chosen = self.currentData()
        self.blockSignals(True)
        self.clear()
        if self.property("noneEnabled"):
            self.addItem(self.property("noneDisplay"), None)
        for node_class in self.property("nodeTypes") or []:
            nodes = self._scene.GetNodesByClass(node_class)
            for node in (nodes.GetItemAsObject(index) for index in range(nodes.GetNumberOfItems())):
                self.addItem(node.GetName(), node.GetID())
        self.setCurrentIndex(max(self.findData(chosen), 0) if self.property("noneEnabled") else self.findData(chosen))
        self.blockSignals(False)
        if self.currentData() != chosen:
            self.currentNodeChanged.emit(self.currentNode())

    def showPopup(self) -> None:  # noqa: N802, Qt's name
        self.refresh()
        super().showPopup()

    def currentNode(self) -> Any:  # noqa: N802
        node_id = self.currentData()
        return self._scene.GetNodeByID(node_id) if node_id and self._scene else None

    def setCurrentNode(self, node: Any) -> None:  # noqa: N802
        self.refresh()
        self.setCurrentIndex(self.findData(node.GetID() if node is not None else None))


class qMRMLWidget(QWidget):  # noqa: N801, Slicer's name
    """Hands the scene on to its node selectors, as the .ui file's connections do in Slicer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)

    def setMRMLScene(self, scene: Any) -> None:  # noqa: N802
        for selector in self.findChildren(qMRMLNodeComboBox):
            selector.setMRMLScene(scene)


STAND_INS = (ctkCollapsibleButton, ctkSliderWidget, qMRMLNodeComboBox, qMRMLWidget)
CUSTOM_WIDGETS = {widget.__name__: widget for widget in STAND_INS}
