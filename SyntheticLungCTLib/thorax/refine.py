"""A fine thorax at the resolution of a CT: smooth surfaces, bones with a shell, a windpipe with a wall, skin."""

from __future__ import annotations

import numpy as np
from scipy import ndimage
from scipy.interpolate import CubicSpline

from ..blueprint.labels import Label
from .compact_bone import compact_bone
from .frame import Frame
from .pieces import drop_what_floats, join_airway
from .tissues import FINE_GRID, PARTS, Tissue

#: Where a cell sees less airway than this, it is the airway's wall; where it sees more air outside, it is skin.
WALL_SHARE, SKIN_SHARE = 0.45, 0.1
#: Compact bone comes in patches of about this size, in cells.
PATCH_CELLS = 0.5
#: Where it is uncertain, what is small loses against what is large; so much more weight gives bone and airway nearly
#: the volumes that they have in training patients.
WEIGHTS = {Tissue.BONE: 1.5, Tissue.AIRWAY: 1.1}
_WEIGHTS = np.array([WEIGHTS.get(tissue, 1.0) for tissue in Tissue], np.float32)
_PARTED = {"BONE": Label.SPONGY_BONE, "AIRWAY": Label.AIRWAY_WALL}
_PAINTED = np.array([_PARTED.get(tissue.name) or Label[tissue.name] for tissue in Tissue], np.uint8)


def refined(
    shares: np.ndarray,
    frame: Frame,
    shape_zyx: tuple[int, int, int],
    spacing_zyx_mm: tuple[float, float, float],
    seed: int,
) -> np.ndarray:
    """`Label` values, uint8 (z, y, x), of a volume in LPS order, from shares (tissues, *FINE_GRID) of 0 to 1.

    Shares are interpolated by cubic splines, and each voxel goes to the tissue that has the largest. They are changed
    where body or airway is not in one piece. The seed decides which bone is compact.
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
    chance = np.random.default_rng((seed, 6)).standard_normal(FINE_GRID, dtype=np.float32)
    chance = ndimage.gaussian_filter(chance, PATCH_CELLS)
    labels = np.empty(shape_zyx, np.uint8)
    for index, along_z in enumerate(weights[0]):
        near = np.flatnonzero(np.abs(along_z) > 1e-4)
        *plane, drawn = (
            weights[1] @ np.tensordot(along_z[near], cells[near].astype(np.float32), axes=1) @ weights[2].T
            for cells in (*shares, chance)
        )
        labels[index] = _named(np.stack(plane))
        compact = compact_bone(labels[index] == Label.SPONGY_BONE, drawn / drawn.std(), spacing_zyx_mm[1:])
        labels[index][compact] = Label.CORTICAL_BONE
    return labels


def _named(shares: np.ndarray) -> np.ndarray:
    """Labels (y, x) of a slice from its tissues' shares (tissues, y, x)."""
    labels = _PAINTED[(shares * _WEIGHTS[:, None, None]).argmax(axis=0)]
    labels[(labels == Label.AIRWAY_WALL) & (shares[Tissue.AIRWAY] > WALL_SHARE)] = Label.AIRWAY_LUMEN
    labels[(labels == Label.FAT) & (shares[Tissue.OUTSIDE] > SKIN_SHARE)] = Label.SOFT_TISSUE
    return labels


def _spline_weights(places: np.ndarray, cells: int) -> np.ndarray:
    """Weights (places, cells) of a cubic spline through a row of cells; beyond its ends the last cell goes on."""
    spline = CubicSpline(np.arange(cells), np.eye(cells), bc_type="natural")
    return spline(np.clip(places, 0, cells - 1)).astype(np.float32)
