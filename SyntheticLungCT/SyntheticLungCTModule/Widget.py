"""The module's panel."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from typing import Any

import slicer
from slicer.i18n import tr as _
from slicer.ScriptedLoadableModule import ScriptedLoadableModuleWidget
from slicer.util import VTKObservationMixin

from .BlueprintSection import BlueprintSection
from .CTSection import CTSection
from .Dependencies import ensureDependencies
from .JobMonitor import JobMonitor
from .Logic import SyntheticLungCTLogic
from .NodulesSection import NodulesSection
from .Preloading import Preloading
from .ResultsSection import ResultsSection
from .SetupSection import SetupSection


class SyntheticLungCTWidget(ScriptedLoadableModuleWidget, VTKObservationMixin):
    """Sections in the order of the work; each knows its own widgets, and what is long runs in the background."""

    def __init__(self, parent=None):
        ScriptedLoadableModuleWidget.__init__(self, parent)
        VTKObservationMixin.__init__(self)
        self.logic = None
        self.parameterNode = None
        self._parameterNodeGuiTag = None
        self._sceneJobs = None

    def setup(self):
        ScriptedLoadableModuleWidget.setup(self)
        uiWidget = slicer.util.loadUI(self.resourcePath("UI/SyntheticLungCT.ui"))
        self.layout.addWidget(uiWidget)
        self.ui = slicer.util.childWidgetVariables(uiWidget)
        uiWidget.setMRMLScene(slicer.mrmlScene)
        self.logic = SyntheticLungCTLogic()
        self.monitor = JobMonitor(self.ui, self.onParametersChanged, self.onJobFailure)
        self.blueprint, self.ct = BlueprintSection(self), CTSection(self)
        self.nodules = NodulesSection(self)
        self.results, self.setUp = ResultsSection(self), SetupSection(self)
        self.preloading = Preloading()
        self.addObserver(slicer.mrmlScene, slicer.mrmlScene.StartCloseEvent, self.onSceneLeft)
        self.addObserver(slicer.mrmlScene, slicer.mrmlScene.EndCloseEvent, self.onSceneEndClose)
        self.addObserver(slicer.mrmlScene, slicer.mrmlScene.StartImportEvent, self.onSceneLeft)
        self.addObserver(slicer.mrmlScene, slicer.mrmlScene.EndImportEvent, self.onSceneEndImport)
        self.initializeParameterNode()

    def cleanup(self):
        self.preloading.stop()
        self.setParameterNode(None)
        if self._sceneJobs:
            self._sceneJobs.close()
        self.monitor.close()
        self.removeObservers()

    def onReload(self):
        """Developers' reload, which by itself would read SyntheticLungCT.py anew and nothing that it imports."""
        for name in list(sys.modules):
            if name.partition(".")[0] in ("SyntheticLungCTModule", "SyntheticLungCTLib"):
                del sys.modules[name]
        ScriptedLoadableModuleWidget.onReload(self)

    def enter(self):
        self.initializeParameterNode()
        self.preloading.start()

    def exit(self):
        self.preloading.stop()
        self.setParameterNode(None)

    def onSceneLeft(self, caller, event):
        """The scene is closed, or one is opened into it, which may bring parameters of an older version."""
        self.setParameterNode(None)

    def onSceneEndClose(self, caller, event):
        self.logic.notices.clear()
        if self.parent.isEntered:
            self.initializeParameterNode()

    def onSceneEndImport(self, caller, event):
        if self.parent.isEntered:
            self.initializeParameterNode()

    def initializeParameterNode(self):
        told = len(self.logic.notices)
        self.setParameterNode(self.logic.getParameterNode())
        if len(self.logic.notices) > told:
            self.monitor.warn(_("This scene was saved by another version:"), self.logic.notices[told:])
        if not self.parameterNode.segmentation:
            self.parameterNode.segmentation = slicer.mrmlScene.GetFirstNodeByClass("vtkMRMLSegmentationNode")

    def setParameterNode(self, parameterNode):
        if self.parameterNode:
            self.parameterNode.disconnectGui(self._parameterNodeGuiTag)
            self.removeObserver(self.parameterNode, self.parameterNode.AnyEvent, self.onParametersChanged)
        self.parameterNode = parameterNode
        if self.parameterNode:
            self._parameterNodeGuiTag = self.parameterNode.connectGui(self.ui)
            self.addObserver(self.parameterNode, self.parameterNode.AnyEvent, self.onParametersChanged)
        self.onParametersChanged()

    @property
    def sceneJobs(self) -> Any:
        """This scene's jobs, made when first asked for, so that nothing is imported with the panel."""
        if self._sceneJobs is None:
            self._sceneJobs = self.logic.sceneJobs(self.monitor.queue)
        return self._sceneJobs

    def onParametersChanged(self, caller=None, event=None):
        isIdle = bool(self.parameterNode) and not self.monitor.isWorking
        self.blueprint.update(isIdle)
        self.ct.update(isIdle)
        self.nodules.update(isIdle)
        self.results.update()
        self.setUp.update(not self.monitor.isWorking)

    def onJobFailure(self, message):
        """The panel shows it by itself, but who has left for another module has to be told."""
        if not self.parent.isEntered:
            slicer.util.errorDisplay(message)

    def run(self, failure: str, ask: Callable[[Any], list[Any]], whenDone: Callable[[Any], None]) -> None:
        """Begin what a button asks for, in the background.

        Args:
            failure: what to say above the reason when it cannot even begin.
            ask: given this scene's jobs, adds some and returns them.
            whenDone: given the result of each of them: a node, or files.
        """
        with slicer.util.tryWithErrorDisplay(failure, waitCursor=True):
            ensureDependencies(self.resourcePath("requirements.txt"))
            self.monitor.follow(ask(self.sceneJobs), whenDone)

    def warmUp(self) -> None:
        """Start the worker that draws nodules, where all that it needs is installed."""
        if importlib.util.find_spec("torch") and importlib.util.find_spec("diffusers"):
            with slicer.util.tryWithErrorDisplay(_("The worker for nodules could not be started.")):
                self.sceneJobs.nodules.resident.start()

    def forgetNetworks(self) -> None:
        """Let go of the worker that keeps networks loaded, as others were chosen."""
        if self._sceneJobs:
            self._sceneJobs.nodules.resident.close()
