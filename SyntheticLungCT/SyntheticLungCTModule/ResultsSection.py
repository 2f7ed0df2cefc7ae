"""The panel's results: linked views, the HU of each tissue, and how the CT came about."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import slicer
from slicer.i18n import tr as _

from .Table import fillTable

if TYPE_CHECKING:
    from .Widget import SyntheticLungCTWidget

SYNTHETIC = "SyntheticLungCT.Synthetic"
#: Shown first, in this order; the others follow.
FIRST = ("Version", "Model", "Seed", "Steps", "UnknownSegments")
PREFIX = "SyntheticLungCT."
STATISTICS = PREFIX + "Statistics"


class ResultsSection:
    def __init__(self, panel: SyntheticLungCTWidget):
        self.panel, self.ui = panel, panel.ui
        self.ui.resultSelector.addAttribute("vtkMRMLScalarVolumeNode", SYNTHETIC, "true")
        self.ui.showButton.connect("clicked(bool)", self.onShow)
        self.ui.comparisonSlider.connect("valueChanged(int)", self.onCompare)
        self._shownId = None

    def update(self) -> None:
        """Show the statistics and the provenance of the chosen result."""
        chosen = self.panel.parameterNode
        node = chosen.resultVolume if chosen else None
        self.ui.showButton.enabled = bool(node)
        self.ui.comparisonSlider.enabled = bool(node and chosen.referenceVolume)
        nodeId = node.GetID() if node else None
        if nodeId != self._shownId:
            self._shownId = nodeId
            fillTable(self.ui.statisticsTable, STATISTICS_TITLES, statisticsRows(node) if node else [])
            self.ui.provenanceText.setPlainText(provenanceInWords(node) if node else "")

    def onResult(self, volumeNode: slicer.vtkMRMLScalarVolumeNode) -> None:
        """Show a CT that has just been drawn."""
        self.panel.logic.getParameterNode().resultVolume = volumeNode
        self.ui.resultsCollapsibleButton.collapsed = False
        showInLinkedViews(volumeNode)

    def onShow(self, *_arguments) -> None:
        self.onCompare(self.ui.comparisonSlider.value)

    def onCompare(self, percent: int) -> None:
        chosen = self.panel.parameterNode
        showInLinkedViews(chosen.resultVolume, chosen.referenceVolume, percent / 100)


STATISTICS_TITLES = (_("Tissue"), _("ml"), _("mean"), _("spread"), _("5 %"), _("median"), _("95 %"))


def statisticsRows(volumeNode: slicer.vtkMRMLScalarVolumeNode) -> list[list[str]]:
    """One row of text per tissue; none for a CT of an older version, which noted no statistics."""
    found = json.loads(volumeNode.GetAttribute(STATISTICS) or "[]")
    numbers = ("volume_ml", "mean_hu", "spread_hu", "low_hu", "median_hu", "high_hu")
    return [[tissue["tissue"], *(f"{tissue[name]:.0f}" for name in numbers)] for tissue in found]


def provenanceInWords(volumeNode: slicer.vtkMRMLScalarVolumeNode) -> str:
    """A line per attribute that tells how the CT came about."""
    names = [name.removeprefix(PREFIX) for name in volumeNode.GetAttributeNames() if name.startswith(PREFIX)]
    others = sorted(set(names) - {*FIRST, "Synthetic", "Statistics", "Look"})
    lines = [_("Synthetic: no patient. For research only.")]
    for name in (*FIRST, *others):
        if value := volumeNode.GetAttribute(PREFIX + name):
            lines.append(f"{name}: {value}")
    if look := json.loads(volumeNode.GetAttribute(PREFIX + "Look") or "{}"):
        noiseHu = sum(look["soft_noise_power_hu2"]) ** 0.5
        told = _("Look: noise {noise:.0f} HU, lung {lung:.0f} HU, blood {blood:.0f} HU")
        lines.append(told.format(noise=noiseHu, lung=look["lung_hu"], blood=look["blood_hu"]))
    return "\n".join(lines)


def showInLinkedViews(
    volumeNode: slicer.vtkMRMLScalarVolumeNode,
    referenceNode: slicer.vtkMRMLScalarVolumeNode | None = None,
    share: float = 0.0,
) -> None:
    """Show a CT in all slice views, which follow each other, with a share (0 to 1) of the reference over it."""
    composites = slicer.mrmlScene.GetNodesByClass("vtkMRMLSliceCompositeNode")
    for number in range(composites.GetNumberOfItems()):
        composites.GetItemAsObject(number).SetLinkedControl(True)
    slicer.util.setSliceViewerLayers(
        background=volumeNode, foreground=referenceNode, foregroundOpacity=share if referenceNode else 0.0, fit=True
    )
