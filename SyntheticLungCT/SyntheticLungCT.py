"""Synthetic chest CT from a segmentation: the module as Slicer loads it.

From a script::

    import SyntheticLungCT
    volumeNode = SyntheticLungCT.SyntheticLungCTLogic().generate(segmentationNode, seed=1)

The work itself is in SyntheticLungCTLib; torch and the like are imported only when a CT is generated.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import slicer
from slicer.i18n import tr as _
from slicer.i18n import translate
from slicer.parameterNodeWrapper import WithinRange, parameterNodeWrapper
from slicer.ScriptedLoadableModule import (
    ScriptedLoadableModule,
    ScriptedLoadableModuleLogic,
    ScriptedLoadableModuleTest,
    ScriptedLoadableModuleWidget,
)
from slicer.util import VTKObservationMixin

if TYPE_CHECKING:
    from SyntheticLungCTLib.scanner.look import Look

HIGHEST_SEED = 2**31 - 1


class SyntheticLungCT(ScriptedLoadableModule):
    """What the module is called and where it is found."""

    def __init__(self, parent):
        ScriptedLoadableModule.__init__(self, parent)
        parent.title = _("Synthetic Lung CT")
        parent.categories = [translate("qSlicerAbstractCoreModule", "Image Synthesis")]
        parent.dependencies = []
        parent.contributors = ["SyntheticLungCT contributors"]
        parent.helpText = _(
            "Draws a chest CT from a segmentation: choose a segmentation of a chest, press Generate, and a CT that "
            "never was a patient appears in the scene, with the labels that it was drawn from."
        )
        parent.acknowledgementText = _("Not for diagnostic use. Everything is computed on this machine.")


@parameterNodeWrapper
class SyntheticLungCTParameterNode:
    """What the user chose.

    segmentation: what to draw.
    referenceVolume: gives the voxel grid; without it the segmentation's own is taken.
    seed: the same seed gives the same CT.
    steps: sampling steps; 0 leaves the choice to the generator.
    """

    segmentation: slicer.vtkMRMLSegmentationNode
    referenceVolume: slicer.vtkMRMLScalarVolumeNode
    seed: Annotated[int, WithinRange(0, HIGHEST_SEED)] = 0
    steps: Annotated[int, WithinRange(0, 200)] = 0


class SyntheticLungCTWidget(ScriptedLoadableModuleWidget, VTKObservationMixin):
    """A plain panel: choose, generate, cancel."""

    def __init__(self, parent=None):
        ScriptedLoadableModuleWidget.__init__(self, parent)
        VTKObservationMixin.__init__(self)
        self.logic = None
        self._parameterNode = None
        self._parameterNodeGuiTag = None
        self._isCancelled = False
        self._isGenerating = False

    def setup(self):
        ScriptedLoadableModuleWidget.setup(self)
        uiWidget = slicer.util.loadUI(self.resourcePath("UI/SyntheticLungCT.ui"))
        self.layout.addWidget(uiWidget)
        self.ui = slicer.util.childWidgetVariables(uiWidget)
        uiWidget.setMRMLScene(slicer.mrmlScene)
        self.logic = SyntheticLungCTLogic()
        self.addObserver(slicer.mrmlScene, slicer.mrmlScene.StartCloseEvent, self.onSceneStartClose)
        self.addObserver(slicer.mrmlScene, slicer.mrmlScene.EndCloseEvent, self.onSceneEndClose)
        self.ui.generateButton.connect("clicked(bool)", self.onGenerate)
        self.ui.cancelButton.connect("clicked(bool)", self.onCancel)
        self.initializeParameterNode()

    def cleanup(self):
        self.onCancel()
        self.removeObservers()

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
        ready = bool(self._parameterNode and self._parameterNode.segmentation)
        self.ui.generateButton.enabled = ready and not self._isGenerating
        self.ui.generateButton.toolTip = _("Draw the CT") if ready else _("Select a segmentation of a chest first")

    def onGenerate(self):
        parameters = self._parameterNode
        segmentation, reference = parameters.segmentation, parameters.referenceVolume
        seed, steps = parameters.seed, parameters.steps or None
        self._isCancelled = False
        self._setGenerating(True)
        try:
            with slicer.util.tryWithErrorDisplay(_("The CT could not be generated."), waitCursor=False):
                self.logic.ensureDependencies(self.resourcePath("requirements.txt"))
                volumeNode = self._generateUnlessCancelled(segmentation, reference, seed, steps)
                if volumeNode:
                    slicer.util.setSliceViewerLayers(background=volumeNode, fit=True)
        finally:
            self._setGenerating(False)

    def onCancel(self):
        self._isCancelled = True

    def onProgress(self, fraction: float, stage: str):
        self.ui.progressBar.value = round(100 * fraction)
        self.ui.statusLabel.text = stage
        slicer.app.processEvents()

    def _generateUnlessCancelled(self, segmentation, reference, seed, steps):
        from SyntheticLungCTLib.errors import Cancelled

        try:
            volumeNode = self.logic.generate(
                segmentation, reference, seed, steps, progress=self.onProgress, cancelled=lambda: self._isCancelled
            )
        except Cancelled:
            self.ui.statusLabel.text = _("Cancelled; the scene is as it was.")
            return None
        left_out = ", ".join(self.logic.unknownSegments)
        self.ui.statusLabel.text = _("Done. Not known and left out: {names}").format(names=left_out or _("none"))
        return volumeNode

    def _setGenerating(self, isGenerating):
        self._isGenerating = isGenerating
        self.ui.cancelButton.enabled = isGenerating
        self.ui.progressBar.visible = isGenerating
        self.onParametersChanged()


class SyntheticLungCTLogic(ScriptedLoadableModuleLogic):
    """Everything the module does, without its panel.

    Attributes:
        unknownSegments: names of the segments that the last `generate` did not know and left out.
    """

    def __init__(self):
        ScriptedLoadableModuleLogic.__init__(self)
        self.unknownSegments: list[str] = []
        makeLibraryImportable()

    def getParameterNode(self):
        return SyntheticLungCTParameterNode(super().getParameterNode())

    def ensureDependencies(self, requirementsPath: str) -> None:
        """Install what is missing, after asking; torch only through the PyTorch extension."""
        try:
            import torch  # noqa: F401
        except ImportError:
            try:
                import PyTorchUtils
            except ImportError as error:
                message = _("Install the extension 'PyTorch' in the Extensions Manager, restart Slicer and try again.")
                raise RuntimeError(message) from error
            if PyTorchUtils.PyTorchUtilsLogic().installTorch(askConfirmation=True) is None:
                raise RuntimeError(_("PyTorch is needed to generate a CT and was not installed.")) from None
        import slicer.packaging

        requirements = slicer.packaging.load_requirements(requirementsPath)
        slicer.packaging.pip_ensure(requirements, requester="SyntheticLungCT")

    def generate(
        self,
        segmentationNode: slicer.vtkMRMLSegmentationNode,
        referenceVolumeNode: slicer.vtkMRMLScalarVolumeNode | None = None,
        seed: int = 0,
        steps: int | None = None,
        look: Look | None = None,
        progress: Callable[[float, str], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> slicer.vtkMRMLScalarVolumeNode:
        """Draw a CT from a segmentation and add it to the scene, with the labels that it was drawn from.

        Args:
            segmentationNode: a chest; its segments are recognised by terminology or name.
            referenceVolumeNode: gives the voxel grid; None takes the segmentation's own.
            seed: the same seed gives the same CT.
            steps: sampling steps; None leaves the choice to the generator.
            look: noise, sharpness, contrast and breath of the scan; None takes what the segmentation notes.
            progress: called with the fraction done (0 to 1) and the stage.
            cancelled: asked between steps; True stops the work.

        Raises:
            InputError: when the segmentation cannot be read; says what to do.
            Cancelled: when `cancelled` said so. After either, the scene is as it was.
        """
        from SyntheticLungCTLib.generation.pipeline import generate_ct
        from SyntheticLungCTLib.slicer_bridge.segmentation_to_blueprint import segmentation_to_blueprint

        if segmentationNode is None:
            raise ValueError(_("Select a segmentation of a chest first."))
        reading = segmentation_to_blueprint(segmentationNode, referenceVolumeNode)
        self.unknownSegments = reading.unknown
        blueprint = reading.blueprint
        blueprint.look = look or blueprint.look
        ct = generate_ct(blueprint, seed=seed, steps=steps, progress=progress, cancelled=cancelled)
        return self._addToScene(segmentationNode, blueprint, ct)

    def _addToScene(self, segmentationNode, blueprint, ct):
        """Add CT and labels in one folder, or, when anything fails, nothing."""
        from SyntheticLungCTLib.slicer_bridge.blueprint_to_segmentation import blueprint_to_segmentation
        from SyntheticLungCTLib.slicer_bridge.ct_to_volume_node import ct_to_volume_node, move_to_folder
        from SyntheticLungCTLib.slicer_bridge.scene_changes import undo_on_failure

        scene = segmentationNode.GetScene()
        with undo_on_failure(scene):
            volumeNode = ct_to_volume_node(ct, scene, segmentationNode.GetName())
            labelsNode = blueprint_to_segmentation(blueprint, scene, f"{volumeNode.GetName()} labels")
            labelsNode.SetReferenceImageGeometryParameterFromVolumeNode(volumeNode)
            volumeNode.SetNodeReferenceID("SyntheticLungCT.Labels", labelsNode.GetID())
            volumeNode.SetAttribute("SyntheticLungCT.UnknownSegments", ", ".join(self.unknownSegments))
            move_to_folder([volumeNode, labelsNode])
        return volumeNode


def makeLibraryImportable() -> None:
    """In a source tree the library lies beside the module's folder, when installed beside the module itself."""
    root = str(Path(__file__).resolve().parent.parent)
    if (Path(root) / "SyntheticLungCTLib").is_dir() and root not in sys.path:
        sys.path.append(root)


class SyntheticLungCTTest(ScriptedLoadableModuleTest):
    """Slicer's self test: from a phantom to a CT in the scene."""

    def runTest(self):
        slicer.mrmlScene.Clear()
        self.testPhantomBecomesCT()

    def testPhantomBecomesCT(self):
        logic = SyntheticLungCTLogic()
        from SyntheticLungCTLib.blueprint.phantom import thorax_phantom
        from SyntheticLungCTLib.slicer_bridge.blueprint_to_segmentation import blueprint_to_segmentation

        segmentationNode = blueprint_to_segmentation(thorax_phantom((24, 96, 96), (11.0, 3.7, 3.7)), name="Phantom")
        volumeNode = logic.generate(segmentationNode, seed=1, steps=2)
        hu = slicer.util.arrayFromVolume(volumeNode)
        assert hu.shape == (24, 96, 96)
        assert volumeNode.GetName().startswith("SYNTHETIC")
        self.delayDisplay("A phantom became a CT.")
