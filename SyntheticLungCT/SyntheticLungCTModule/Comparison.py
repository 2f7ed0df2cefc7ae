"""Two CTs of one place in the same linked slice views: faded by a slider, or shown in turn."""

from __future__ import annotations

from typing import Any

import qt
import slicer

#: How long each of the two is shown.
FLICKER_MS = 500


class Comparison:
    """One CT in the background of the views, the other over it, of which more or less is seen.

    Args:
        slider: how much of the other is seen, 0 to 100.
        flickerButton: while it is pressed, all and nothing of the other are seen in turn.
    """

    def __init__(self, slider: Any, flickerButton: Any):
        self.slider, self.flickerButton = slider, flickerButton
        self._volumeNode = self._otherNode = None
        self._isOtherShown = False
        self._timer = qt.QTimer()
        self._timer.setInterval(FLICKER_MS)
        self._timer.connect("timeout()", self.onTick)
        slider.connect("valueChanged(int)", self.onFade)
        flickerButton.connect("toggled(bool)", self.onFlicker)

    @property
    def isFlickering(self) -> bool:
        return self._timer.isActive()

    def choose(
        self,
        volumeNode: slicer.vtkMRMLScalarVolumeNode | None,
        otherNode: slicer.vtkMRMLScalarVolumeNode | None,
    ) -> None:
        """Take what is compared from now on; without both of them the comparison ends."""
        self._volumeNode, self._otherNode = volumeNode, otherNode
        isPossible = bool(volumeNode and otherNode and volumeNode is not otherNode)
        if not isPossible:
            self.flickerButton.checked = False
        self.slider.enabled = self.flickerButton.enabled = isPossible

    def show(self) -> None:
        """Show what is chosen in all slice views, which follow each other from now on."""
        composites = slicer.mrmlScene.GetNodesByClass("vtkMRMLSliceCompositeNode")
        for number in range(composites.GetNumberOfItems()):
            composites.GetItemAsObject(number).SetLinkedControl(True)
        self._layer(self.slider.value / 100, fit=True)

    def onFade(self, percent: int) -> None:
        if self._otherNode:
            self._layer(percent / 100)

    def onFlicker(self, isOn: bool) -> None:
        if isOn:
            self._timer.start()
            self.onTick()
        else:
            self._timer.stop()
            self.onFade(self.slider.value)

    def onTick(self) -> None:
        self._isOtherShown = not self._isOtherShown
        self._layer(float(self._isOtherShown))

    def _layer(self, share: float, fit: bool = False) -> None:
        """Put one over the other; unless asked to fit them, the views stay where the user is looking."""
        slicer.util.setSliceViewerLayers(
            background=self._volumeNode,
            foreground=self._otherNode,
            foregroundOpacity=share if self._otherNode else 0.0,
            fit=fit,
        )
