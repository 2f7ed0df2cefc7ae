"""Segment Editor effect: click in the lung, and a nodule is shown there; Apply paints it, and draws it when asked."""

from __future__ import annotations

from pathlib import Path

import qt
import slicer
import vtk
from SegmentEditorEffects import AbstractScriptedSegmentEditorEffect
from slicer.i18n import tr as _

from SegmentEditorSyntheticNoduleLib.NoduleOptions import DEFAULTS, NoduleOptions

#: Identifies the effect, so it is not translated.
NAME = "Synthetic nodule"
RESOURCES = Path(__file__).resolve().parents[1] / "Resources"
WHEEL_FACTORS = {vtk.vtkCommand.MouseWheelForwardEvent: 1.1, vtk.vtkCommand.MouseWheelBackwardEvent: 1 / 1.1}
#: The preview waits so long for the mouse wheel to rest.
REST_MS = 60
CLICK = _("Click in the lung in a slice view.")


class SegmentEditorSyntheticNoduleEffect(AbstractScriptedSegmentEditorEffect):
    """Which voxels a nodule takes is the library's matter; see `SyntheticLungCTLib.slicer_bridge.nodule_preview`."""

    def __init__(self, scriptedEffect):
        scriptedEffect.name = NAME
        scriptedEffect.title = _("Synthetic nodule")
        scriptedEffect.perSegment = True
        scriptedEffect.requireSegments = True
        AbstractScriptedSegmentEditorEffect.__init__(self, scriptedEffect)
        self.atRas = self.options = self._preview = self._timer = None

    def clone(self):
        import qSlicerSegmentationsEditorEffectsPythonQt as effects

        clonedEffect = effects.qSlicerSegmentEditorScriptedEffect(None)
        clonedEffect.setPythonSource(Path(__file__).as_posix())
        return clonedEffect

    def icon(self):
        return qt.QIcon(str(RESOURCES / "Icons" / "SegmentEditorSyntheticNodule.png"))

    def helpText(self):
        return _(
            "<html>Draw a nodule of chosen size and character in the lung.<br>"
            "<p><b>Left-click</b> in a slice view: show the nodule there. "
            "<b>Shift + mouse wheel</b>: change its diameter. "
            "<b>Apply</b>: add it to the segment, and with <i>Insert into a copy of the CT</i> draw it into the CT. "
            "<b>Insert segment</b>: draw what was painted with other effects.</p>"
            "<p>The source volume stays as it is. Not for diagnostic use.</p></html>"
        )

    def setupOptionsFrame(self):
        from SyntheticLungCTModule.Dependencies import makeLibraryImportable

        makeLibraryImportable()
        widget = slicer.util.loadUI(str(RESOURCES / "UI" / "SegmentEditorSyntheticNodule.ui"))
        self.scriptedEffect.addOptionsWidget(widget)
        self.ui = slicer.util.childWidgetVariables(widget)
        self.options = NoduleOptions(self.scriptedEffect, self.ui, self.onOptionMoved)
        self.ui.applyButton.connect("clicked(bool)", self.onApply)
        self.ui.insertButton.connect("clicked(bool)", self.onInsert)
        self._timer = qt.QTimer()
        self._timer.setSingleShot(True)
        self._timer.setInterval(REST_MS)
        self._timer.connect("timeout()", self.showPreview)
        self._say(CLICK)

    def setMRMLDefaults(self):
        for name, value in DEFAULTS.items():
            self.scriptedEffect.setParameterDefault(name, value)

    def updateGUIFromMRML(self):
        self.options.show()

    def updateMRMLFromGUI(self):
        self.options.store()

    def createCursor(self, widget):
        return slicer.util.mainWindow().cursor

    def deactivate(self):
        self.forget()

    def processInteractionEvents(self, callerInteractor, eventId, viewWidget):
        """Place and size; True when the event was meant for the effect."""
        if viewWidget.className() != "qMRMLSliceWidget":
            return False
        if eventId == vtk.vtkCommand.LeftButtonPressEvent and not callerInteractor.GetShiftKey():
            self.atRas = tuple(self.xyToRas(callerInteractor.GetEventPosition(), viewWidget))
            self.showPreview()
            return True
        if eventId in WHEEL_FACTORS and callerInteractor.GetShiftKey():
            self.options.scaleDiameter(WHEEL_FACTORS[eventId])
            return True
        return False

    def onOptionMoved(self):
        if self.atRas is not None:
            self._timer.start()

    def showPreview(self):
        """Show the nodule at the place that was clicked, or say why there can be none."""
        from SyntheticLungCTLib.errors import InputError
        from SyntheticLungCTLib.population.rating_words import nodule_in_words
        from SyntheticLungCTLib.slicer_bridge.nodule_preview import NodulePreview

        if self.atRas is None:
            return
        self._preview = self._preview or NodulePreview(slicer.mrmlScene)
        wish, seed = self.options.wish(), self.options.seed
        volumeNode = self.scriptedEffect.parameterSetNode().GetSourceVolumeNode()
        try:
            if volumeNode is None:
                raise InputError(_("Choose the CT as source volume first."))
            sketch = self._preview.show(volumeNode, self.atRas, wish, seed)
        except InputError as error:
            self._say(str(error))
        else:
            whole = sketch.wish.model_copy(update={"diameter_mm": wish.diameter_mm})
            self._say(_("{nodule}. Apply paints it.").format(nodule=nodule_in_words(whole)))

    def forget(self):
        """Take the preview away."""
        self.atRas = None
        if self._timer is not None:
            self._timer.stop()
        if self._preview is not None:
            self._preview.hide()
        if self.options is not None:
            self._say(CLICK)

    def onApply(self, *_arguments):
        """Add the nodule to the segment, which undo takes back; and draw it, when that was chosen."""
        if self._preview is None or self._preview.sketch is None:
            self._say(CLICK)
            return
        with slicer.util.tryWithErrorDisplay(_("The nodule could not be painted."), waitCursor=True):
            labelmap = self.scriptedEffect.defaultModifierLabelmap()
            self._preview.draw_into(labelmap, self.scriptedEffect.parameterSetNode().GetSegmentationNode())
            wish = self._preview.sketch.wish
            self.scriptedEffect.saveStateForUndo()
            add = slicer.qSlicerSegmentEditorAbstractEffect.ModificationModeAdd
            self.scriptedEffect.modifySelectedSegmentByLabelmap(labelmap, add)
            self.forget()
            if self.options.isInsertedToo:
                self.insert(wish)

    def onInsert(self, *_arguments):
        """Draw the segment as it is into a copy of the CT."""
        with slicer.util.tryWithErrorDisplay(_("The nodule could not be put in.")):
            self.insert(self.options.wish())

    def insert(self, wish):
        """Have the module's panel do it in the background; it shows the CT when it is done."""
        node = self.scriptedEffect.parameterSetNode()
        panel = slicer.modules.syntheticlungct.widgetRepresentation().self()
        given = (node.GetSourceVolumeNode(), node.GetSegmentationNode(), node.GetSelectedSegmentID())
        panel.nodules.insertSegment(*given, wish, self.options.seed)
        self._say(_("Drawing the nodule into a copy of the CT ..."))

    def _say(self, message):
        self.ui.stateLabel.text = message
        self.ui.applyButton.enabled = self._preview is not None and self._preview.sketch is not None
