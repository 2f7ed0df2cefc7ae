"""The attributes of a nodule in the panel: sliders with the readers' words, and a line of text that sets them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slicer.i18n import tr as _

from .JobMonitor import FAILURE_STYLE

if TYPE_CHECKING:
    from SyntheticLungCTLib.population.specification import NoduleSpecification

    from .Widget import SyntheticLungCTWidget

RATINGS = ("sphericity", "margin", "lobulation", "spiculation", "texture")


class NoduleAttributes:
    def __init__(self, panel: SyntheticLungCTWidget):
        self.panel, self.ui = panel, panel.ui
        self.ui.noduleTextEdit.connect("editingFinished()", self.onText)
        self._readText = None
        self._say("")

    def update(self) -> None:
        """Show the word for each rating."""
        chosen = self.panel.parameterNode
        if chosen is None:
            return
        from SyntheticLungCTLib.population.rating_words import rating_in_words

        for name in RATINGS:
            value = getattr(chosen, parameterOf(name))
            words = rating_in_words(name, value)
            label = getattr(self.ui, f"nodule{name.capitalize()}Word")
            label.text = f"{value}  {words}" if value else words

    def wish(self) -> NoduleSpecification:
        """What the sliders say; what is open is left to chance."""
        from SyntheticLungCTLib.population.specification import NoduleSpecification

        chosen = self.panel.parameterNode
        ratings = {name: getattr(chosen, parameterOf(name)) or None for name in RATINGS}
        return NoduleSpecification(diameter_mm=chosen.noduleDiameterMm, **ratings)

    def onText(self) -> None:
        """Read the line, say what was understood, and set the sliders to it; what it does not say becomes open."""
        chosen = self.panel.parameterNode
        text = chosen.noduleText.strip() if chosen else ""
        if text == self._readText:  # Return and leaving the field both tell
            return
        self._readText = text
        if not text:
            self._say("")
            return
        from SyntheticLungCTLib.errors import InputError
        from SyntheticLungCTLib.population.text import parse_nodule

        try:
            wish = parse_nodule(text)
        except InputError as error:
            self._say(str(error), FAILURE_STYLE)
            return
        chosen.noduleDiameterMm = wish.diameter_mm or chosen.noduleDiameterMm
        for name in RATINGS:
            setattr(chosen, parameterOf(name), getattr(wish, name) or 0)
        elsewhere = wish.lobe is not None or wish.touches is not None
        place = _(" The place is where you click or paint.") if elsewhere else ""
        self._say(_("Understood: {words}.").format(words=wish.words()) + place)

    def _say(self, message: str, style: str = "") -> None:
        self.ui.noduleEchoLabel.text = message
        self.ui.noduleEchoLabel.visible = bool(message)
        self.ui.noduleEchoLabel.styleSheet = style


def parameterOf(rating: str) -> str:
    """The name of a rating in the parameter node."""
    return f"nodule{rating.capitalize()}"
