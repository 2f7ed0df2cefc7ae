"""The panel in the test window, with a chest of a real CT's size: what `measure_window` measures.

Its workers hand out a finished chest and its CT; those that write files or draw nodules are real.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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

PIXELS, HEIGHT_MM = 512, 250.0
#: The longest that anything is waited for.
PATIENCE_S = 600.0


def a_ct(slices: int) -> tuple[Blueprint, CTVolume]:
    chest = thorax_phantom((slices, PIXELS, PIXELS), (HEIGHT_MM / slices, 0.7, 0.7))
    noise = np.random.default_rng(0).standard_normal(chest.labels.shape, np.float32)
    return chest, CTVolume(MEAN_HU[chest.labels] + 25 * noise, chest.geometry)


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


def nodule_voxels(chest: Blueprint, diameter_mm: float) -> np.ndarray:
    """A ball in the middle of the left lung, bool (z, y, x)."""
    center = np.argwhere(chest.labels == Label.LUNG_LEFT).mean(axis=0).round()
    grids = np.ogrid[tuple(slice(side) for side in chest.labels.shape)]
    squared_mm = sum(((g - c) * mm) ** 2 for g, c, mm in zip(grids, center, chest.geometry.spacing_zyx_mm, strict=True))
    return squared_mm <= (diameter_mm / 2) ** 2


def until(holds: Callable[[], bool]) -> float:
    """Let the window live until something holds. Returns when that was."""
    end = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end
        qt_application().processEvents()
        time.sleep(0.002)
    return time.monotonic()
