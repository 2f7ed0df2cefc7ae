"""A parametric thorax, so that everything can be tested without a patient, and without what invents thoraxes.

The anatomy is described in millimetres of an adult: x to the patient's left, y to the back, z to the head, the carina
at (0, 15, 0). It is shrunk to fit a smaller field of view, never enlarged. Same seed, same thorax.
"""

from __future__ import annotations

import numpy as np

from SyntheticLungCTLib.blueprint.blueprint import Blueprint

from .canvas import Canvas
from .lung_trees import draw_lung_trees
from .mediastinum import draw_mediastinum
from .nodule import draw_nodule
from .person import Person
from .skeleton import draw_skeleton
from .torso import draw_torso

__all__ = ["thorax_phantom"]


def thorax_phantom(
    shape_zyx: tuple[int, int, int] = (60, 512, 512),
    spacing_zyx_mm: tuple[float, float, float] = (3.0, 0.7, 0.7),
    seed: int = 0,
) -> Blueprint:
    """The blueprint of a person who does not exist.

    Args:
        shape_zyx: voxels of the label volume (z, y, x).
        spacing_zyx_mm: their distance in the same order.
        seed: gives the build (width, fat, heart, lungs), the course of every vessel and airway, and the nodule.
    """
    rng = np.random.default_rng(seed)
    canvas = Canvas(shape_zyx, spacing_zyx_mm)
    person = Person.drawn(rng)
    draw_torso(canvas, person)
    draw_mediastinum(canvas, person)
    draw_skeleton(canvas, person)
    nodule = draw_nodule(canvas, rng)
    draw_lung_trees(canvas, rng)
    return Blueprint(canvas.labels, canvas.geometry, [nodule] if nodule else [])
