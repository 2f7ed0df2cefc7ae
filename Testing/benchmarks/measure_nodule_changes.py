"""Nodules that grow and nodules taken out, in a patient no network saw; seconds and memory; writes NODULE_CHANGES.md.

python -m Testing.benchmarks.measure_nodule_changes --nodules FILE --host CT
"""

from __future__ import annotations

import argparse
import resource
import time
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from scipy import ndimage

from SyntheticLungCTLib.blueprint.extract import extract_blueprint
from SyntheticLungCTLib.blueprint.labels import WITHIN_LUNGS
from SyntheticLungCTLib.nodules.grow import grow_nodule
from SyntheticLungCTLib.nodules.insert import insert_nodule_at
from SyntheticLungCTLib.nodules.insertion import Insertion
from SyntheticLungCTLib.population.lidc import draw_nodules
from SyntheticLungCTLib.population.specification import NoduleSpecification
from SyntheticLungCTLib.volume import CTVolume, read_ct
from SyntheticLungCTLib.weights import NoduleNetworks, load_nodule_networks

from .nodule_removal import removal_lines

HERE = Path(__file__).parent
PLACES, SERIES, FREE_MM = 12, 6, 16.0
GROWING_MM, TIMED_MM = (5.0, 8.0, 12.0, 18.0), (8.0, 20.0, 30.0)
WHAT_PASSES = (
    "Healthy lung is drawn anew as if a nodule were taken out of it, and compared with what was there; where a real "
    "nodule was, with the lung around. It passes where the segmenter finds no nodule and there is no seam; the last "
    "column is of the CT as it was."
)

Point = tuple[float, float, float]


def places(host: Path) -> list[Point]:
    """Points in LPS mm, the same each time, in lung away from the pleura."""
    ct, rng = read_ct(host), np.random.default_rng(0)
    inside = np.isin(extract_blueprint(ct).labels, WITHIN_LUNGS)
    lung = np.argwhere(ndimage.distance_transform_edt(inside, ct.geometry.spacing_zyx_mm) > FREE_MM)
    some = lung[rng.choice(len(lung), PLACES, replace=False)]
    return [ct.geometry.lps_of_index(tuple(float(index) for index in one)) for one in some]


def speed_lines(ct: CTVolume, points: list[Point], networks: NoduleNetworks) -> list[str]:
    lines = ["| diameter | seconds a draw, judged | slowest |", "|---|---|---|"]
    for size in TIMED_MM:
        seconds = []
        for seed, point in enumerate(points[:4]):
            started = time.perf_counter()
            made = insert_nodule_at(ct, point, NoduleSpecification(diameter_mm=size), seed, None, networks, True)
            seconds.append((time.perf_counter() - started) / made.draws)
        lines.append(f"| {size:.0f} mm | {np.median(seconds):.2f} | {max(seconds):.2f} |")
    peak_gib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    size = " x ".join(str(n) for n in ct.hu.shape[::-1])
    return [*lines, "", f"{torch.get_num_threads()} thread(s), a CT of {size}; at most {peak_gib:.2f} GiB, CT and all."]


def alike(smaller: Insertion, larger: Insertion) -> float:
    """How the HU within the smaller nodule go together in both, as a correlation."""
    return float(np.corrcoef(smaller.ct.hu[smaller.mask], larger.ct.hu[smaller.mask])[0, 1])


def growth_lines(ct: CTVolume, points: list[Point], networks: NoduleNetworks) -> list[str]:
    """Of each series beside one of another seed at the same place, of the same ratings."""
    kept, drawn_off, found_off, within, same, other = [], [], [], [], [], []
    for seed, point in enumerate(points):
        wish = NoduleSpecification(diameter_mm=GROWING_MM[-1])
        drawn = draw_nodules(np.random.default_rng(seed), 1, wish)[0]
        own, another = (
            grow_nodule(ct, point, GROWING_MM, drawn, number, networks, True) for number in (seed, seed + 1000)
        )
        kept.append(not any(one.quality.failures for one in own))
        drawn_off += [abs(one.nodule.diameter_mm / size - 1) for one, size in zip(own, GROWING_MM, strict=True)]
        found_off += [abs(one.quality.found_diameter_mm / size - 1) for one, size in zip(own, GROWING_MM, strict=True)]
        within += [(a.mask & b.mask).sum() / a.mask.sum() for a, b in pairwise(own)]
        same += [alike(a, b) for a, b in pairwise(own)]
        other += [alike(a, b) for a, b in zip(own[:-1], another[1:], strict=True)]
    sizes = ", ".join(f"{size:.0f}" for size in GROWING_MM)
    return [
        f"{len(points)} series of {sizes} mm; the character is drawn to go with the largest.",
        "",
        f"- {sum(kept)} of {len(points)} series pass the gate at every size, in at most four draws",
        f"- diameter off: mask at most {max(drawn_off):.1%}; as found {np.median(found_off):.0%} (median)",
        f"- of a nodule, {np.mean(within):.1%} lies within the next larger one (least {min(within):.1%})",
        f"- HU in it and there in the next larger one: correlation {np.median(same):.2f} (median); in that of another "
        f"seed {np.median(other):.2f}",
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--nodules", type=Path, required=True)
    parser.add_argument("--host", type=Path, required=True)
    options = parser.parse_args()
    # In a process of its own, so that the peak of memory is that of the nodules.
    with ProcessPoolExecutor(1, get_context("spawn")) as other:
        points = other.submit(places, options.host).result()
    ct, networks = read_ct(options.host), load_nodule_networks("cpu")
    lines = ["# Nodules that grow, and nodules taken out", ""]
    lines += ["Written by `Testing/benchmarks/measure_nodule_changes.py`, in the CT of a patient that no network saw."]
    lines += ["", "## Speed and memory", "", *speed_lines(ct, points, networks)]
    lines += ["", "## Growth", "", *growth_lines(ct, points[:SERIES], networks)]
    lines += ["", "## Removal", "", WHAT_PASSES, "", *removal_lines(ct, points, networks, options.nodules)]
    (HERE / "NODULE_CHANGES.md").write_text("\n".join(lines) + "\n")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
