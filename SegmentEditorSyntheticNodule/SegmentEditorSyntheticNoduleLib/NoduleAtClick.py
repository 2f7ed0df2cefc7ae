"""The nodule where the user clicked, shown before it is painted."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import qt
import slicer
from slicer.i18n import tr as _

from SegmentEditorSyntheticNoduleLib.NoduleOptions import NoduleOptions

if TYPE_CHECKING:
    from SyntheticLungCTLib.nodules.sketch import Sketch

#: The preview waits so long for the mouse wheel to rest.
REST_MS = 60
CLICK = _("Click in the lung in a slice view.")


class NoduleAtClick:
    """Which voxels a nodule takes is the library's matter; see `SyntheticLungCTLib.slicer_bridge.nodule_preview`.

    Args:
        scriptedEffect: whose source volume it is shown in.
        options: what it is.
        tell: called with what is shown, why nothing is, or what to do.
    """

    def __init__(self, scriptedEffect: Any, options: NoduleOptions, tell: Callable[[str], None]):
        self.scriptedEffect, self.options, self._tell = scriptedEffect, options, tell
        self._atRas = self._preview = None
        self._timer = qt.QTimer()
        self._timer.setSingleShot(True)
        self._timer.setInterval(REST_MS)
        self._timer.connect("timeout()", self.show)

    @property
    def sketch(self) -> Sketch | None:
        """What is shown; None while nothing is."""
        return self._preview.sketch if self._preview is not None else None

    def showAt(self, atRas: tuple[float, float, float]) -> None:
        self._atRas = atRas
        self.show()

    def showSoon(self) -> None:
        """Show it anew once its options rest."""
        if self._atRas is not None:
            self._timer.start()

    def show(self) -> None:
        """Show it at the place that was clicked, or tell why there can be none."""
        from SyntheticLungCTLib.errors import InputError
        from SyntheticLungCTLib.population.rating_words import nodule_in_words
        from SyntheticLungCTLib.slicer_bridge.nodule_preview import NodulePreview

        self._preview = self._preview or NodulePreview(slicer.mrmlScene)
        wish, seed = self.options.wish(), self.options.seed
        volumeNode = self.scriptedEffect.parameterSetNode().GetSourceVolumeNode()
        try:
            if volumeNode is None:
                raise InputError(_("Choose the CT as source volume first."))
            sketch = self._preview.show(volumeNode, self._atRas, wish, seed)
        except InputError as error:
            self._tell(str(error))
        else:
            whole = sketch.wish.model_copy(update={"diameter_mm": wish.diameter_mm})
            self._tell(_("{nodule}. Apply paints it.").format(nodule=nodule_in_words(whole)))

    def drawInto(self, labelmap: slicer.vtkOrientedImageData, segmentationNode: slicer.vtkMRMLSegmentationNode) -> None:
        """Write what is shown into a labelmap of a segmentation."""
        self._preview.draw_into(labelmap, segmentationNode)

    def hide(self) -> None:
        """Take it away, and forget the place."""
        self._atRas = None
        self._timer.stop()
        if self._preview is not None:
            self._preview.hide()
        self._tell(CLICK)
