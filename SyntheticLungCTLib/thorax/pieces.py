"""One airway and one body: pieces that were invented apart are joined, or left out."""

from __future__ import annotations

import numpy as np
from scipy import ndimage
from skimage.graph import MCP_Geometric

from .tissues import Tissue

#: A piece of fewer cells is none; a gap of more cells of 2.5 mm is not bridged (a main bronchus has up to 50 mm).
LEAST_CELLS, MOST_GAP_CELLS = 8, 16
#: What a cell costs that shows no airway, against one that is all airway.
BLIND = 20.0
#: Radius, in cells, of what joins two pieces.
BRIDGE_CELLS = 1.6
#: What the way does not cross.
WALLS = (Tissue.OUTSIDE, Tissue.LUNG_LEFT, Tissue.LUNG_RIGHT, Tissue.BONE)
_FULL = np.ones((3, 3, 3), bool)


def join_airway(shares: np.ndarray, weight: float) -> None:
    """Shares (tissues, *FINE_GRID) of 0 to 1 of which airway, counted `weight` times, leads in one piece; in place."""
    others = np.delete(shares, Tissue.AIRWAY, axis=0).max(axis=0)
    parts, count = ndimage.label(weight * shares[Tissue.AIRWAY] > others, _FULL)
    sizes = np.bincount(parts.ravel(), minlength=count + 1)[1:]
    joined, *loose = np.argsort(-sizes, kind="stable") + 1 if count else (0,)
    cost = 1 / (shares[Tissue.AIRWAY] + 1 / BLIND)
    cost[shares[list(WALLS)].sum(axis=0) > 0.5] = -1
    cost[parts > 0] = 1
    for part in loose:
        way = None
        if sizes[part - 1] >= LEAST_CELLS:
            way = _way(cost, parts == joined, parts == part)
        if way is None:
            _fill(shares, (parts == part).astype(np.float32), Tissue.SOFT_TISSUE)
            continue
        _fill(shares, _bridge(way, parts.shape), Tissue.AIRWAY)
        parts[parts == part] = joined


def drop_what_floats(shares: np.ndarray) -> None:
    """Shares (tissues, *FINE_GRID) of 0 to 1 in which all that is not connected to the body is outside; in place."""
    parts, count = ndimage.label(shares[Tissue.OUTSIDE] < 0.5)
    if count > 1:
        body = np.bincount(parts.ravel())[1:].argmax() + 1
        floating = ndimage.binary_dilation((parts > 0) & (parts != body)) & (parts != body)
        _fill(shares, floating.astype(np.float32), Tissue.OUTSIDE)


def _way(cost: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray | None:
    """Cells (n, 3) of the easiest way between two masks, None where it is too far."""
    box = ndimage.find_objects(ndimage.binary_dilation(end, _FULL, MOST_GAP_CELLS).astype(np.uint8))[0]
    starts = np.argwhere(start[box])
    if not len(starts):
        return None
    search = MCP_Geometric(cost[box])
    costs = np.where(end[box], search.find_costs(starts.tolist())[0], np.inf)
    nearest = np.unravel_index(np.argmin(costs), costs.shape)
    if not np.isfinite(costs[nearest]):
        return None
    way = np.array(search.traceback(nearest))
    gap = np.linalg.norm(way[-1] - way[0])
    return way + [s.start for s in box] if gap <= MOST_GAP_CELLS else None


def _bridge(way: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Share (*shape) that a tube around cells (n, 3) fills of each cell."""
    line = np.ones(shape, bool)
    line[tuple(way.T)] = False
    return np.clip(BRIDGE_CELLS + 0.5 - ndimage.distance_transform_edt(line), 0, 1).astype(np.float32)


def _fill(shares: np.ndarray, mask: np.ndarray, tissue: Tissue) -> None:
    """Give `tissue` the share `mask` (*FINE_GRID) of each cell that has room for it; in place."""
    shares *= 1 - mask
    shares[tissue] += mask
