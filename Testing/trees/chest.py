"""A chest whose lungs are empty: the phantom without what grows in them."""

import numpy as np

from SyntheticLungCTLib.blueprint.labels import LUNGS, Label

from ..phantom.canvas import Canvas
from ..phantom.mediastinum import draw_mediastinum
from ..phantom.person import Person
from ..phantom.skeleton import draw_skeleton
from ..phantom.torso import draw_torso

SHAPE, SPACING_MM = (60, 100, 124), (4.5, 2.8, 2.8)


def an_empty_chest() -> np.ndarray:
    """Labels (z, y, x) of SHAPE, with three nodules of 20 mm in the way of vessels, and an opacity."""
    canvas, person = Canvas(SHAPE, SPACING_MM), Person.drawn(np.random.default_rng(3))
    draw_torso(canvas, person)
    draw_mediastinum(canvas, person)
    draw_skeleton(canvas, person)
    for center in ((-70, 0, -10), (-75, 25, -60), (75, 15, -20)):
        canvas.ellipsoid(center, (10, 10, 10), Label.NODULE_SOLID, LUNGS)
    canvas.ellipsoid((80, 0, 40), (14, 14, 14), Label.LUNG_OPACITY, LUNGS)
    return canvas.labels


def grow(labels: np.ndarray, seed: int = 0, **more) -> np.ndarray:
    """Trees grown into labels of SPACING_MM."""
    from SyntheticLungCTLib.trees.lung_trees import grow_lung_trees

    return grow_lung_trees(labels, SPACING_MM, np.random.default_rng(seed), **more)[0]
