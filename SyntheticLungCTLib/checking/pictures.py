"""Real and synthetic CT side by side, as a reader would look at them."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from ..errors import InputError
from ..geometry import reoriented
from ..volume import CTVolume

#: (centre, width) in HU.
LUNG_WINDOW, MEDIASTINAL_WINDOW = (-500, 1400), (50, 400)
#: How pictures are written as JPEG, and as WebP, which is half as large.
JPEG, WEBP = {"quality": 60, "progressive": True}, {"quality": 35, "method": 6}
WRITTEN = {".jpg": JPEG, ".webp": WEBP}


def write_comparison(real: CTVolume, synthetic: CTVolume, path: str | Path, level: float = 0.5) -> Path:
    """Write PNG, JPEG or WebP: real above synthetic; axial and coronal, in both windows, and a detail of the lung.

    Args:
        level: height of the axial slice as a share of the volume.

    Raises:
        InputError: when matplotlib is not installed.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise InputError("Pictures need matplotlib: pip install matplotlib.") from error
    figure = Figure(figsize=(20, 7.2), facecolor="black", layout="constrained")
    grid = figure.subplots(2, 5)
    for row, (name, ct) in enumerate((("real", real), ("synthetic", synthetic))):
        for axes, (image, window, aspect) in zip(grid[row], _views(ct, level), strict=True):
            low = window[0] - window[1] / 2
            axes.imshow(image, cmap="gray", vmin=low, vmax=low + window[1], aspect=aspect, interpolation="bilinear")
            axes.set_axis_off()
        grid[row, 0].set_title(name, color="white", loc="left")
    path = Path(path)
    temporary = path.with_name(f".{path.stem}.{os.getpid()}.tmp{path.suffix}")
    figure.savefig(temporary, dpi=64, pil_kwargs=WRITTEN.get(path.suffix))
    temporary.replace(path)
    return path


def _views(ct: CTVolume, level: float) -> list[tuple[np.ndarray, tuple[int, int], float]]:
    """(picture, window, height of a pixel over its width) of each column."""
    hu, geometry = reoriented(ct.hu, ct.geometry)
    z_mm, _, x_mm = geometry.spacing_zyx_mm
    axial = hu[int(level * (len(hu) - 1))]
    coronal = hu[::-1, hu.shape[1] // 2]
    height, width = axial.shape
    detail = axial[int(0.3 * height) : int(0.62 * height), int(0.08 * width) : int(0.46 * width)]
    return [
        (axial, LUNG_WINDOW, 1.0),
        (axial, MEDIASTINAL_WINDOW, 1.0),
        (detail, LUNG_WINDOW, 1.0),
        (coronal, LUNG_WINDOW, z_mm / x_mm),
        (coronal, MEDIASTINAL_WINDOW, z_mm / x_mm),
    ]
