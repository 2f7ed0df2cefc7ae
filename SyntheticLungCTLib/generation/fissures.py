"""Fissures between the lobes: blueprints do not show them, so they are drawn where `lobes.py` takes them to be."""

from __future__ import annotations

import numpy as np

from ..blueprint.labels import LUNGS
from ..blueprint.lobes import LungBox

#: Two layers of pleura (Hayashi et al., Radiographics 21, 2001: thinner than 1 mm) and their HU.
THICKNESS_MM, PLEURA_HU = 0.2, 20.0
#: Width over which a scanner blurs a sheet; a slice blurs what lies oblique to it by its own thickness, too.
BLUR_MM = 1.0
#: How much of a slice's thickness that is: fissures stand steeper against it than the planes they are taken for.
ACROSS_SLICES = 0.5


def draw_fissures(hu: np.ndarray, labels: np.ndarray, spacing_zyx_mm: tuple[float, float, float]) -> None:
    """Thin sheets of pleura in lung, as partial volume shows them; in place.

    Args:
        hu: int16 (z, y, x), without noise.
        labels: `Label` values (z, y, x), in LPS order.
    """
    width_mm = float(np.hypot(BLUR_MM, ACROSS_SLICES * spacing_zyx_mm[0]))
    for side in LUNGS:
        box = LungBox.of(labels, side)
        if box is None:
            continue
        for index, (plane, names) in enumerate(zip(hu, labels, strict=True)):
            rows, columns = np.nonzero(names == side)
            if len(rows) == 0:
                continue
            points = np.stack([np.full(len(rows), index), rows, columns], 1)
            near = np.maximum(1 - box.fissure_mm(points, spacing_zyx_mm) / width_mm, 0)
            share = THICKNESS_MM / width_mm * near
            lung = plane[rows, columns]
            plane[rows, columns] = lung + np.rint(share * (PLEURA_HU - lung)).astype(plane.dtype)
