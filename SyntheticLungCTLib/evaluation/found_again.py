"""Are the nodules that a blueprint asks for found again in the CT?"""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from ..blueprint.labels import NODULES
from ..checking.measures import dice
from ..nodules.measuring.resegment import find_nodule
from .nodule_spaces import LEAST_MM3

#: A nodule counts as found when what is found at its place overlaps it by this much; readers' own outlines of real
#: nodules overlap with what is found by 0.7 on average.
FOUND_DICE = 0.4


def nodules_found(
    hu: np.ndarray, blueprint: np.ndarray, spacing_zyx_mm: tuple[float, float, float]
) -> dict[str, float]:
    """`nodules found`, the share of the blueprint's nodules, and `Dice nodule`, their mean overlap; NaN without any.

    Args:
        hu: (z, y, x) in HU; blueprint: uint8 (z, y, x) of `Label` values.
        spacing_zyx_mm: of the voxels.
    """
    parts, _ = ndimage.label(np.isin(blueprint, NODULES), np.ones((3, 3, 3)))
    overlaps = []
    for index, box in enumerate(ndimage.find_objects(parts), start=1):
        part = parts[box] == index
        if part.sum() * np.prod(spacing_zyx_mm) < LEAST_MM3:
            continue
        depth = ndimage.distance_transform_edt(np.pad(part, 1), spacing_zyx_mm)[1:-1, 1:-1, 1:-1]
        deepest = np.unravel_index(depth.argmax(), depth.shape)
        center = tuple(float(side.start + at) for side, at in zip(box, deepest, strict=True))
        overlaps.append(dice(find_nodule(hu, center, spacing_zyx_mm), parts == index))
    if not overlaps:
        return {"nodules found": float("nan"), "Dice nodule": float("nan")}
    return {
        "nodules found": float(np.mean(np.array(overlaps) >= FOUND_DICE)),
        "Dice nodule": float(np.mean(overlaps)),
    }
