"""Ribs, laid around the lungs by rule: at 5 mm a network that has seen few chests blurs them away.

A rib leaves the spine, runs around the cage that the lungs span, sinks towards the front and ends where cartilage
begins. Widths, sinking and reach were set so that the ribs of training patients are met.
"""

from __future__ import annotations

import numpy as np
from scipy import ndimage
from skimage.morphology import convex_hull_image

from .distance_maps import REACH_MM
from .frame import CELL_MM, GRID
from .organs import Organ

#: Ribs are laid on cells halved along each axis.
PARTS = 2
#: Distance of a rib's middle from the lungs' cage, and its half thickness and half height.
OUTSIDE_MM, HALF_THICK_MM, HALF_TALL_MM = 5.0, 3.6, 6.2
PAIRS, BONY_PAIRS = 12, 8
#: First head under the lungs' top, and from head to head.
FIRST_MM, STEP_MM = -4.0, 23.5
#: Angle from the back, about the cage's middle, where a rib leaves the spine, and where its bone ends; each pair
#: below the eighth ends so much earlier.
SPINE_ANGLE, FRONT_ANGLE, EARLIER = 0.25, 0.80 * np.pi, 0.11 * np.pi
#: How far the front end lies under the head: of the first pair, and so much more until the seventh.
SINK_MM, MORE_SINK_MM = 36.0, 58.0


def with_ribs(maps: np.ndarray, seed: int) -> np.ndarray:
    """Distance maps (organs, *GRID) whose bone, where ribs run, is the ribs laid by rule.

    Args:
        seed: varies how the ribs sink and how thick they are.
    """
    rng = np.random.default_rng((seed, 4))
    sink, thick = rng.normal(1.0, 0.08), rng.normal(1.0, 0.06)
    lungs = np.minimum(maps[Organ.LUNG_LEFT], maps[Organ.LUNG_RIGHT]).astype(np.float32)
    if not (lungs < 0).any():
        return maps
    fine = ndimage.zoom(lungs, PARTS, order=1, grid_mode=True, mode="nearest") < 0
    outside_mm = _outside_cage_mm(_cage(fine))
    z_mm, angle = _around_spine(fine)
    rib_mm = np.full(fine.shape, np.inf, np.float32)
    top_mm = z_mm[np.flatnonzero(fine.any(axis=(1, 2)))[-1]]
    for number in range(PAIRS):
        reach = FRONT_ANGLE - EARLIER * max(number + 1 - BONY_PAIRS, 0)
        share = np.clip((angle - SPINE_ANGLE) / (FRONT_ANGLE - SPINE_ANGLE), 0, 1)
        drop_mm = sink * (SINK_MM + MORE_SINK_MM * min(number / 6, 1)) * share**0.9
        height_mm = z_mm[:, None, None] - (top_mm + FIRST_MM - number * STEP_MM - drop_mm)
        radius = ((outside_mm - OUTSIDE_MM) / (thick * HALF_THICK_MM)) ** 2 + (height_mm / HALF_TALL_MM) ** 2
        off_mm = HALF_THICK_MM * (np.sqrt(radius) - 1)
        off_mm[np.broadcast_to((angle < SPINE_ANGLE) | (angle > reach), off_mm.shape)] = np.inf
        np.minimum(rib_mm, off_mm, out=rib_mm)
    run = (np.abs(outside_mm - OUTSIDE_MM) < OUTSIDE_MM) & (angle > SPINE_ANGLE + 0.1) & (angle < FRONT_ANGLE)
    return _laid(maps, rib_mm, run)


def _laid(maps: np.ndarray, rib_mm: np.ndarray, run: np.ndarray) -> np.ndarray:
    """The maps with ribs for bone where they run, back on the grid."""
    shape = [n for cells in GRID for n in (cells, PARTS)]
    ribs = np.clip(rib_mm / REACH_MM, -1, 1).reshape(shape).mean(axis=(1, 3, 5))
    runs = run.reshape(shape).mean(axis=(1, 3, 5)) > 0.5
    result = maps.copy()
    result[Organ.BONE] = np.minimum(np.where(runs, 1.0, maps[Organ.BONE]), ribs)
    return result


def _cage(lungs: np.ndarray) -> np.ndarray:
    """What the ribs go around (z, y, x): the hull of both lungs in each slice, and under the lungs their widest."""
    cage = np.zeros_like(lungs)
    areas = lungs.sum(axis=(1, 2))
    widest = int(areas.argmax())
    for index in reversed(range(len(lungs))):
        here = lungs[index] | cage[index + 1] if index < widest else lungs[index]
        cage[index] = convex_hull_image(here) if here.any() else here
    return cage


def _outside_cage_mm(cage: np.ndarray) -> np.ndarray:
    """Distance from the cage's surface within each slice, negative inside."""
    part_mm = CELL_MM / PARTS
    outside = np.empty(cage.shape, np.float32)
    for index, mask in enumerate(cage):
        if not mask.any():
            outside[index] = np.inf
            continue
        signed = ndimage.distance_transform_edt(~mask) - ndimage.distance_transform_edt(mask)
        outside[index] = ndimage.gaussian_filter(signed, 1.0) * part_mm
    return outside


def _around_spine(lungs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Height (z,) in mm, and angle (1, y, x) about the lungs' middle: 0 at the back, pi in front, on either side."""
    part_mm = CELL_MM / PARTS
    seen = lungs.any(axis=0)
    rows, columns = (np.flatnonzero(seen.any(axis=axis))[[0, -1]].mean() for axis in (1, 0))
    y, x = np.ogrid[: lungs.shape[1], : lungs.shape[2]]
    return np.arange(len(lungs)) * part_mm, np.arctan2(np.abs(x - columns), y - rows)[None]
