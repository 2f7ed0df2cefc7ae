"""How far synthetic nodules are from real ones, beside how far real ones are from each other; and a picture."""

from __future__ import annotations

import csv
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

from SyntheticLungCTLib.evaluation.distances import frechet_distance, kernel_distance, standardized

from .nodule_twins import Case

#: Splits of the patients in halves; a picture's rows and columns.
HALVINGS, SIDE = 100, 10
WINDOW_HU = (-1200.0, 300.0)


def distances(real: np.ndarray, drawn: dict[str, np.ndarray], held_out: list[bool]) -> list[str]:
    """Lines on features (n, k): one half's twins to the other half's real nodules, by real to real in these halves."""
    rng, shares = np.random.default_rng(0), {name: [] for name in drawn}
    for _ in range(HALVINGS):
        order = rng.permutation(len(real))
        one, other = order[: len(real) // 2], order[len(real) // 2 :]
        scaled = dict(zip(("real", *drawn), standardized(real, real, *drawn.values()), strict=True))
        floor = frechet_distance(scaled["real"][one], scaled["real"][other])
        for name in drawn:
            shares[name].append(frechet_distance(scaled[name][one], scaled["real"][other]) / floor)
    lines = [
        "## Realism",
        "",
        f"Radiomics of {len(real)} nodules and their rims, {HALVINGS} splits of patients in halves.",
        "",
    ]
    lines += ["| drawn by | Frechet, by real to real | 95 % | kernel, nodules not trained on |", "|---|---|---|---|"]
    kept = np.array(held_out)
    for name, share in shares.items():
        low, high = np.percentile(share, (2.5, 97.5))
        alone = kernel_distance(scaled[name][kept], scaled["real"][~kept])
        lines.append(f"| {name} | {np.mean(share):.2f} | {low:.2f} to {high:.2f} | {alone:+.3f} |")
    alone = kernel_distance(scaled["real"][kept], scaled["real"][~kept])
    return [*lines, f"| patients | 1 | | {alone:+.3f} |", ""]


def mixed_picture(every: list[Case], twins: list[np.ndarray], path: Path, key: Path) -> None:
    """A picture of real and synthetic nodules, mixed, none of them twice; the key says which is which."""
    rng = np.random.default_rng(1)
    order = rng.permutation(len(every))[: SIDE * SIDE]
    is_real = rng.permutation(np.arange(len(order)) % 2 == 0)
    figure, axes = plt.subplots(SIDE, SIDE, figsize=(SIDE, SIDE))
    for axis, index, real in zip(axes.flat, order, is_real, strict=True):
        hu = every[index].place.hu if real else twins[index]
        axis.imshow(
            hu[every[index].mask.any(axis=(1, 2)).nonzero()[0].mean().astype(int)],
            "gray",
            vmin=WINDOW_HU[0],
            vmax=WINDOW_HU[1],
        )
        axis.axis("off")
    figure.subplots_adjust(0, 0, 1, 1, 0.02, 0.02)
    figure.savefig(path, dpi=80)
    plt.close(figure)
    with key.open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["row", "column", "is"])
        table.writerows(
            [1 + n // SIDE, 1 + n % SIDE, "real" if real else "synthetic"] for n, real in enumerate(is_real)
        )
