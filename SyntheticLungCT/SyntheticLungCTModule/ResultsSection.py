"""The panel's results: two CTs compared, the HU of each tissue, how the CT came about, and files of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import qt
import slicer
from slicer.i18n import tr as _

from .Comparison import Comparison
from .Table import fillTable

if TYPE_CHECKING:
    from pathlib import Path

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
        self.ui.exportButton.connect("clicked(bool)", self.onExport)
        self.comparison = Comparison(self.ui.comparisonSlider, self.ui.flickerButton)
        self._shownId = None

    def update(self) -> None:
        """Show the statistics and the provenance of the chosen result, and what can be done with it."""
        chosen = self.panel.parameterNode
        node = chosen.resultVolume if chosen else None
        other = chosen.comparisonVolume if chosen else None
        self.ui.showButton.enabled = self.ui.exportButton.enabled = bool(node)
        self.comparison.choose(node, other)
        nodeId = node.GetID() if node else None
        if nodeId != self._shownId:
            self._shownId = nodeId
            fillTable(self.ui.statisticsTable, STATISTICS_TITLES, statisticsRows(node) if node else [])
            self.ui.provenanceText.setPlainText(provenanceInWords(node) if node else "")
            self.ui.exportedLabel.text = ""

    def choose(self, volumeNode: slicer.vtkMRMLScalarVolumeNode) -> None:
        """Choose a CT that has just been drawn, and what it is best compared with."""
        from SyntheticLungCTLib.slicer_bridge.node_reference import referred_node
        from SyntheticLungCTLib.slicer_bridge.nodule_in_scene import SOURCE_ROLE

        chosen = self.panel.logic.getParameterNode()  # the panel may have been left meanwhile
        chosen.resultVolume = volumeNode
        chosen.comparisonVolume = referred_node(volumeNode, SOURCE_ROLE) or chosen.referenceVolume

    def onResult(self, volumeNode: slicer.vtkMRMLScalarVolumeNode) -> None:
        """Show a CT that has just been drawn."""
        self.choose(volumeNode)
        self.ui.resultsCollapsibleButton.collapsed = False
        slicer.util.setSliceViewerLayers(background=volumeNode, foreground=None, fit=True)

    def onShow(self, *_arguments) -> None:
        self.comparison.show()

    def onExport(self, *_arguments) -> None:
        """Ask for a folder, and have the chosen CT written there."""
        chosen = self.panel.parameterNode
        folder = qt.QFileDialog.getExistingDirectory(None, _("Export the synthetic CT into a folder"))
        if not folder:
            return
        given = (chosen.resultVolume, folder, chosen.exportFormat)
        self.panel.run(_("The CT could not be exported."), lambda jobs: [jobs.export(*given)], self.onExported)

    def onExported(self, files: list[Path]) -> None:
        names, folder = ", ".join(file.name for file in files), files[0].parent
        self.ui.exportedLabel.text = _("Wrote {names} into {folder}.").format(names=names, folder=folder)


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
