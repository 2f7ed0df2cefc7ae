"""The Segment Editor effect "Synthetic nodule" as Slicer loads it: a hidden module that registers the effect."""

from __future__ import annotations

from pathlib import Path

import slicer
from slicer.i18n import tr as _
from slicer.i18n import translate
from slicer.ScriptedLoadableModule import ScriptedLoadableModule

EFFECT = Path("SegmentEditorSyntheticNoduleLib") / "SegmentEditorSyntheticNoduleEffect.py"


class SegmentEditorSyntheticNodule(ScriptedLoadableModule):
    """What the module is called, and when its effect is registered."""

    def __init__(self, parent):
        ScriptedLoadableModule.__init__(self, parent)
        parent.title = _("Segment Editor: Synthetic nodule")
        parent.categories = [translate("qSlicerAbstractCoreModule", "Segmentation")]
        parent.dependencies = ["Segmentations", "SyntheticLungCT"]
        parent.contributors = ["SyntheticLungCT team"]
        parent.hidden = True
        parent.helpText = _("Adds the effect 'Synthetic nodule' to the Segment Editor.")
        parent.acknowledgementText = _("Not for diagnostic use. Everything is computed on this machine.")
        # The Segment Editor's own effects are registered by then.
        slicer.app.connect("startupCompleted()", registerEffect)


def registerEffect() -> None:
    """Add the effect to the Segment Editor."""
    import qSlicerSegmentationsEditorEffectsPythonQt as effects

    instance = effects.qSlicerSegmentEditorScriptedEffect(None)
    instance.setPythonSource((Path(__file__).resolve().parent / EFFECT).as_posix())
    instance.self().register()
