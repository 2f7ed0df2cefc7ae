"""How long the panel holds up Slicer's window, button by button, and how soon a warm nodule is there; writes WINDOW.md.

Run with `python -m Testing.benchmarks.measure_window`, in a Python with the Slicer core and PySide6.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from SyntheticLungCTLib.blueprint.blueprint import Blueprint
from SyntheticLungCTLib.blueprint.file import write_blueprint
from SyntheticLungCTLib.blueprint.labels import Label
from SyntheticLungCTLib.checking.tissue_statistics import note_statistics
from SyntheticLungCTLib.volume import CTVolume, write_ct
from Testing.jobs.chest_job import a_python
from Testing.phantom import thorax_phantom
from Testing.qt_host.host import qt_application, scripted_module
from Testing.slicer_core_host import slicer_app
from Testing.test_module_logic import MEAN_HU
from Testing.test_module_panel import WORKER

RESULTS = Path(__file__).with_name("WINDOW.md")
SLICES, NODULE_SLICES, PIXELS, HEIGHT_MM = 60, 100, 512, 250.0
DIAMETER_MM, TIMES = 10.0, 6
BOUND_MS, BOUND_S = 100, 2.0


BUSY = """
**The cores were busy with other work, which these seconds tell more of than of ours.** Measure again on idle ones."""
REMAINS = """## What stands still for longer

- **Export** writes and compresses the CT by Slicer's own storage, in the window's thread and with the wait cursor, as
  *File > Save* does. No job runs then.
- **A segmentation of surfaces**, without voxels, is turned into voxels by Slicer at the click; that was not measured.
- **A segmentation of many overlapping layers** is copied layer by layer at the click: one of 512 x 512 x 60 takes some
  5 ms, so that twenty of them would take 100.
- **Opening the panel** loads SimpleITK, scipy and pydantic, one at a time, 0.1 to 0.3 s each where Slicer has not
  loaded them yet. Otherwise the first click would.
- Slicer's own drawing of a new volume in its views comes on top; the test window has no views.
"""


@dataclass
class Holdup:
    """The best of several times: seconds that the window stood still at the click and at the longest step after it.

    Attributes:
        cpu_s: of this process, click and step; wall_s: by the clock, other work on the machine included.
        total_s: from the click until all is in the scene, each time.
    """

    cpu_s: tuple[float, float]
    wall_s: tuple[float, float]
    total_s: list[float]

    @classmethod
    def of(cls, panel: Any, ask: Callable[[], None], times: int) -> Holdup:
        taken: dict[Any, list[tuple[float, float]]] = {time.process_time: [], time.monotonic: []}
        total = []
        for clock in list(taken) * times:
            panel.monitor.clock, panel.monitor.longestTickSeconds = clock, 0.0
            began, clicked = time.monotonic(), clock()
            ask()
            click_s = clock() - clicked
            while panel.monitor.isWorking:
                qt_application().processEvents()
                time.sleep(0.002)
            total.append(time.monotonic() - began)
            assert "failed" not in panel.ui.statusLabel.text, panel.ui.statusLabel.text
            taken[clock].append((click_s, panel.monitor.longestTickSeconds))
        best = [tuple(min(row[column] for row in rows) for column in (0, 1)) for rows in taken.values()]
        return cls(*best, total)


def a_ct(slices: int) -> tuple[Blueprint, CTVolume]:
    chest = thorax_phantom((slices, PIXELS, PIXELS), (HEIGHT_MM / slices, 0.7, 0.7))
    noise = np.random.default_rng(0).normal(0, 25, chest.labels.shape)
    return chest, CTVolume(MEAN_HU[chest.labels] + noise, chest.geometry)


@contextmanager
def a_panel(chest: Blueprint, ct: CTVolume) -> Iterator[Any]:
    """The panel, whose workers hand out a chest and its CT at once: what is measured is the window, not the drawing."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        note_statistics(ct, chest)
        write_ct(ct, folder / "ct.nrrd", compress=False)
        write_blueprint(chest, folder / "thorax.seg.nrrd", compress=False)
        (folder / "go").touch()
        slicer_app().scene.Clear(0)
        panel = scripted_module().SyntheticLungCTWidget()
        panel.setup()
        python = a_python(folder / "worker", WORKER)
        panel.logic.workerPython = lambda: python
        yield panel
        panel.cleanup()


def measure_chest(rows: dict[str, Holdup]) -> None:
    """The buttons of the first two sections, and the status line of a segmentation that is chosen."""
    from SyntheticLungCTLib.slicer_bridge.blueprint_to_segmentation import blueprint_to_segmentation

    chest, ct = a_ct(SLICES)
    with a_panel(chest, ct) as panel:
        node = blueprint_to_segmentation(chest, slicer_app().scene, "Patient")

        def choose(reference: Any = None) -> None:
            panel.parameterNode.segmentation = None
            panel.parameterNode.segmentation, panel.parameterNode.referenceVolume = node, reference

        def press(name: str, reference: Any = None) -> Callable[[], None]:
            def ask() -> None:
                choose(reference)
                getattr(panel.ui, name).click()

            return ask

        rows["choose a segmentation (status line, expected time)"] = Holdup.of(panel, choose, 3)
        rows["Invent chest"] = Holdup.of(panel, press("inventButton"), 3)
        rows["Complete segmentation"] = Holdup.of(panel, press("completeButton"), 3)
        rows["Generate CT"] = Holdup.of(panel, press("generateButton"), 3)
        drawn = panel.parameterNode.resultVolume
        rows["Generate CT on a reference volume"] = Holdup.of(panel, press("generateButton", drawn), 3)
        for suffix in (".nrrd", ".nii.gz"):
            rows[f"Export, {suffix}"] = Holdup.of(panel, lambda s=suffix: export(panel, drawn, s), 1)


def measure_answers() -> list[str]:
    """Of the real worker that draws a CT: when it says something first, and how soon it stops."""
    from SyntheticLungCTLib.slicer_bridge.blueprint_to_segmentation import blueprint_to_segmentation

    chest, ct = a_ct(SLICES)
    with a_panel(chest, ct) as panel:
        panel.parameterNode.segmentation = blueprint_to_segmentation(chest, slicer_app().scene, "Patient")
        panel.sceneJobs.python, began = None, time.monotonic()
        panel.ui.generateButton.click()
        first_s = until(lambda: "Loading the libraries" in panel.ui.statusLabel.text) - began
        until(lambda: "Drawing the anatomy" in panel.ui.statusLabel.text)
        began = time.monotonic()
        panel.ui.cancelButton.click()
        answered_s = until(lambda: panel.ui.statusLabel.text.startswith("Cancelling")) - began
        over_s = until(lambda: not panel.monitor.isWorking) - began
    return [
        "| what | measured | bound |",
        "|---|---|---|",
        f"| click on Generate CT to the first word of the worker | {first_s:.2f} s | 2 s |",
        f"| click on Cancel, while it draws, to the answer | {answered_s:.2f} s | 1 s |",
        f"| click on Cancel, while it draws, to the end of all | {over_s:.2f} s | 6 s |",
    ]


def until(holds: Callable[[], bool]) -> float:
    """Let the window live until something holds. Returns when that was."""
    end = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < end
        qt_application().processEvents()
        time.sleep(0.002)
    return time.monotonic()


def export(panel: Any, volume: Any, suffix: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        panel.logic.exportResult(volume, folder, suffix)


def measure_nodules(rows: dict[str, Holdup]) -> None:
    """The buttons of the third section, with the real worker, warm."""
    from SyntheticLungCTLib.slicer_bridge.blueprint_to_segmentation import blueprint_to_segmentation
    from SyntheticLungCTLib.slicer_bridge.ct_to_volume_node import ct_to_volume_node

    chest, ct = a_ct(NODULE_SLICES)
    with a_panel(chest, ct) as panel:
        scene, chosen = slicer_app().scene, panel.parameterNode
        volume = ct_to_volume_node(ct, scene, "Patient")
        painted = np.where(nodule_voxels(chest), np.uint8(Label.NODULE_SOLID), np.uint8(0))
        segmentation = blueprint_to_segmentation(Blueprint(painted, chest.geometry), scene, "Painted")
        panel.sceneJobs.nodules.resident.python = None
        chosen.noduleKeepFailed, chosen.noduleTexture = True, 5  # a phantom's vessels are none, which the gate may say

        def press(name: str) -> Callable[[], None]:
            def ask() -> None:
                chosen.noduleVolume, chosen.noduleSegmentation = volume, segmentation
                chosen.noduleSeed += 1
                getattr(panel.ui, name).click()

            return ask

        Holdup.of(panel, press("insertSegmentButton"), 1)  # waits for the worker to load its network
        rows["Insert painted segment"] = Holdup.of(panel, press("insertSegmentButton"), TIMES // 2)
        rows["Remove painted nodule"] = Holdup.of(panel, press("removeSegmentButton"), 2)
        rows["Grow, three CTs"] = Holdup.of(panel, press("growButton"), 2)


def nodule_voxels(chest: Blueprint) -> np.ndarray:
    """A ball in the middle of the left lung, bool (z, y, x)."""
    center = np.argwhere(chest.labels == Label.LUNG_LEFT).mean(axis=0).round()
    grids = np.ogrid[tuple(slice(side) for side in chest.labels.shape)]
    squared_mm = sum(((g - c) * mm) ** 2 for g, c, mm in zip(grids, center, chest.geometry.spacing_zyx_mm, strict=True))
    return squared_mm <= (DIAMETER_MM / 2) ** 2


def table(rows: dict[str, Holdup]) -> list[str]:
    lines = ["| what | click, CPU | by the clock | longest step, CPU | by the clock |", "|---|---|---|---|---|"]
    for name, row in rows.items():
        (click_cpu, step_cpu), (click, step) = row.cpu_s, row.wall_s
        told = [f"{1000 * s:.0f} ms" if s else "none" for s in (click_cpu, click, step_cpu, step)]
        lines.append("| " + " | ".join([name, *told]) + " |")
    return lines


def main() -> None:
    chest_rows: dict[str, Holdup] = {}
    nodule_rows: dict[str, Holdup] = {}
    measure_chest(chest_rows)
    measure_nodules(nodule_rows)
    answers = measure_answers()
    total = nodule_rows["Insert painted segment"].total_s
    lines = [
        "# The window and a warm nodule",
        "",
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} with other work. Written by "
        "`python -m Testing.benchmarks.measure_window`, which presses the panel's buttons in the test window. The "
        f"window is not to stand still for over {BOUND_MS} ms: at the click, and at each step of the job after it. "
        "Best of several times, CPU of the process and by the clock, which other work on the machine is part of.",
        "",
        f"A painted nodule of {DIAMETER_MM:.0f} mm in a CT of {PIXELS} x {PIXELS} x {NODULE_SLICES}, from the click "
        f"to the nodule in the scene, worker warm (bound {BOUND_S:.0f} s): best {min(total):.2f} s, slowest of "
        f"{len(total)} {max(total):.2f} s.",
        *([BUSY] if os.getloadavg()[0] > 1.5 * os.cpu_count() else []),
        "",
        f"## {PIXELS} x {PIXELS} x {SLICES}, workers that hand out finished files",
        "",
        *table(chest_rows),
        "",
        f"## {PIXELS} x {PIXELS} x {NODULE_SLICES}, the real worker",
        "",
        *table(nodule_rows),
        "",
        "## Answers",
        "",
        *answers,
        "",
        REMAINS.rstrip(),
        "",
    ]
    RESULTS.write_text("\n".join(lines), encoding="utf-8")
    print(RESULTS.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
