"""Curves drawn into a label volume."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from scipy import ndimage

from ..blueprint.labels import LUNGS, Label
from ..blueprint.tree_lines import Tube
from .tube import tube_voxels

FULL = np.ones((3, 3, 3), bool)
AIRWAY = (Label.AIRWAY_LUMEN, Label.AIRWAY_WALL)


def paint(labels: np.ndarray, spacing_mm: np.ndarray, tubes: Sequence[Tube], label: int, over: Collection[int]) -> None:
    """Draw tubes into labels (z, y, x), in place, over some labels only."""
    allowed = np.zeros(256, bool)
    allowed[list(over)] = True
    starts, ends = (np.concatenate([points[part] for points, _ in tubes]) for part in (slice(-1), slice(1, None)))
    radii = np.concatenate([np.stack([widths[:-1], widths[1:]], 1) for _, widths in tubes])
    for box, mask in tube_voxels(labels.shape, spacing_mm, starts, ends, radii):
        part = labels[box]
        part[mask & allowed[part]] = label


def paint_lines(
    labels: np.ndarray, spacing_mm: np.ndarray, tubes: Sequence[Tube], label: int, over: Collection[int]
) -> None:
    """Draw the voxels that the tubes' lines cross, so that even the thinnest is in one piece (26-neighbourhood)."""
    index = np.concatenate([_voxels_on(points / spacing_mm) for points, _ in tubes])
    index = index[((index >= 0) & (index < labels.shape)).all(axis=1)]
    drawn = tuple(index[np.isin(labels[tuple(index.T)], list(over))].T)
    labels[drawn] = label


def _voxels_on(line: np.ndarray) -> np.ndarray:
    """Indices (m, 3) of the voxels on a line (n, 3) in voxels, each a neighbour of the one before."""
    length = np.concatenate([[0], np.cumsum(np.abs(np.diff(line, axis=0)).max(axis=1))])
    even = np.linspace(0, length[-1], int(np.ceil(2 * length[-1])) + 1)
    return np.rint(np.stack([np.interp(even, length, axis) for axis in line.T], 1)).astype(int)


def drop_loose_airways(labels: np.ndarray, before: np.ndarray) -> None:
    """Undo, in place, what was drawn of airways and is not joined to the airways that were there before."""
    airway = np.isin(labels, AIRWAY)
    box = ndimage.find_objects(airway.astype(np.uint8))
    if not box:
        return
    labels, before, airway = labels[box[0]], before[box[0]], airway[box[0]]
    parts, count = ndimage.label(airway, FULL)
    joined = np.zeros(count + 1, bool)
    joined[np.unique(parts[np.isin(before, AIRWAY)])] = True
    loose = airway & ~joined[parts]
    labels[loose] = before[loose]


def close_walls(labels: np.ndarray, before: np.ndarray) -> None:
    """Give airways, in place, a wall where a vessel drawn in lung would touch their air: most voxels are wider than a
    wall."""
    beside = ndimage.binary_dilation(labels == Label.AIRWAY_LUMEN) & (labels == Label.PULMONARY_VESSEL)
    labels[beside & np.isin(before, LUNGS)] = Label.AIRWAY_WALL
