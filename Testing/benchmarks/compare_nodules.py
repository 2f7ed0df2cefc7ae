"""Nodules laid into sampled thoraxes against what the readers of LIDC-IDRI described; writes NODULES.md.

python -m Testing.benchmarks.compare_nodules [--count 1000]
"""

from __future__ import annotations

import argparse
import itertools
from pathlib import Path

import numpy as np
from scipy import ndimage
from scipy.stats import ks_2samp

from SyntheticLungCTLib.blueprint.blueprint import Blueprint
from SyntheticLungCTLib.blueprint.labels import NODULES, WITHIN_LUNGS
from SyntheticLungCTLib.population.add_nodules import add_nodules
from SyntheticLungCTLib.population.lidc import annotations
from SyntheticLungCTLib.population.placement import fissures_and_lobes, wide_vessels
from SyntheticLungCTLib.population.specification import RATINGS
from SyntheticLungCTLib.thorax.request import ThoraxRequest
from SyntheticLungCTLib.thorax.sample import sample_blueprint

HERE = Path(__file__).parent
THORAXES = 8
REQUEST = ThoraxRequest.checked(pixels=256, slice_spacing_mm=2.0)
#: A nodule whose surface is nearer than this to a fissure touches it.
FISSURE_MM = 1.5
DIAMETERS_MM = (3, 6, 10, 20, 60)


def contacts(host: Blueprint, labels: np.ndarray) -> list[tuple[float, bool, bool, bool]]:
    """Diameter of each nodule added to the host, and whether it touches pleura, vessel, fissure."""
    spacing = host.geometry.spacing_zyx_mm
    within, vessels = np.isin(host.labels, WITHIN_LUNGS), wide_vessels(host.labels, np.array(spacing))
    added = np.isin(labels, NODULES) & ~np.isin(host.labels, NODULES)
    found, _ = ndimage.label(added, np.ones((3, 3, 3)))
    touched = []
    for number, box in enumerate(ndimage.find_objects(found), start=1):
        box = tuple(slice(max(s.start - 1, 0), s.stop + 1) for s in box)
        nodule = found[box] == number
        near = ndimage.binary_dilation(nodule, np.ones((3, 3, 3)))
        points = np.argwhere(nodule) + [s.start for s in box]
        diameter_mm = (6 * nodule.sum() * np.prod(spacing) / np.pi) ** (1 / 3)
        fissure_mm = fissures_and_lobes(host.labels, points, spacing)[0].min()
        touched.append((diameter_mm, (near & ~within[box]).any(), (near & vessels[box]).any(), fissure_mm < FISSURE_MM))
    return touched


def report(drawn: np.ndarray, touched: np.ndarray) -> list[str]:
    """Lines of the report on nodules (n, 6) as diameter and ratings, and on their contacts (n, 4)."""
    table = annotations()
    real = np.stack([table["diameter_mm"], *(table[name] for name in RATINGS)], axis=1)
    distances = [ks_2samp(a, b).statistic for a, b in zip(drawn.T, real.T, strict=True)]
    correlations = np.abs(np.corrcoef(drawn[:, 1:].T) - np.corrcoef(real[:, 1:].T)).max()
    lines = ["| | Kolmogorov-Smirnov distance |", "|---|---|"]
    lines += [f"| {name} | {value:.3f} |" for name, value in zip(("diameter", *RATINGS), distances, strict=True)]
    lines += ["", f"Largest difference of a correlation between two ratings: {correlations:.3f}.", ""]
    lines += ["| diameter | nodules | touch pleura | touch a vessel | touch a fissure |", "|---|---|---|---|---|"]
    for low, high in itertools.pairwise(DIAMETERS_MM):
        some = touched[(touched[:, 0] >= low) & (touched[:, 0] < high)]
        shares = " | ".join(f"{share:.0%}" for share in some[:, 1:].mean(axis=0)) if len(some) else "- | - | -"
        lines.append(f"| {low} to {high} mm | {len(some)} | {shares} |")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=1000)
    count = parser.parse_args().count
    drawn, touched = [], []
    for seed in range(THORAXES):
        host = sample_blueprint(seed, REQUEST)
        populated = add_nodules(host, seed, count // THORAXES)
        drawn += [
            (n.diameter_mm, *(getattr(n, name) for name in RATINGS)) for n in populated.nodules[len(host.nodules) :]
        ]
        touched += contacts(host, populated.labels)
        print(f"thorax {seed}: {len(drawn)} nodules", flush=True)
    text = [
        "# Nodules after placement against the readers of LIDC-IDRI",
        "",
        f"Written by `Testing/benchmarks/compare_nodules.py`: {len(drawn)} nodules in {THORAXES} sampled thoraxes, "
        f"against {len(annotations())} annotations.",
        "",
        *report(np.array(drawn, float), np.array(touched, float)),
        "",
    ]
    (HERE / "NODULES.md").write_text("\n".join(text))
    print("\n".join(text))


if __name__ == "__main__":
    main()
