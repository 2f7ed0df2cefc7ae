"""Segment Editor effect: click in the lung, and a nodule is shown there; Apply paints it, and draws it when asked."""

from __future__ import annotations

from pathlib import Path

import qt
import slicer
import vtk
from SegmentEditorEffects import AbstractScriptedSegmentEditorEffect
from slicer.i18n import tr as _

from SegmentEditorSyntheticNoduleLib.NoduleAtClick import CLICK, NoduleAtClick
from SegmentEditorSyntheticNoduleLib.NoduleOptions import DEFAULTS, NoduleOptions

#: Identifies the effect, so it is not translated.
NAME = "Synthetic nodule"
RESOURCES = Path(__file__).resolve().parents[1] / "Resources"
WHEEL_FACTORS = {vtk.vtkCommand.MouseWheelForwardEvent: 1.1, vtk.vtkCommand.MouseWheelBackwardEvent: 1 / 1.1}


class SegmentEditorSyntheticNoduleEffect(AbstractScriptedSegmentEditorEffect):
    def __init__(self, scriptedEffect):
        scriptedEffect.name = NAME
        scriptedEffect.title = _("Synthetic nodule")
        scriptedEffect.perSegment = True
        scriptedEffect.requireSegments = True
        AbstractScriptedSegmentEditorEffect.__init__(self, scriptedEffect)
        self.options = self.nodule = None

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
        self.options = NoduleOptions(self.scriptedEffect, self.ui, lambda: self.nodule.showSoon())
        self.nodule = NoduleAtClick(self.scriptedEffect, self.options, self._say)
        self.ui.applyButton.connect("clicked(bool)", self.onApply)
        self.ui.insertButton.connect("clicked(bool)", self.onInsert)
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
        if self.nodule is not None:
            self.nodule.hide()

    def processInteractionEvents(self, callerInteractor, eventId, viewWidget):
        """Place and size; True when the event was meant for the effect."""
        if viewWidget.className() != "qMRMLSliceWidget":
            return False
        if eventId == vtk.vtkCommand.LeftButtonPressEvent and not callerInteractor.GetShiftKey():
            self.nodule.showAt(tuple(self.xyToRas(callerInteractor.GetEventPosition(), viewWidget)))
            return True
        if eventId in WHEEL_FACTORS and callerInteractor.GetShiftKey():
            self.options.scaleDiameter(WHEEL_FACTORS[eventId])
            return True
        return False

    def onApply(self, *_arguments):
        """Add the nodule to the segment, which undo takes back; and draw it, when that was chosen."""
        if self.nodule.sketch is None:
            self._say(CLICK)
            return
        with slicer.util.tryWithErrorDisplay(_("The nodule could not be painted."), waitCursor=True):
            labelmap = self.scriptedEffect.defaultModifierLabelmap()
            self.nodule.drawInto(labelmap, self.scriptedEffect.parameterSetNode().GetSegmentationNode())
            wish = self.nodule.sketch.wish
            self.scriptedEffect.saveStateForUndo()
            add = slicer.qSlicerSegmentEditorAbstractEffect.ModificationModeAdd
            self.scriptedEffect.modifySelectedSegmentByLabelmap(labelmap, add)
            self.nodule.hide()
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
        self.ui.applyButton.enabled = self.nodule.sketch is not None
