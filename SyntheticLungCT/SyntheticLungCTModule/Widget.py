"""The module's panel."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import slicer
from slicer.i18n import tr as _
from slicer.ScriptedLoadableModule import ScriptedLoadableModuleWidget
from slicer.util import VTKObservationMixin

from .Logic import SyntheticLungCTLogic


class SyntheticLungCTWidget(ScriptedLoadableModuleWidget, VTKObservationMixin):
    """A plain panel: choose, complete or invent, generate, cancel."""

    def __init__(self, parent=None):
        ScriptedLoadableModuleWidget.__init__(self, parent)
        VTKObservationMixin.__init__(self)
        self.logic = None
        self._parameterNode = None
        self._parameterNodeGuiTag = None
        self._isCancelled = False
        self._isWorking = False

    def setup(self):
        ScriptedLoadableModuleWidget.setup(self)
        uiWidget = slicer.util.loadUI(self.resourcePath("UI/SyntheticLungCT.ui"))
        self.layout.addWidget(uiWidget)
        self.ui = slicer.util.childWidgetVariables(uiWidget)
        uiWidget.setMRMLScene(slicer.mrmlScene)
        self.logic = SyntheticLungCTLogic()
        self.addObserver(slicer.mrmlScene, slicer.mrmlScene.StartCloseEvent, self.onSceneStartClose)
        self.addObserver(slicer.mrmlScene, slicer.mrmlScene.EndCloseEvent, self.onSceneEndClose)
        self.ui.completeButton.connect("clicked(bool)", self.onComplete)
        self.ui.inventButton.connect("clicked(bool)", self.onInvent)
        self.ui.generateButton.connect("clicked(bool)", self.onGenerate)
        self.ui.cancelButton.connect("clicked(bool)", self.onCancel)
        self.initializeParameterNode()

    def cleanup(self):
        self.onCancel()
        self.removeObservers()

    def onReload(self):
        """Developers' reload, which by itself would read SyntheticLungCT.py anew and nothing that it imports."""
        for name in list(sys.modules):
            if name.partition(".")[0] in ("SyntheticLungCTModule", "SyntheticLungCTLib"):
                del sys.modules[name]
        ScriptedLoadableModuleWidget.onReload(self)

    def enter(self):
        self.initializeParameterNode()

    def exit(self):
        self.setParameterNode(None)

    def onSceneStartClose(self, caller, event):
        self.onCancel()
        self.setParameterNode(None)

    def onSceneEndClose(self, caller, event):
        if self.parent.isEntered:
            self.initializeParameterNode()

    def initializeParameterNode(self):
        self.setParameterNode(self.logic.getParameterNode())
        if not self._parameterNode.segmentation:
            self._parameterNode.segmentation = slicer.mrmlScene.GetFirstNodeByClass("vtkMRMLSegmentationNode")

    def setParameterNode(self, parameterNode):
        if self._parameterNode:
            self._parameterNode.disconnectGui(self._parameterNodeGuiTag)
            self.removeObserver(self._parameterNode, self._parameterNode.AnyEvent, self.onParametersChanged)
        self._parameterNode = parameterNode
        if self._parameterNode:
            self._parameterNodeGuiTag = self._parameterNode.connectGui(self.ui)
            self.addObserver(self._parameterNode, self._parameterNode.AnyEvent, self.onParametersChanged)
            self.onParametersChanged()

    def onParametersChanged(self, caller=None, event=None):
        isIdle = bool(self._parameterNode) and not self._isWorking
        isChosen = bool(self._parameterNode and self._parameterNode.segmentation)
        self.ui.inventButton.enabled = isIdle
        for button, does in (
            (self.ui.completeButton, _("Keep what the segmentation shows and invent the rest of the thorax around it")),
            (self.ui.generateButton, _("Draw the CT")),
        ):
            button.enabled = isIdle and isChosen
            button.toolTip = does if isChosen else _("Select a segmentation of a chest first")

    def onGenerate(self):
        chosen = self._parameterNode
        given = (chosen.segmentation, chosen.referenceVolume, chosen.seed, chosen.steps or None)
        volumeNode = self._run(
            _("The CT could not be generated."), lambda **hooks: self.logic.generate(*given, **hooks)
        )
        if volumeNode:
            slicer.util.setSliceViewerLayers(background=volumeNode, fit=True)

    def onComplete(self):
        chosen = self._parameterNode
        given = (chosen.segmentation, chosen.referenceVolume, chosen.seed, chosen.contrast)
        self._choose(
            self._run(
                _("The segmentation could not be completed."), lambda **hooks: self.logic.complete(*given, **hooks)
            )
        )

    def onInvent(self):
        chosen = self._parameterNode
        wishes, seed = {"lung_volume_l": chosen.lungVolumeLiters or None, "contrast": chosen.contrast}, chosen.seed

        def invent(**hooks: Any) -> slicer.vtkMRMLSegmentationNode:
            from SyntheticLungCTLib.thorax.request import ThoraxRequest

            return self.logic.sample(ThoraxRequest.checked(**wishes), seed, **hooks)

        node = self._run(_("The thorax could not be invented."), invent)
        if node:
            # A volume of somebody else would cut the thorax to its own grid.
            self.logic.getParameterNode().referenceVolume = None
        self._choose(node)

    def onCancel(self):
        self._isCancelled = True

    def onProgress(self, fraction: float, stage: str):
        self.ui.progressBar.value = round(100 * fraction)
        self.ui.statusLabel.text = stage
        slicer.app.processEvents()

    def _choose(self, segmentationNode: slicer.vtkMRMLSegmentationNode | None) -> None:
        """Make a new segmentation the one that Generate draws; asked of the logic, as the panel may have been left."""
        if segmentationNode:
            self.logic.getParameterNode().segmentation = segmentationNode

    def _run(self, failure: str, work: Callable[..., slicer.vtkMRMLNode]) -> slicer.vtkMRMLNode | None:
        """Do what a button asks for, with progress, cancel and error display; None when nothing came of it."""
        node = None
        self._isCancelled = False
        self._setWorking(True)
        try:
            with slicer.util.tryWithErrorDisplay(failure, waitCursor=False):
                self.logic.ensureDependencies(self.resourcePath("requirements.txt"))
                node = self._unlessCancelled(work)
        finally:
            self._setWorking(False)
        return node

    def _unlessCancelled(self, work: Callable[..., slicer.vtkMRMLNode]) -> slicer.vtkMRMLNode | None:
        from SyntheticLungCTLib.errors import Cancelled

        try:
            node = work(progress=self.onProgress, cancelled=lambda: self._isCancelled)
        except Cancelled:
            self.ui.statusLabel.text = _("Cancelled; the scene is as it was.")
            return None
        left_out = ", ".join(self.logic.unknownSegments)
        self.ui.statusLabel.text = _("Done. Not known and left out: {names}").format(names=left_out or _("none"))
        return node

    def _setWorking(self, isWorking: bool) -> None:
        self._isWorking = isWorking
        self.ui.cancelButton.enabled = isWorking
        self.ui.progressBar.visible = isWorking
        self.onParametersChanged()
