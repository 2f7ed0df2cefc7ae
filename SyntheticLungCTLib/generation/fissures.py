"""Fissures between the lobes: blueprints do not show them, so they are drawn where `lobes.py` takes them to be."""

from __future__ import annotations

import numpy as np

from ..blueprint.labels import LUNGS
from ..blueprint.lobes import LungBox

#: Two layers of pleura (Hayashi et al., Radiographics 21, 2001: thinner than 1 mm) and their HU.
THICKNESS_MM, PLEURA_HU = 0.15, 20.0
#: Width over which a scanner blurs a sheet; a slice blurs what lies oblique to it by its own thickness, too.
BLUR_MM = 1.0
UP = np.array([1, 0, 0])


def draw_fissures(hu: np.ndarray, labels: np.ndarray, spacing_zyx_mm: tuple[float, float, float]) -> None:
    """Thin sheets of pleura in lung, as partial volume shows them; in place.

    Args:
        hu: int16 (z, y, x), without noise.
        labels: `Label` values (z, y, x), in LPS order.
    """
    for side in LUNGS:
        box = LungBox.of(labels, side)
        if box is None:
            continue
        for index, (plane, names) in enumerate(zip(hu, labels, strict=True)):
            points = np.argwhere((names == side)[None]) + index * UP
            away_mm = box.fissure_mm(points, spacing_zyx_mm)
            near = away_mm < np.hypot(BLUR_MM, spacing_zyx_mm[0])
            points, away_mm = points[near], away_mm[near]
            if len(points) == 0:
                continue
            beyond_mm = [box.fissure_mm(points + step, spacing_zyx_mm) for step in (UP, -UP)]
            across_mm = np.abs(np.subtract(beyond_mm, away_mm)).max(axis=0)
            width_mm = np.hypot(BLUR_MM, np.minimum(across_mm, spacing_zyx_mm[0]))
            share = THICKNESS_MM / width_mm * np.maximum(1 - away_mm / width_mm, 0)
            here = tuple(points[:, 1:].T)
            plane[here] += np.rint(share * (PLEURA_HU - plane[here])).astype(plane.dtype)
