"""Time and memory of evaluating CTs of 512 x 512 x 60, by their number; writes EVALUATION_TIME.md beside this file.

python -m Testing.benchmarks.measure_evaluation

Each number of CTs is evaluated in a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from scipy import ndimage

from SyntheticLungCTLib.blueprint.label_info import LABELS
from SyntheticLungCTLib.blueprint.labels import Label
from SyntheticLungCTLib.volume import CTVolume, write_ct
from Testing.phantom import thorax_phantom

RESULTS = Path(__file__).with_name("EVALUATION_TIME.md")
COUNTS, SHAPE, SPACING_MM = (4, 8), (60, 512, 512), (3.0, 0.7, 0.7)
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
    """Evaluate a folder's phantoms; seconds of measuring and of comparing, and the peak memory of this process."""
    from SyntheticLungCTLib.evaluation.evaluate import evaluate

    clock: dict[str, float] = {}

    def progress(share: float, stage: str) -> None:
        clock.setdefault(stage, time.perf_counter())

    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as cache:
        evaluate(folder / "real", folder / "synthetic", Path(cache), progress=progress)
    ended = time.perf_counter()
    return {
        "measuring_s": clock["Comparing patients"] - started,
        "comparing_s": ended - clock["Comparing patients"],
        "peak_gib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
    }


def rows() -> list[tuple[int, dict[str, float]]]:
    """What was measured for each number of CTs, half of them real."""
    found = []
    with tempfile.TemporaryDirectory() as root:
        for count in COUNTS:
            folder = Path(root) / str(count)
            for seed in range(count):
                write_phantom(folder / ("real", "synthetic")[seed % 2] / f"phantom{seed // 2}_{seed % 2}.nrrd", seed)
            command = [sys.executable, "-m", "Testing.benchmarks.measure_evaluation", "--once", str(folder)]
            ended = subprocess.run(command, check=True, capture_output=True, text=True)
            found.append((count, json.loads(ended.stdout.splitlines()[-1])))
    return found


def report(found: list[tuple[int, dict[str, float]]]) -> str:
    lines = [
        "# Evaluation: time and memory",
        "",
        "Written by `Testing/benchmarks/measure_evaluation.py`: phantoms of 512 x 512 x 60, all measures and feature "
        "spaces, on two cores. Measuring goes CT by CT; comparing is for 100 draws of patients.",
        "",
        "| CTs | measuring, s | s a CT | comparing, s | peak memory, GiB |",
        "|---|---|---|---|---|",
    ]
    for count, told in found:
        lines.append(
            f"| {count} | {told['measuring_s']:.0f} | {told['measuring_s'] / count:.1f} | {told['comparing_s']:.0f} | "
            f"{told['peak_gib']:.2f} |"
        )
    a_ct = found[-1][1]["measuring_s"] / found[-1][0]
    return "\n".join([*lines, "", f"100 CTs would take {100 * a_ct / 60:.0f} minutes at that rate.", ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--once", type=Path, help=argparse.SUPPRESS)
    if (folder := parser.parse_args().once) is not None:
        print(json.dumps(evaluate_once(folder)))
        return
    text = report(rows())
    RESULTS.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
