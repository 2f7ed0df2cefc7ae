"""A segmentation's segments in a list to choose one from."""

from __future__ import annotations

from typing import Any

import slicer


class SegmentNames:
    """Keeps a combo box of the segments' names.

    Args:
        comboBox: its items are the names, their data the IDs.
    """

    def __init__(self, comboBox: Any):
        self.comboBox = comboBox

    @property
    def chosenId(self) -> str | None:
        return self.comboBox.itemData(self.comboBox.currentIndex) if self.comboBox.count else None

    def update(self, segmentationNode: slicer.vtkMRMLSegmentationNode | None) -> None:
        """List the segments, when they are others than before; the one that was painted last is the likeliest."""
        segmentation, names = segmentationNode.GetSegmentation() if segmentationNode else None, self.comboBox
        count = segmentation.GetNumberOfSegments() if segmentation else 0
        found = [(segmentation.GetNthSegment(n).GetName(), segmentation.GetNthSegmentID(n)) for n in range(count)]
        if found == [(names.itemText(row), names.itemData(row)) for row in range(names.count)]:
            return
        names.clear()
        for name, segmentId in found:
            names.addItem(name, segmentId)
        names.setCurrentIndex(len(found) - 1)
