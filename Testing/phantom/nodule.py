"""One nodule, somewhere in a lung."""

from __future__ import annotations

import numpy as np

from SyntheticLungCTLib.blueprint.labels import LUNGS, Label
from SyntheticLungCTLib.blueprint.nodule import Nodule

from .canvas import Canvas

#: A nodule spans at least this many voxels (z, y, x), or nobody could see it.
MINIMUM_VOXELS = (1.2, 2.5, 2.5)


def draw_nodule(canvas: Canvas, rng: np.random.Generator) -> Nodule | None:
    """Draw a solid nodule well inside a lung; None where the lungs are too small for it."""
    diameter_mm = max(rng.uniform(9, 15) * canvas.size_scale, *(canvas.spacing_mm * MINIMUM_VOXELS))
    center_mm = _place(canvas, diameter_mm, rng)
    if center_mm is None:
        return None
    radii_mm = diameter_mm / 2 / canvas.scale[::-1]
    canvas.ellipsoid(center_mm[::-1] / canvas.scale[::-1], radii_mm, Label.NODULE_SOLID, LUNGS, bumps=0.06)
    volume_mm3 = (canvas.labels == Label.NODULE_SOLID).sum() * canvas.geometry.voxel_volume_ml * 1000
    if volume_mm3 == 0:
        return None
    drawn_mm = float((6 * volume_mm3 / np.pi) ** (1 / 3))
    x, y, z = (float(v) for v in center_mm[::-1])
    return Nodule(
        center_lps_mm=(x, y, z), diameter_mm=drawn_mm, sphericity=4, margin=4, lobulation=2, spiculation=1, texture=5
    )


def _place(canvas: Canvas, diameter_mm: float, rng: np.random.Generator) -> np.ndarray | None:
    """A centre (z, y, x) in patient mm with lung all around, between two voxel centres."""
    lung = np.flatnonzero(np.isin(canvas.labels, [int(label) for label in LUNGS]))
    around = rng.normal(size=(40, 3))
    around /= np.linalg.norm(around, axis=1, keepdims=True)
    for margin in (1.9, 1.4, 1.15) if len(lung) else ():
        for index in rng.choice(lung, 300):
            voxel = np.array(np.unravel_index(index, canvas.labels.shape))
            center = (voxel + rng.uniform(-0.5, 0.5, 3)) * canvas.spacing_mm + canvas.origin_mm
            shell = (center + around * diameter_mm / 2 * margin)[:, ::-1] / canvas.scale[::-1]
            if np.isin(canvas.label_at(shell), [int(label) for label in LUNGS]).all():
                return center
    return None
