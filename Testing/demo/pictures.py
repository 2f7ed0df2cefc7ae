"""Pictures of CTs by matplotlib, in lung and mediastinal window."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from SyntheticLungCTLib.blueprint.blueprint import Blueprint
from SyntheticLungCTLib.blueprint.label_info import LABELS
from SyntheticLungCTLib.volume import CTVolume

#: Window limits in HU.
WINDOWS = {"lung": (-1200, 200), "mediastinum": (-160, 240)}


def draw_overview(ct: CTVolume, blueprint: Blueprint, path: Path) -> Path:
    """The middle axial, coronal and sagittal slice of a CT in both windows, above its blueprint."""
    colors = np.array([info.color for info in LABELS.values()])
    rows = [_cuts(ct.hu, name) for name in WINDOWS]
    rows.append([(colors[cut], {}) for cut, _ in _cuts(blueprint.labels, "lung")])
    return _draw(rows, ["lung window", "mediastinal window", "blueprint"], _aspects(ct), path)


def _cuts(volume: np.ndarray, window: str) -> list[tuple[np.ndarray, dict]]:
    z, y, x = (size // 2 for size in volume.shape)
    return [(cut, _limits(window)) for cut in (volume[z], volume[::-1, y], volume[::-1, :, x])]


def _limits(window: str) -> dict:
    low, high = WINDOWS[window]
    return {"cmap": "gray", "vmin": low, "vmax": high}


def _aspects(ct: CTVolume) -> list[float]:
    z_mm, y_mm, x_mm = ct.geometry.spacing_zyx_mm
    return [y_mm / x_mm, z_mm / x_mm, z_mm / y_mm]


def _draw(rows: list[list[tuple[np.ndarray, dict]]], names: list[str], aspects: list[float], path: Path) -> Path:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(len(rows), 3, figsize=(12, 4 * len(rows)), squeeze=False)
    for row, name, line in zip(rows, names, axes, strict=True):
        for (image, options), aspect, place in zip(row, aspects, line, strict=True):
            place.imshow(image, aspect=aspect, **options)
            place.axis("off")
        line[0].set_title(name, loc="left")
    figure.tight_layout()
    figure.savefig(path, dpi=100)
    pyplot.close(figure)
    return path
