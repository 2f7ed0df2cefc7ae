"""The panel's buttons, each pressed several times: how long the window stands still; and how soon a worker answers."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from SyntheticLungCTLib.blueprint.blueprint import Blueprint
from SyntheticLungCTLib.blueprint.labels import Label
from SyntheticLungCTLib.volume import CTVolume
from Testing.slicer_core_host import slicer_app

from .window_holdup import Holdup
from .window_panel import a_panel, nodule_voxels, until
from .window_segmentations import a_segmentation_of_surfaces, an_overlapping_segmentation

DIAMETER_MM, TIMES = 10.0, 6
MANY = 8


def measure_chest(rows: dict[str, Holdup], chest: Blueprint, ct: CTVolume) -> None:
    """The buttons of the first two sections, and the status line of a segmentation that is chosen."""
    from SyntheticLungCTLib.slicer_bridge.blueprint_to_segmentation import blueprint_to_segmentation

    with a_panel(chest, ct) as panel:
        node = blueprint_to_segmentation(chest, slicer_app().scene, "Patient")

        def choose(reference: Any = None, given: Any = node) -> None:
            panel.parameterNode.segmentation = None
            panel.parameterNode.segmentation, panel.parameterNode.referenceVolume = given, reference

        def press(name: str, reference: Any = None, given: Any = node) -> Callable[[], None]:
            def ask() -> None:
                choose(reference, given)
                getattr(panel.ui, name).click()

            return ask

        rows["choose a segmentation (status line, expected time)"] = Holdup.of(panel, choose, 3)
        rows["Invent chest"] = Holdup.of(panel, press("inventButton"), 3)
        rows["Complete segmentation"] = Holdup.of(panel, press("completeButton"), 3)
        rows["Generate CT"] = Holdup.of(panel, press("generateButton"), 3)
        drawn = panel.parameterNode.resultVolume
        rows["Generate CT on a reference volume"] = Holdup.of(panel, press("generateButton", drawn), 3)
        many, surfaces = an_overlapping_segmentation(chest, MANY), a_segmentation_of_surfaces(node)
        rows[f"Generate CT of {MANY} full layers"] = Holdup.of(panel, press("generateButton", given=many), 2)
        rows["Generate CT of two lungs' surfaces"] = Holdup.of(panel, press("generateButton", given=surfaces), 2)
        for suffix in (".nrrd", ".nii.gz"):
            rows[f"Export, {suffix}"] = Holdup.of(panel, lambda s=suffix: export(panel, drawn, s), 2)


def export(panel: Any, volume: Any, suffix: str) -> None:
    folder = tempfile.mkdtemp()

    def clear(_files: list[Path]) -> None:
        shutil.rmtree(folder)

    panel.run("The CT could not be exported.", lambda jobs: [jobs.export(volume, folder, suffix)], clear)


def measure_nodules(rows: dict[str, Holdup], chest: Blueprint, ct: CTVolume) -> None:
    """The buttons of the third section, with the real worker, warm."""
    from SyntheticLungCTLib.slicer_bridge.blueprint_to_segmentation import blueprint_to_segmentation
    from SyntheticLungCTLib.slicer_bridge.ct_to_volume_node import ct_to_volume_node

    with a_panel(chest, ct) as panel:
        scene, chosen = slicer_app().scene, panel.parameterNode
        volume = ct_to_volume_node(ct, scene, "Patient")
        painted = np.where(nodule_voxels(chest, DIAMETER_MM), np.uint8(Label.NODULE_SOLID), np.uint8(0))
        segmentation = blueprint_to_segmentation(Blueprint(painted, chest.geometry), scene, "Painted")
        panel.sceneJobs.nodules.resident.python = None
        chosen.noduleKeepFailed, chosen.noduleTexture = True, 5  # a phantom's vessels are none, which the gate may say

        def press(name: str, volume: Any = volume) -> Callable[[], None]:
            def ask() -> None:
                chosen.noduleVolume, chosen.noduleSegmentation = volume, segmentation
                chosen.noduleSeed += 1
                getattr(panel.ui, name).click()

            return ask

        Holdup.of(panel, press("insertSegmentButton"), 1)  # waits for the worker to load its network
        rows["Insert painted segment"] = Holdup.of(panel, press("insertSegmentButton"), TIMES // 2)
        rows["Remove painted nodule"] = Holdup.of(panel, press("removeSegmentButton"), 2)
        rows["Grow, three CTs"] = Holdup.of(panel, press("growButton"), 2)
        floats = press("insertSegmentButton", a_volume_of_floats(ct))
        rows["Insert painted segment into a CT of floats"] = Holdup.of(panel, floats, 2)


def a_volume_of_floats(ct: CTVolume) -> Any:
    """A volume node of a CT, as other modules leave one after a filter."""
    from vtk.util.numpy_support import numpy_to_vtk

    from SyntheticLungCTLib.slicer_bridge.ct_to_volume_node import ct_to_volume_node

    node = ct_to_volume_node(ct, slicer_app().scene, "Filtered")
    voxels = ct.hu.ravel() + np.float32(0.25)
    node.GetImageData().GetPointData().SetScalars(numpy_to_vtk(voxels, deep=True))
    return node


def measure_answers(chest: Blueprint, ct: CTVolume) -> list[str]:
    """Of the real worker that draws a CT: when it says something first, and how soon it stops."""
    from SyntheticLungCTLib.slicer_bridge.blueprint_to_segmentation import blueprint_to_segmentation

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
