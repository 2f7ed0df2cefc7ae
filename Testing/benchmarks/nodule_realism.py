"""How far synthetic nodules are from real ones, beside how far real ones are from each other; and a picture."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

from SyntheticLungCTLib.checking.pictures import WEBP
from SyntheticLungCTLib.evaluation.distances import frechet_distance, kernel_distance, standardized
from SyntheticLungCTLib.evaluation.extractor import extracted
from SyntheticLungCTLib.nodules.measuring.features import roi_features

from .nodule_twins import Case

#: HU and mask, (z, y, x) each.
Crop = tuple[np.ndarray, np.ndarray]
#: Principal axes of features that are too many.
AXES = 18
#: Splits of the patients in halves; a picture's rows and columns.
HALVINGS, SIDE = 100, 10
WINDOW_HU = (-1200.0, 300.0)


def radiomics_of(crops: Sequence[Crop]) -> np.ndarray:
    """Of nodules and their rims, (n, 18)."""
    return np.stack([roi_features(hu, mask) for hu, mask in crops])


def extracted_from(crops: Sequence[Crop]) -> np.ndarray:
    """What the pretrained network sees in the whole crops, (n, 2048)."""
    return np.concatenate([extracted(hu, (1.0, 1.0, 1.0)) for hu, _ in crops])


def principal(real: np.ndarray, drawn: dict[str, np.ndarray]) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Both on as many principal axes of the real ones as there are radiomics, which their number bears."""
    middle = real.mean(axis=0)
    axes = np.linalg.svd(real - middle, full_matrices=False)[2][:AXES].T
    return (real - middle) @ axes, {name: (found - middle) @ axes for name, found in drawn.items()}


def distances(
    real: np.ndarray, drawn: dict[str, np.ndarray], held_out: list[bool], space: str = "Radiomics of nodules and rims"
) -> list[str]:
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
        f"{space}: {len(real)} nodules, {HALVINGS} splits of patients in halves.",
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
    """A WebP of real and synthetic nodules, mixed, none of them twice; the key says which is which."""
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
    figure.savefig(path, dpi=56, pil_kwargs=WEBP)
    plt.close(figure)
    with key.open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["row", "column", "is"])
        table.writerows(
            [1 + n // SIDE, 1 + n % SIDE, "real" if real else "synthetic"] for n, real in enumerate(is_real)
        )
