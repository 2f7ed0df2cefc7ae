"""The panel's list of the nodules in the scene."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import slicer
from slicer.i18n import tr as _

from .Table import fillTable

if TYPE_CHECKING:
    from SyntheticLungCTLib.slicer_bridge.nodule_list import SceneNodule

TITLES = (_("Nodule"), _("Quality"), _("Seed"), _("CT"))
#: Of the first column; longer descriptions take a second line.
WIDTH_PIXELS = 230


class NoduleTable:
    """Shows what the tables in the scene say.

    Args:
        table: a QTableWidget.
        onChosen: called when another row is chosen.

    Attributes:
        chosen: the nodule of the chosen row, or None.
    """

    def __init__(self, table: Any, onChosen: Callable[[], None]):
        self.table, self.chosen = table, None
        self._onChosen = onChosen
        self._nodules: list[SceneNodule] = []
        self._rows: list[tuple[str, ...]] | None = None
        self.table.connect("itemSelectionChanged()", self.onSelection)

    def update(self) -> None:
        """Read the scene anew; the table is filled when something has changed."""
        self._nodules = self._found()
        rows = [self._row(found) for found in self._nodules]
        if rows != self._rows:
            self._rows = rows
            fillTable(self.table, TITLES, rows)
            self.table.setColumnWidth(0, WIDTH_PIXELS)
            self.table.resizeRowsToContents()
            if rows:
                self.table.selectRow(len(rows) - 1)
        self._choose()

    def onSelection(self) -> None:
        self._choose()
        self._onChosen()

    def _choose(self) -> None:
        row = self.table.currentRow()
        self.chosen = self._nodules[row] if 0 <= row < len(self._nodules) else None

    def _found(self) -> list[SceneNodule]:
        if not slicer.mrmlScene.GetNumberOfNodesByClass("vtkMRMLTableNode"):
            return []
        try:
            from SyntheticLungCTLib.slicer_bridge.nodule_list import nodules_in_scene
        except ImportError:  # what the library needs is installed when the user first asks for work
            return []
        return nodules_in_scene(slicer.mrmlScene)

    def _row(self, found: SceneNodule) -> tuple[str, ...]:
        from SyntheticLungCTLib.population.rating_words import nodule_in_words

        quality = _("failed: {reasons}").format(reasons="; ".join(found.failures)) if found.failures else _("passed")
        return nodule_in_words(found.nodule), quality, str(found.seed), found.volume_node.GetName()
