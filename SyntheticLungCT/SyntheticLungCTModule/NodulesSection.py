"""The panel's third section: nodules put into a CT, taken out of it, and grown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import slicer
from slicer.i18n import tr as _

from .NoduleAttributes import NoduleAttributes
from .NoduleTable import NoduleTable
from .PlaceMode import startPlacing
from .SegmentNames import SegmentNames

if TYPE_CHECKING:
    from SyntheticLungCTLib.population.specification import NoduleSpecification

    from .Widget import SyntheticLungCTWidget

#: Follow-up scans that growing draws: at the first, after one doubling of the volume, and after two.
DOUBLINGS = (0, 1, 2)
LARGEST_MM = 60.0
INSERT_FAILED = _("The nodule could not be put in.")
REMOVE_FAILED = _("The nodule could not be taken out.")


class NodulesSection:
    def __init__(self, panel: SyntheticLungCTWidget):
        self.panel, self.ui = panel, panel.ui
        self._isIdle = False
        self.attributes = NoduleAttributes(panel)
        self.segments = SegmentNames(self.ui.noduleSegmentComboBox)
        self.list = NoduleTable(self.ui.noduleTable, self.updateButtons)
        self.ui.nodulesCollapsibleButton.connect("contentsCollapsed(bool)", self.onCollapsed)
        self.ui.placeButton.connect("clicked(bool)", self.onPlace)
        self.ui.insertAtPointButton.connect("clicked(bool)", self.onInsertAtPoint)
        self.ui.insertSegmentButton.connect("clicked(bool)", self.onInsertSegment)
        self.ui.removeSegmentButton.connect("clicked(bool)", self.onRemoveSegment)
        self.ui.removeButton.connect("clicked(bool)", self.onRemove)
        self.ui.growButton.connect("clicked(bool)", self.onGrow)

    def update(self, isIdle: bool) -> None:
        """Show the ratings' words, the segments and the nodules of the scene, and what can be done with them."""
        self._isIdle = isIdle
        self.attributes.update()
        self.list.update()
        chosen = self.panel.parameterNode
        self.segments.update(chosen.noduleSegmentation if chosen else None)
        self.updateButtons()

    def updateButtons(self) -> None:
        chosen, nodule = self.panel.parameterNode, self.list.chosen
        isReady = self._isIdle and bool(chosen and chosen.noduleVolume)
        hasSegment = isReady and bool(self.segments.chosenId)
        self.ui.placeButton.enabled = bool(chosen and chosen.noduleVolume)
        self.ui.insertAtPointButton.enabled = isReady and bool(chosen.nodulePoint)
        self.ui.insertSegmentButton.enabled = self.ui.removeSegmentButton.enabled = hasSegment
        self.ui.removeButton.enabled = isReady and bool(nodule and nodule.segmentation_node)
        self.ui.growButton.enabled = self._isIdle and bool(nodule and nodule.source_node)

    def onCollapsed(self, isCollapsed: bool) -> None:
        """Load the network while the user still looks around, so that the first nodule need not wait for it."""
        if not isCollapsed:
            self.panel.warmUp()

    def onPlace(self, *_arguments) -> None:
        chosen = self.panel.parameterNode
        if chosen.nodulePoint is None:
            name = slicer.mrmlScene.GenerateUniqueName(_("Nodule place"))
            pointNode = slicer.mrmlScene.AddNewNodeByClass("vtkMRMLMarkupsFiducialNode", name)
            pointNode.CreateDefaultDisplayNodes()
            chosen.nodulePoint = pointNode
        startPlacing(chosen.nodulePoint)

    def onInsertAtPoint(self, *_arguments) -> None:
        chosen = self.panel.parameterNode
        given = (chosen.noduleVolume, chosen.nodulePoint, chosen.noduleSeed, chosen.noduleKeepFailed)

        def ask(jobs: Any) -> list[Any]:
            from SyntheticLungCTLib.slicer_bridge.nodule_in_scene import point_lps_mm

            volumeNode, pointNode, seed, keepFailed = given
            point = point_lps_mm(pointNode)
            return [jobs.nodules.insert_at(volumeNode, point, self.attributes.wish(), seed, keepFailed)]

        self.panel.run(INSERT_FAILED, ask, self.onDrawn)

    def onInsertSegment(self, *_arguments) -> None:
        self.insertSegment(*self._painted(), self.attributes.wish(), self.panel.parameterNode.noduleSeed)

    def insertSegment(
        self,
        volumeNode: slicer.vtkMRMLScalarVolumeNode,
        segmentationNode: slicer.vtkMRMLSegmentationNode,
        segmentId: str,
        wish: NoduleSpecification,
        seed: int,
    ) -> None:
        """Draw a nodule in the shape of a segment; the Segment Editor's effect asks for it too."""
        given = (volumeNode, segmentationNode, segmentId, wish, seed, self.panel.parameterNode.noduleKeepFailed)
        self.panel.run(INSERT_FAILED, lambda jobs: [jobs.nodules.insert_segment(*given)], self.onDrawn)

    def onRemoveSegment(self, *_arguments) -> None:
        chosen = self.panel.parameterNode
        given = (*self._painted(), chosen.noduleSeed, chosen.noduleKeepFailed)
        self.panel.run(REMOVE_FAILED, lambda jobs: [jobs.nodules.remove(*given)], self.onDrawn)

    def onRemove(self, *_arguments) -> None:
        """Take the chosen nodule out of the chosen CT, which may hold others too."""
        chosen, nodule = self.panel.parameterNode, self.list.chosen
        where = (chosen.noduleVolume, nodule.segmentation_node, nodule.segment_id)
        given = (*where, chosen.noduleSeed, chosen.noduleKeepFailed)
        self.panel.run(REMOVE_FAILED, lambda jobs: [jobs.nodules.remove(*given)], self.onDrawn)

    def onGrow(self, *_arguments) -> None:
        """Draw the chosen nodule as follow-up scans would show it, each time into the CT without it."""
        found, keepFailed = self.list.chosen, self.panel.parameterNode.noduleKeepFailed

        def ask(jobs: Any) -> list[Any]:
            from SyntheticLungCTLib.population.specification import RATINGS, NoduleSpecification

            sizes = [found.nodule.diameter_mm * 2 ** (count / 3) for count in DOUBLINGS]
            wish = NoduleSpecification(**{name: getattr(found.nodule, name) for name in RATINGS})
            within = [round(size, 1) for size in sizes if size <= LARGEST_MM]
            given = (found.source_node, found.nodule.center_lps_mm, within, wish, found.seed, keepFailed)
            return [jobs.nodules.grow(*given)]

        self.panel.run(_("The nodule could not be grown."), ask, self.onGrown)

    def onDrawn(self, volumeNode: slicer.vtkMRMLScalarVolumeNode) -> None:
        """Show a new CT where the user is looking, and go on with it."""
        self.panel.logic.getParameterNode().noduleVolume = volumeNode
        self.panel.results.choose(volumeNode)
        slicer.util.setSliceViewerLayers(background=volumeNode, foreground=None)

    def onGrown(self, volumeNodes: list[slicer.vtkMRMLScalarVolumeNode]) -> None:
        self.onDrawn(volumeNodes[-1])

    def _painted(self) -> tuple[Any, Any, str]:
        """CT, segmentation and segment ID of what was painted."""
        chosen = self.panel.parameterNode
        return chosen.noduleVolume, chosen.noduleSegmentation, self.segments.chosenId
