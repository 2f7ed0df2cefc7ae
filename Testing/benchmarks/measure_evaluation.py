"""Time and memory of evaluating CTs of 512 x 512 x 60, by their number; writes EVALUATION_TIME.md beside this file.

python -m Testing.benchmarks.measure_evaluation [--counts 4 8 100]

Each number of CTs is evaluated in a process of its own, so that its peak memory is its own.
Radiomics and the slice encoder are measured, not what is optional.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy import ndimage

from SyntheticLungCTLib.blueprint.label_info import LABELS
from SyntheticLungCTLib.blueprint.labels import Label
from SyntheticLungCTLib.volume import CTVolume, write_ct
from Testing.phantom import thorax_phantom

RESULTS = Path(__file__).with_name("EVALUATION_TIME.md")
COUNTS, SHAPE, SPACING_MM = (4, 8, 100), (60, 512, 512), (3.0, 0.7, 0.7)
ASKED_FOR = 100
BLUR_PIXELS, NOISE_HU = 0.8, 25.0


def write_phantom(path: Path, seed: int) -> None:
    """A phantom's CT with each tissue's usual HU, blurred, with noise."""
    blueprint = thorax_phantom(SHAPE, SPACING_MM, seed)
    usual_hu = np.array([np.mean(LABELS[label].typical_hu) for label in Label], np.float32)
    rng, hu = np.random.default_rng(seed), np.empty(SHAPE, np.int16)
    for z, labels in enumerate(blueprint.labels):
        noise = rng.normal(0, NOISE_HU, labels.shape) * (labels != Label.OUTSIDE)
        hu[z] = np.rint(ndimage.gaussian_filter(usual_hu[labels], BLUR_PIXELS) + noise).clip(-1024, 3071)
    write_ct(CTVolume(hu, blueprint.geometry), path, compress=False)


def evaluate_once(folder: Path) -> dict[str, float]:
    """Evaluate a folder's phantoms; core seconds of measuring and of comparing, and this process's peak memory."""
    from SyntheticLungCTLib.evaluation import measure_case
    from SyntheticLungCTLib.evaluation.evaluate import evaluate
    from SyntheticLungCTLib.evaluation.feature_space import EXTRACTOR

    measure_case.ALL_SPACES = [space for space in measure_case.ALL_SPACES if space.needs != EXTRACTOR]
    clock: dict[str, float] = {}

    def progress(share: float, stage: str) -> None:
        clock.setdefault(stage, time.process_time())

    started = time.process_time()
    with tempfile.TemporaryDirectory() as cache:
        evaluate(folder / "real", folder / "synthetic", Path(cache), progress=progress)
    ended = time.process_time()
    return {
        "core_s": ended - started,
        "measuring_s": clock["Comparing patients"] - started,
        "comparing_s": ended - clock["Comparing patients"],
        "peak_gib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
    }


def rows(counts: Sequence[int]) -> list[tuple[int, dict[str, float]]]:
    """What was measured for each number of CTs, half of them real."""
    found = []
    with tempfile.TemporaryDirectory() as root:
        for count in counts:
            folder = Path(root) / str(count)
            for seed in range(count):
                write_phantom(folder / ("real", "synthetic")[seed % 2] / f"phantom{seed // 2}_{seed % 2}.nrrd", seed)
            command = [sys.executable, "-m", "Testing.benchmarks.measure_evaluation", "--once", str(folder)]
            ended = subprocess.run(command, check=True, capture_output=True, text=True)
            found.append((count, json.loads(ended.stdout.splitlines()[-1])))
    return found


INTRODUCTION = """# Evaluation: time and memory

Written by `Testing/benchmarks/measure_evaluation.py`: phantoms of 512 x 512 x 60, half of them as real CTs,
with all measures, radiomics and the slice encoder. Measuring goes CT by CT; comparing is for 100 draws of patients.
Seconds are those of one core, which by the clock it takes where nothing else is at work.

| CTs | core s | core s a CT | measuring | comparing | peak memory, GiB |
|---|---|---|---|---|---|"""


def report(found: list[tuple[int, dict[str, float]]]) -> str:
    lines = [
        f"| {count} | {told['core_s']:.0f} | {told['core_s'] / count:.1f} | {told['measuring_s']:.0f} | "
        f"{told['comparing_s']:.0f} | {told['peak_gib']:.2f} |"
        for count, told in found
    ]
    return "\n".join([INTRODUCTION, *lines, "", law(found), ""])


def law(found: list[tuple[int, dict[str, float]]]) -> str:
    """The straight line through what was measured, and where it leads."""
    counts, cores = np.array([(count, told["core_s"]) for count, told in found]).T
    slope, start = np.polyfit(counts, cores, 1)
    off = np.abs(cores / (slope * counts + start) - 1).max()
    how_well = f" and is off by {off:.0%} at most" if len(found) > 2 else ", of two points only"
    return (
        f"The straight line has {slope:.1f} core s a CT and {start:.0f} to begin with{how_well}. {ASKED_FOR} CTs "
        f"{'took' if ASKED_FOR in counts else 'were not run; by it they would take'} "
        f"{(slope * ASKED_FOR + start) / 60:.0f} minutes of a core."
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--counts", type=int, nargs="+", default=COUNTS, help="of CTs")
    parser.add_argument("--once", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.once is not None:
        print(json.dumps(evaluate_once(given.once)))
        return
    text = report(rows(given.counts))
    RESULTS.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
