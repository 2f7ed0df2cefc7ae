"""How long the window is held up and how soon a warm nodule is there, for 512 x 512 x 100; writes WINDOW.md.

Run with `python -m Testing.benchmarks.measure_window`, in a Python with the Slicer core.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from SyntheticLungCTLib.blueprint.blueprint import Blueprint
from SyntheticLungCTLib.blueprint.labels import Label
from SyntheticLungCTLib.jobs.job import Job, State
from SyntheticLungCTLib.population.specification import NoduleSpecification
from SyntheticLungCTLib.volume import CTVolume
from Testing.phantom import thorax_phantom
from Testing.slicer_core_host import slicer_app
from Testing.test_module_logic import MEAN_HU

RESULTS = Path(__file__).with_name("WINDOW.md")
SHAPE, SPACING_MM = (100, 512, 512), (2.5, 0.7, 0.7)
DIAMETER_MM, TIMES = 10.0, 6
#: As often as the panel looks (`JobMonitor.INTERVAL_MS`).
POLL_S = 0.1


def nodule_voxels(labels: np.ndarray) -> np.ndarray:
    """A ball in the middle of the left lung, bool (z, y, x)."""
    center = np.argwhere(labels == Label.LUNG_LEFT).mean(axis=0).round()
    grids = np.ogrid[tuple(slice(side) for side in labels.shape)]
    squared_mm = sum(((g - c) * mm) ** 2 for g, c, mm in zip(grids, center, SPACING_MM, strict=True))
    return squared_mm <= (DIAMETER_MM / 2) ** 2


def follow(jobs: Any, ask: Callable[[], Job]) -> tuple[float, float, float]:
    """Seconds until the result is in the scene; CPU seconds of the click, and of the longest of what follows."""
    began, cpu = time.monotonic(), time.process_time()
    job = ask()
    click_s, longest_s = time.process_time() - cpu, 0.0
    while not job.is_over:
        cpu = time.process_time()
        jobs.queue.poll()
        longest_s = max(longest_s, time.process_time() - cpu)
        time.sleep(0 if job.is_over else POLL_S)
    assert job.state is State.DONE, (job.error, list(job.log))
    return time.monotonic() - began, click_s, longest_s


def measure() -> list[tuple[float, float, float]]:
    from SyntheticLungCTLib.jobs.job_queue import JobQueue
    from SyntheticLungCTLib.slicer_bridge.blueprint_to_segmentation import blueprint_to_segmentation
    from SyntheticLungCTLib.slicer_bridge.ct_to_volume_node import ct_to_volume_node
    from SyntheticLungCTLib.slicer_bridge.scene_jobs import SceneJobs

    scene, chest = slicer_app().scene, thorax_phantom(SHAPE, SPACING_MM)
    noise = np.random.default_rng(0).normal(0, 25, SHAPE)
    volume = ct_to_volume_node(CTVolume(MEAN_HU[chest.labels] + noise, chest.geometry), scene, "Patient")
    painted = np.where(nodule_voxels(chest.labels), np.uint8(Label.NODULE_SOLID), np.uint8(0))
    segmentation = blueprint_to_segmentation(Blueprint(painted, chest.geometry), scene, "Painted")
    jobs = SceneJobs(scene, JobQueue())
    given = (volume, segmentation, segmentation.GetSegmentation().GetNthSegmentID(0), NoduleSpecification(texture=5))
    try:  # the first one waits for the worker to load its network
        return [follow(jobs, lambda s=s: jobs.nodules.insert_segment(*given, s, True)) for s in range(TIMES)][1:]
    finally:
        jobs.close()


def main() -> None:
    rows = measure()
    total, click, later = (min(row[column] for row in rows) for column in range(3))
    slowest = max(row[0] for row in rows)
    RESULTS.write_text(
        "# The window and a warm nodule\n\n"
        f"A painted nodule of {DIAMETER_MM:.0f} mm in a CT of 512 x 512 x 100, {os.cpu_count()} cores, load "
        f"{os.getloadavg()[0]:.1f} from other work; best of {len(rows)}. Written by "
        "`python -m Testing.benchmarks.measure_window`.\n\n"
        "| what | measured | bound |\n|---|---|---|\n"
        f"| click to the nodule in the scene, worker warm | {total:.2f} s (slowest {slowest:.2f} s) | 2 s |\n"
        f"| the click itself, CPU of the window's thread | {1000 * click:.0f} ms | 100 ms |\n"
        f"| the longest step after it, CPU of the window's thread | {1000 * later:.0f} ms | 100 ms |\n",
        encoding="utf-8",
    )
    print(RESULTS.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
