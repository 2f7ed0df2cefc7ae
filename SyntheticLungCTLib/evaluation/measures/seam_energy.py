"""Seam energy: how much there is of steps along straight lines, as between windows that were drawn one by one."""

from __future__ import annotations

import numpy as np

from ...artefacts.scan import Scan

#: Slices that are looked at together for lines of rows and columns: windows begin anew from slab to slab.
GROUP_MM = 24.0
#: Fewer neighbours across a line tell noise, not a step. A step is seen twice, in two blocks with a third between them,
#: whose noise has nothing to do with each other; over a whole line, steps up and down would cancel out.
FEWEST, BLOCK = 256, 8


def seam_energy_hu(hu: np.ndarray, labels: np.ndarray, spacing_zyx_mm: tuple[float, float, float]) -> float:
    """Root mean square, in HU, of the steps across all lines between rows, columns and slices; NaN without even tissue.

    A step is the mean difference of neighbours within one tissue, away from its borders, less that of the lines beside
    it. Its square is the product of what two blocks of neighbours show of it, to which noise adds nothing on average.

    Args:
        hu: (z, y, x) in LPS order.
        labels: uint8 (z, y, x) of `Label` values.
        spacing_zyx_mm: of the voxels.
    """
    tissue, thick = Scan(hu, labels, spacing_zyx_mm).even_tissue, max(1, round(GROUP_MM / spacing_zyx_mm[0]))
    squares = [_squared_steps(hu, tissue, 0)]
    for axis in (1, 2):
        for first in range(0, len(hu), thick):
            group = slice(first, first + thick)
            squares.append(_squared_steps(hu[group], tissue[group], axis))
    every = np.concatenate(squares)
    return float(np.sqrt(max(every.mean(), 0.0))) if every.size else float("nan")


def _squared_steps(hu: np.ndarray, tissue: np.ndarray, axis: int) -> np.ndarray:
    """HU^2 (n,) of steps across the lines of an axis, wherever they can be told; noise makes them negative as often."""
    hu, tissue = (np.moveaxis(array, axis, 0) for array in (hu, tissue))
    found = [np.zeros(0)]
    for line in range(1, len(hu) - 2):
        four = tissue[line - 1 : line + 3]
        same = (four[1] > 0) & (four == four[1]).all(axis=0)
        if np.count_nonzero(same) < FEWEST:
            continue
        before, here, there, after = (hu[line + step][same].astype(np.float32) for step in (-1, 0, 1, 2))
        steps = (there - here) - ((here - before) + (after - there)) / 2
        blocks = steps[: len(steps) // (3 * BLOCK) * 3 * BLOCK].reshape(-1, 3, BLOCK).mean(axis=2)
        found.append(blocks[:, 0] * blocks[:, 2])
    return np.concatenate(found)
