"""The effect's options: what the nodule is, as sliders with the readers' words, bound to the effect's parameters."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from SyntheticLungCTLib.population.specification import NoduleSpecification

DIAMETER, SEED, INSERT = "DiameterMm", "Seed", "Insert"
RATINGS = ("Texture", "Margin", "Spiculation", "Lobulation", "Sphericity")
DEFAULTS = {DIAMETER: 10.0, SEED: 0, INSERT: 0, **dict.fromkeys(RATINGS, 0)}
SMALLEST_MM, LARGEST_MM = 3.0, 60.0


class NoduleOptions:
    """Keeps the widgets and the parameters of the effect the same.

    Args:
        scriptedEffect: holds the parameters.
        ui: the widgets.
        onChanged: called when the user has moved one.
    """

    def __init__(self, scriptedEffect: Any, ui: Any, onChanged: Callable[[], None]):
        self.scriptedEffect, self.ui, self._onChanged = scriptedEffect, ui, onChanged
        self._isShowing = False
        ui.diameterSlider.connect("valueChanged(double)", self.onMoved)
        ui.seedSpinBox.connect("valueChanged(int)", self.onMoved)
        ui.insertCheckBox.connect("toggled(bool)", self.onMoved)
        for name in RATINGS:
            getattr(ui, f"{name.lower()}Slider").connect("valueChanged(int)", self.onMoved)

    def show(self) -> None:
        """Show the parameters."""
        self._isShowing = True
        self.ui.diameterSlider.value = self.scriptedEffect.doubleParameter(DIAMETER)
        self.ui.seedSpinBox.value = self.scriptedEffect.integerParameter(SEED)
        self.ui.insertCheckBox.checked = bool(self.scriptedEffect.integerParameter(INSERT))
        for name in RATINGS:
            getattr(self.ui, f"{name.lower()}Slider").value = self.scriptedEffect.integerParameter(name)
        self._isShowing = False
        self._showWords()

    def onMoved(self, *_arguments) -> None:
        if self._isShowing:
            return
        self.store()
        self._showWords()
        self._onChanged()

    def store(self) -> None:
        """Take what the widgets show as parameters."""
        self.scriptedEffect.setParameter(DIAMETER, self.ui.diameterSlider.value)
        self.scriptedEffect.setParameter(SEED, self.ui.seedSpinBox.value)
        self.scriptedEffect.setParameter(INSERT, int(self.ui.insertCheckBox.checked))
        for name in RATINGS:
            self.scriptedEffect.setParameter(name, getattr(self.ui, f"{name.lower()}Slider").value)

    def scaleDiameter(self, factor: float) -> None:
        """Make the nodule larger or smaller, within what nodules can be."""
        scaled = self.scriptedEffect.doubleParameter(DIAMETER) * factor
        self.ui.diameterSlider.value = min(max(round(scaled, 1), SMALLEST_MM), LARGEST_MM)

    def wish(self) -> NoduleSpecification:
        """What the parameters say; what is open is left to chance."""
        from SyntheticLungCTLib.population.specification import NoduleSpecification

        ratings = {name.lower(): self.scriptedEffect.integerParameter(name) or None for name in RATINGS}
        return NoduleSpecification(diameter_mm=self.scriptedEffect.doubleParameter(DIAMETER), **ratings)

    @property
    def seed(self) -> int:
        return self.scriptedEffect.integerParameter(SEED)

    @property
    def isInsertedToo(self) -> bool:
        return bool(self.scriptedEffect.integerParameter(INSERT))

    def _showWords(self) -> None:
        from SyntheticLungCTLib.population.rating_words import rating_in_words

        for name in RATINGS:
            value = self.scriptedEffect.integerParameter(name)
            words = rating_in_words(name.lower(), value)
            getattr(self.ui, f"{name.lower()}Word").text = f"{value}  {words}" if value else words
