"""A fine thorax at the resolution of a CT: smooth surfaces, bones with a shell, a windpipe with a wall, skin."""

from __future__ import annotations

import numpy as np
from scipy.interpolate import CubicSpline

from ..blueprint.labels import Label
from .frame import Frame
from .pieces import drop_what_floats, join_airway
from .tissues import FINE_GRID, PARTS, Tissue

#: Where a cell sees less bone, or airway, than this, it is compact bone, or the airway's wall; where it sees more air
#: outside, it is skin.
COMPACT_SHARE, WALL_SHARE, SKIN_SHARE = 0.55, 0.45, 0.1
#: Where it is uncertain, what is small loses against what is large; so much more weight gives bone and airway nearly
#: the volumes that they have in training patients.
WEIGHTS = {Tissue.BONE: 1.5, Tissue.AIRWAY: 2.0}
_WEIGHTS = np.array([WEIGHTS.get(tissue, 1.0) for tissue in Tissue], np.float32)
_SURFACES = {"BONE": Label.CORTICAL_BONE, "AIRWAY": Label.AIRWAY_WALL}
_PAINTED = np.array([_SURFACES.get(tissue.name) or Label[tissue.name] for tissue in Tissue], np.uint8)


def refined(
    shares: np.ndarray, frame: Frame, shape_zyx: tuple[int, int, int], spacing_zyx_mm: tuple[float, float, float]
) -> np.ndarray:
    """`Label` values, uint8 (z, y, x), of a volume in LPS order, from shares (tissues, *FINE_GRID) of 0 to 1.

    Shares are interpolated by cubic splines, and each voxel goes to the tissue that has the largest. They are changed
    where body or airway is not in one piece.
    """
    drop_what_floats(shares)
    join_airway(shares, WEIGHTS[Tissue.AIRWAY])
    cells = [
        (frame.cell_of_voxel(axis, length, spacing) + 0.5) * PARTS - 0.5
        for axis, (length, spacing) in enumerate(zip(shape_zyx, spacing_zyx_mm, strict=True))
    ]
    # Below the grid lies more abdomen: mirrored, it looks like one. Beside the grid lies nothing.
    last = FINE_GRID[0] - 1
    cells[0] = last - np.abs(last - np.mod(cells[0], 2 * last))
    weights = [_spline_weights(places, length) for places, length in zip(cells, FINE_GRID, strict=True)]
    labels = np.empty(shape_zyx, np.uint8)
    for index, along_z in enumerate(weights[0]):
        near = np.flatnonzero(np.abs(along_z) > 1e-4)
        plane = np.tensordot(along_z[near], shares[:, near].astype(np.float32), axes=(0, 1))
        labels[index] = _named(weights[1] @ plane @ weights[2].T)
    return labels


def _named(shares: np.ndarray) -> np.ndarray:
    """Labels (y, x) of a slice from its tissues' shares (tissues, y, x)."""
    labels = _PAINTED[(shares * _WEIGHTS[:, None, None]).argmax(axis=0)]
    labels[(labels == Label.CORTICAL_BONE) & (shares[Tissue.BONE] > COMPACT_SHARE)] = Label.SPONGY_BONE
    labels[(labels == Label.AIRWAY_WALL) & (shares[Tissue.AIRWAY] > WALL_SHARE)] = Label.AIRWAY_LUMEN
    labels[(labels == Label.FAT) & (shares[Tissue.OUTSIDE] > SKIN_SHARE)] = Label.SOFT_TISSUE
    return labels


def _spline_weights(places: np.ndarray, cells: int) -> np.ndarray:
    """Weights (places, cells) of a cubic spline through a row of cells; beyond its ends the last cell goes on."""
    spline = CubicSpline(np.arange(cells), np.eye(cells), bc_type="natural")
    return spline(np.clip(places, 0, cells - 1)).astype(np.float32)
