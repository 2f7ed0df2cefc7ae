"""The panel's set-up page: whether this computer can do the work, and what to do where it cannot."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from slicer.i18n import tr as _

from .Table import fillTable
from .WeightsChooser import WeightsChooser

if TYPE_CHECKING:
    from .Widget import SyntheticLungCTWidget

TITLES = (_("What"), _("State"), _("Found, and what to do"))


class SetupSection:
    def __init__(self, panel: SyntheticLungCTWidget):
        self.panel, self.ui = panel, panel.ui
        self.ui.checkButton.connect("clicked(bool)", self.onCheck)
        self.weights = WeightsChooser(panel)

    def update(self, isIdle: bool) -> None:
        self.weights.update(isIdle)
        self.ui.checkButton.enabled = isIdle

    def onCheck(self, *_arguments) -> None:
        """Tell at once what can be told at once, and the device when a worker has tried it."""
        from SyntheticLungCTLib.jobs.job import Job
        from SyntheticLungCTLib.preflight.preflight import quick_findings

        self.show([(found.subject, found.level.value, found.found, found.advice) for found in quick_findings()])
        job = Job(_("Set-up"), info, self.onFindings, self.panel.logic.workerPython())
        self.panel.monitor.queue.add(job)
        self.panel.monitor.follow([job], lambda result: None)

    def onFindings(self, folder: Path) -> None:
        findings = json.loads((folder / "findings.json").read_text(encoding="utf-8"))
        self.show([(found["subject"], found["level"], found["found"], found["advice"]) for found in findings])

    def show(self, findings: list[tuple[str, str, str, str]]) -> None:
        rows = [
            (subject, level, found + (f"\n{advice}" if advice else "")) for subject, level, found, advice in findings
        ]
        fillTable(self.ui.findingsTable, TITLES, rows)


def info(folder: Path) -> list[str]:
    """The arguments of the worker that looks at everything."""
    return ["info", "--json", str(folder / "findings.json")]
