"""The panel's first section: choose a segmentation, complete one, or invent a chest."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import slicer
from slicer.i18n import tr as _

if TYPE_CHECKING:
    from .Widget import SyntheticLungCTWidget

#: More names than these are counted, not listed.
MOST_NAMES = 8


class BlueprintSection:
    def __init__(self, panel: SyntheticLungCTWidget):
        self.panel, self.ui = panel, panel.ui
        self.ui.completeButton.connect("clicked(bool)", self.onComplete)
        self.ui.inventButton.connect("clicked(bool)", self.onInvent)

    def update(self, isIdle: bool) -> None:
        """Show what the chosen segmentation is read as, and what can be done with it."""
        chosen = self.panel.parameterNode
        isChosen = bool(chosen and chosen.segmentation)
        self.ui.inventButton.enabled = isIdle
        self.ui.inventButton.toolTip = _("A whole chest that nobody has, with airways, vessels and nodules")
        self.ui.completeButton.enabled = isIdle and isChosen
        self.ui.completeButton.toolTip = (
            _("Keep what the segmentation shows and invent the rest of the chest around it")
            if isChosen
            else _("Select a segmentation of a chest first")
        )
        self.ui.recognitionLabel.text = (
            recognitionInWords(chosen.segmentation)
            if isChosen
            else _("No segmentation yet. Select one, or press <b>Invent chest</b>.")
        )

    def onComplete(self, *_arguments) -> None:
        chosen = self.panel.parameterNode
        given = (chosen.segmentation, chosen.referenceVolume, chosen.seed, chosen.contrast)
        self.panel.run(
            _("The segmentation could not be completed."), lambda jobs: [jobs.complete(*given)], self.onSegmentation
        )

    def onInvent(self, *_arguments) -> None:
        chosen = self.panel.parameterNode
        seed, wishes = chosen.seed, {
            "lung_volume_l": chosen.lungVolumeLiters or None,
            "slice_spacing_mm": chosen.sliceSpacingMm,
            "contrast": chosen.contrast,
        }  # fmt: skip

        def ask(jobs: Any) -> list[Any]:
            from SyntheticLungCTLib.thorax.request import ThoraxRequest

            return [jobs.sample(ThoraxRequest.checked(**wishes), seed)]

        self.panel.run(_("The chest could not be invented."), ask, self.onInvented)

    def onInvented(self, segmentationNode: slicer.vtkMRMLSegmentationNode) -> None:
        # A volume of somebody else would cut the chest to its own grid.
        self.panel.logic.getParameterNode().referenceVolume = None
        self.onSegmentation(segmentationNode)

    def onSegmentation(self, segmentationNode: slicer.vtkMRMLSegmentationNode) -> None:
        """Choose a new segmentation; asked of the logic, as the panel may have been left meanwhile."""
        self.panel.logic.getParameterNode().segmentation = segmentationNode


def recognitionInWords(segmentationNode: slicer.vtkMRMLSegmentationNode) -> str:
    """What was recognised, what is missing and what is not understood, as rich text."""
    from SyntheticLungCTLib.slicer_bridge.segmentation_summary import segmentation_summary

    summary = segmentation_summary(segmentationNode)
    if not summary.recognised and not summary.unknown:
        return _("<b>Empty:</b> this segmentation has no segments. Select another one, or invent a chest.")
    lines = []
    if summary.recognised:
        lines.append(_("<b>Recognised:</b> {names}").format(names=_listed(summary.recognised)))
    if summary.missing:
        names = _listed(summary.missing)
        lines.append(_("<b>Missing:</b> {names}. <i>Complete segmentation</i> invents it.").format(names=names))
    if summary.unknown:
        names = _listed(summary.unknown)
        lines.append(
            _("<b>Not understood, left out:</b> {names}. Rename it or set its terminology.").format(names=names)
        )
    return "<br>".join(lines)


def _listed(names: Any) -> str:
    names = [escape(name) for name in names]
    more = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (_(" and {count} more").format(count=more) if more > 0 else "")
