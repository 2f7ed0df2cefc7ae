"""The panel's second section: how the CT is to look, what it will take, and drawing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slicer.i18n import tr as _

if TYPE_CHECKING:
    from SyntheticLungCTLib.scanner.look import Look

    from .Widget import SyntheticLungCTWidget

LOOK_WIDGETS = ("noiseSpinBox", "kernelComboBox", "lungHuSpinBox", "bloodHuSpinBox")


class CTSection:
    def __init__(self, panel: SyntheticLungCTWidget):
        self.panel, self.ui = panel, panel.ui
        self.ui.generateButton.connect("clicked(bool)", self.onGenerate)

    def update(self, isIdle: bool) -> None:
        """Show what drawing will take, and whether it can be begun."""
        chosen = self.panel.parameterNode
        isChosen = bool(chosen and chosen.segmentation)
        for name in LOOK_WIDGETS:
            getattr(self.ui, name).enabled = bool(chosen and chosen.ownLook)
        self.ui.generateButton.enabled = isIdle and isChosen
        self.ui.generateButton.toolTip = (
            _("Draw the CT, in the background") if isChosen else _("Select a segmentation of a chest first")
        )
        self.ui.expectedCostLabel.visible = isChosen
        self.ui.expectedCostLabel.text = self._costInWords() if isChosen else ""

    def onGenerate(self, *_arguments) -> None:
        chosen = self.panel.parameterNode
        given = (chosen.segmentation, chosen.referenceVolume)
        seeds = [chosen.seed + number for number in range(chosen.variants)]
        steps = chosen.steps or None

        def ask(jobs: Any) -> list[Any]:
            return jobs.generate(*given, seeds, steps, self._look())

        self.panel.run(_("The CT could not be generated."), ask, self.panel.results.onResult)

    def _look(self) -> Look | None:
        """The look that was chosen; None leaves it to the segmentation."""
        from SyntheticLungCTLib.scanner.chosen_look import chosen_look

        chosen = self.panel.parameterNode
        if not chosen.ownLook:
            return None
        return chosen_look(chosen.noiseHu, chosen.kernel, chosen.lungHu, chosen.bloodHu)

    def _costInWords(self) -> str:
        from SyntheticLungCTLib.preflight.expected_cost import cost_of_drawing
        from SyntheticLungCTLib.slicer_bridge.segmentation_summary import grid_shape

        chosen = self.panel.parameterNode
        shape = grid_shape(chosen.segmentation, chosen.referenceVolume)
        if shape is None:
            return _("Expected time and memory: select a reference volume, which gives the size of the CT.")
        slices, rows, columns = shape
        cost = cost_of_drawing(shape, chosen.steps or None, chosen.variants)
        return _("Expected: {cost}, for {slices} slices of {columns} x {rows}.").format(
            cost=cost.words(), slices=slices, columns=columns, rows=rows
        )
