"""A fine thorax at the resolution of a CT: smooth surfaces, bones with a shell, a windpipe with a wall."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from scipy import ndimage
from scipy.interpolate import CubicSpline

from ..blueprint.labels import BONES, Label
from .bones.compact_bone import compact_bone
from .even_contrast import even_contrast
from .frame import Frame
from .laid_by_rule import laid_by_rule
from .pieces import drop_what_floats, join_airway
from .smooth_surfaces import smooth_surfaces
from .tissues import FINE_GRID, PARTS, Tissue

#: Where a cell sees less airway than this, it is the airway's wall.
WALL_SHARE = 0.45
#: Compact bone is thicker and thinner over about so many cells.
PATCH_CELLS = 1.3
#: Where it is uncertain, what is small loses against what is large; so much more weight gives bone and airway nearly
#: the volumes that they have in training patients.
WEIGHTS = {Tissue.BONE: 1.7, Tissue.AIRWAY: 1.1}
#: A tissue of less than this in every cell is nowhere the largest of all.
LEAST_SHARE = 0.03
_LUNGS = [Tissue.LUNG_LEFT, Tissue.LUNG_RIGHT]
_WEIGHTS = np.array([WEIGHTS.get(tissue, 1.0) for tissue in Tissue], np.float32)
_OUTER = {"BONE": Label.SPONGY_BONE, "AIRWAY": Label.AIRWAY_WALL}
_PAINTED = np.array([_OUTER.get(tissue.name) or Label[tissue.name] for tissue in Tissue], np.uint8)


def refined(
    shares: np.ndarray,
    organs: np.ndarray,
    frame: Frame,
    shape_zyx: tuple[int, int, int],
    spacing_zyx_mm: tuple[float, float, float],
    seed: int,
    body_given: bool = False,
) -> np.ndarray:
    """`Label` values, uint8 (z, y, x), of a volume in LPS order, from shares (tissues, *FINE_GRID) of 0 to 1 and the
    distances (organs, *GRID) that they were drawn from.

    Shares are interpolated by cubic splines, and each voxel goes to the tissue that has the largest. They are changed
    where body or airway is not in one piece. What is finer is laid by rule. The seed decides how that runs and which
    bone is compact.
    """
    drop_what_floats(shares)
    join_airway(shares, WEIGHTS[Tissue.AIRWAY])
    smooth_surfaces(shares)
    even_contrast(shares)
    weights = _weights(frame, shape_zyx, spacing_zyx_mm)
    of_bones, *of_rules = np.random.default_rng((seed, 6)).spawn(6)
    chance = ndimage.gaussian_filter(of_bones.standard_normal(FINE_GRID, dtype=np.float32), PATCH_CELLS)
    by_rule = laid_by_rule(shares, organs, frame, shape_zyx, spacing_zyx_mm, of_rules, body_given)
    labels = np.empty(shape_zyx, np.uint8)
    for index, along_z in enumerate(weights[0]):
        plane, (patches,) = (_slice(maps, along_z, *weights[1:]) for maps in (shares, (chance,)))
        labels[index] = _named(plane)
        for lay in by_rule:
            lay(labels[index], index * spacing_zyx_mm[0])
        bone = np.isin(labels[index], BONES)
        compact = compact_bone(bone, patches / patches.std(), spacing_zyx_mm[1:])
        labels[index][compact] = Label.CORTICAL_BONE
    return labels


def _slice(maps: Iterable[np.ndarray], along_z: np.ndarray, along_y: np.ndarray, along_x: np.ndarray) -> np.ndarray:
    """Maps (n, y, x) of one slice of a volume, from maps (z, y, x) of cells and the weights of splines."""
    near = np.flatnonzero(np.abs(along_z) > 1e-4)
    planes = []
    for cells in maps:
        layers = cells[near]
        # Most tissues are in few slices, and interpolating is what takes long.
        shown = np.abs(layers).max() >= LEAST_SHARE
        plane = along_y @ np.tensordot(along_z[near], layers.astype(np.float32), axes=1) @ along_x.T if shown else None
        planes.append(plane if shown else np.zeros((len(along_y), len(along_x)), np.float32))
    return np.stack(planes)


def _named(shares: np.ndarray) -> np.ndarray:
    """Labels (y, x) of a slice from its tissues' shares (tissues, y, x).

    Lung is what is lung by more than half: at its surface the rest is parted among many, each of which has less.
    """
    weighted = shares * _WEIGHTS[:, None, None]
    weighted[_LUNGS] *= shares[_LUNGS].sum(axis=0) > 0.5
    labels = _PAINTED[weighted.argmax(axis=0)]
    labels[(labels == Label.AIRWAY_WALL) & (shares[Tissue.AIRWAY] > WALL_SHARE)] = Label.AIRWAY_LUMEN
    return labels


def _weights(
    frame: Frame, shape_zyx: tuple[int, int, int], spacing_zyx_mm: tuple[float, float, float]
) -> list[np.ndarray]:
    """Weights (voxels, cells) of splines along each axis of a volume."""
    cells = [
        (frame.cell_of_voxel(axis, length, spacing) + 0.5) * PARTS - 0.5
        for axis, (length, spacing) in enumerate(zip(shape_zyx, spacing_zyx_mm, strict=True))
    ]
    # Below the grid lies more abdomen: mirrored, it looks like one. Beside the grid lies nothing.
    last = FINE_GRID[0] - 1
    cells[0] = last - np.abs(last - np.mod(cells[0], 2 * last))
    return [_spline_weights(places, length) for places, length in zip(cells, FINE_GRID, strict=True)]


def _spline_weights(places: np.ndarray, cells: int) -> np.ndarray:
    """Weights (places, cells) of a cubic spline through a row of cells; beyond its ends the last cell goes on."""
    spline = CubicSpline(np.arange(cells), np.eye(cells), bc_type="natural")
    return spline(np.clip(places, 0, cells - 1)).astype(np.float32)
