"""Tiling: steps along straight lines or whole slices, where windows that were drawn one by one do not meet."""

from __future__ import annotations

import numpy as np
from scipy.stats import median_abs_deviation

from .scan import Scan, Trace

#: Slices that are looked at together: windows begin anew from slab to slab.
GROUP_MM = 24.0
#: Fewer pairs of neighbours across a line tell noise, not a step.
FEWEST_PAIRS = 200
#: How many standard errors of the median noise may make; thousands of lines are looked at.
MOST_ERRORS = 6.0


def tiling(scan: Scan) -> Trace:
    """HU of the highest step across a line of rows or columns, in half of the slabs, or from one slice to the next.

    A step is the median difference of neighbours within one even tissue, less that of the lines beside it, less what
    noise makes of it. Level streaks, as at the shoulders of real CTs, make steps as well, but in few slabs.
    """
    heat, tissue = np.zeros(scan.hu.shape, np.float32), scan.even_tissue
    thick, highest = max(1, round(GROUP_MM / scan.spacing_zyx_mm[0])), [0.0]
    for axis in (1, 2):
        by_group = []
        for first in range(0, len(scan.hu), thick):
            group = slice(first, first + thick)
            steps = _steps(scan.hu[group], tissue[group], axis)
            _paint(heat[group], tissue[group], steps, axis)
            by_group.append(steps.max(initial=0))
        highest.append(float(np.median(by_group)))
    steps = _steps(scan.hu, tissue, 0)
    _paint(heat, tissue, steps, 0)
    return Trace(max(*highest, float(steps.max(initial=0))), heat)


def _steps(hu: np.ndarray, tissue: np.ndarray, axis: int) -> np.ndarray:
    """HU (n - 1,) of the step between each two neighbouring planes across an axis; 0 where it cannot be told."""
    hu, tissue = (np.moveaxis(array, axis, 0).reshape(array.shape[axis], -1) for array in (hu, tissue))
    middle, error, known = np.zeros(len(hu) - 1), np.zeros(len(hu) - 1), np.zeros(len(hu) - 1, bool)
    for line in range(len(hu) - 1):
        pairs = (tissue[line] > 0) & (tissue[line] == tissue[line + 1])
        if np.count_nonzero(pairs) >= FEWEST_PAIRS:
            difference = hu[line + 1][pairs].astype(np.float32) - hu[line][pairs]
            middle[line], known[line] = np.median(difference), True
            error[line] = 1.25 * median_abs_deviation(difference, scale="normal") / np.sqrt(len(difference))
    beside = np.zeros_like(middle)
    beside[1:-1] = (middle[:-2] + middle[2:]) / 2
    known[1:-1] &= known[:-2] & known[2:]
    known[[0, -1]] = False
    return np.where(known, np.maximum(np.abs(middle - beside) - MOST_ERRORS * error, 0), 0)


def _paint(heat: np.ndarray, tissue: np.ndarray, steps: np.ndarray, axis: int) -> None:
    """Enter steps on both sides of their lines, in even tissue."""
    planes = np.zeros(heat.shape[axis], np.float32)
    planes[:-1] = steps
    planes[1:] = np.maximum(planes[1:], steps)
    shape = [-1 if index == axis else 1 for index in range(3)]
    np.maximum(heat, planes.reshape(shape) * (tissue > 0), out=heat)
