"""The panel's choice of networks: the shipped ones, or others, which are imported from a file, shown and removed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import qt
import slicer
from slicer.i18n import tr as _

if TYPE_CHECKING:
    from .Widget import SyntheticLungCTWidget

#: Where Slicer remembers the folder of the chosen networks; empty for the shipped ones.
SETTING = "SyntheticLungCT/WeightsFolder"
IMPORT_FAILED = _("The weights could not be imported.")


class WeightsChooser:
    """What is chosen reaches the workers as the command line is told: by an environment variable."""

    def __init__(self, panel: SyntheticLungCTWidget):
        self.panel, self.ui = panel, panel.ui
        self._isIdle, self._isListing = True, False
        self.ui.weightsComboBox.connect("currentIndexChanged(int)", self.onChosen)
        self.ui.importWeightsButton.connect("clicked(bool)", self.onImport)
        self.ui.showWeightsButton.connect("clicked(bool)", self.onShow)
        self.ui.removeWeightsButton.connect("clicked(bool)", self.onRemove)
        self._list(os.environ.get(self._variable()) or self._remembered())
        self._use(self._chosen())

    def update(self, isIdle: bool) -> None:
        self._isIdle = isIdle
        self.ui.weightsComboBox.enabled = self.ui.importWeightsButton.enabled = isIdle
        self.ui.removeWeightsButton.enabled = isIdle and self._chosen() in self._imported().values()

    def onChosen(self, *_arguments) -> None:
        """Draw with other networks from now on, also after a restart."""
        if not self._isListing:
            qt.QSettings().setValue(SETTING, self._chosen())
            self._use(self._chosen())

    def onImport(self, *_arguments) -> None:
        """Ask for a zip, or for any file of a folder, and have a worker check and keep what is in it."""
        kinds = _("Weights (*.zip checksums.txt config.json)")
        chosen = qt.QFileDialog.getOpenFileName(None, _("Import weights"), "", kinds)
        if not chosen:
            return
        source = Path(chosen) if chosen.endswith(".zip") else Path(chosen).parent
        sha256 = self.ui.weightsChecksumEdit.text.strip()

        def ask(jobs: Any) -> list[Any]:
            from SyntheticLungCTLib.imported_weights.store import name_for, store_folder
            from SyntheticLungCTLib.jobs.job import Job

            arguments = ["weights", "import", str(source), *(["--sha256", sha256] if sha256 else [])]
            made = str(store_folder() / name_for(source))
            title = _("Import of {name}").format(name=source.name)
            return [jobs.queue.add(Job(title, lambda folder: arguments, lambda folder: made, jobs.python))]

        self.panel.run(IMPORT_FAILED, ask, self.onImported)

    def onImported(self, folder: str) -> None:
        self.ui.weightsChecksumEdit.text = ""
        self._list(folder)
        self.onChosen()

    def onShow(self, *_arguments) -> None:
        from SyntheticLungCTLib.weights import SHIPPED_WEIGHTS

        qt.QDesktopServices.openUrl(qt.QUrl.fromLocalFile(self._chosen() or str(SHIPPED_WEIGHTS)))

    def onRemove(self, *_arguments) -> None:
        from SyntheticLungCTLib.imported_weights.store import remove_weights

        name = self.ui.weightsComboBox.currentText
        if slicer.util.confirmOkCancelDisplay(_("Remove the weights '{name}' for good?").format(name=name)):
            with slicer.util.tryWithErrorDisplay(_("The weights could not be removed.")):
                remove_weights(name)
                self._list("")
                self.onChosen()

    def _use(self, folder: str) -> None:
        """Tell the workers that start from now on; the one that keeps networks loaded is started anew."""
        os.environ.pop(self._variable(), None)
        if folder:
            os.environ[self._variable()] = folder
        self.panel.forgetNetworks()
        self.update(self._isIdle)

    def _list(self, chosen: str) -> None:
        """Offer what there is, and choose a folder."""
        names = self.ui.weightsComboBox
        offered = {_("shipped with the extension"): "", **self._imported()}
        if chosen not in offered.values():
            offered[chosen] = chosen
        self._isListing = True
        names.clear()
        for name, folder in offered.items():
            names.addItem(name, folder)
        names.setCurrentIndex(max(names.findData(chosen), 0))
        self._isListing = False

    def _remembered(self) -> str:
        folder = qt.QSettings().value(SETTING, "")
        return folder if folder and Path(folder).is_dir() else ""

    def _chosen(self) -> str:
        names = self.ui.weightsComboBox
        return names.itemData(names.currentIndex)

    def _imported(self) -> dict[str, str]:
        from SyntheticLungCTLib.imported_weights.store import imported_weights

        return {weights.name: str(weights.folder) for weights in imported_weights()}

    def _variable(self) -> str:
        from SyntheticLungCTLib.weights import WEIGHTS_VARIABLE

        return WEIGHTS_VARIABLE
