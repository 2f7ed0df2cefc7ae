"""The blueprint that a CT was drawn from, which has to lie on the CT's grid."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ..errors import InputError
from ..geometry import Geometry, reoriented
from ..volume import CTVolume
from .file import read_blueprint


def labels_on_grid(path: Path, ct: CTVolume) -> np.ndarray:
    """The labels uint8 (z, y, x) of a blueprint, in LPS order as the CT is.

    Raises:
        InputError: when the blueprint cannot be read or lies on another grid.
    """
    blueprint = read_blueprint(path)
    labels, geometry = reoriented(blueprint.labels, blueprint.geometry)
    if labels.shape != ct.hu.shape or not geometry.is_close_to(ct.geometry, 1e-3):
        raise InputError(
            f"{path} has the grid {_grid(labels.shape, geometry)}, the CT {_grid(ct.hu.shape, ct.geometry)}; "
            "give the blueprint that the CT was drawn from."
        )
    return labels


def _grid(shape: tuple[int, ...], geometry: Geometry) -> str:
    spacing = " x ".join(f"{v:.3g}" for v in geometry.spacing_zyx_mm)
    return f"{shape} (z, y, x) at {spacing} mm"
