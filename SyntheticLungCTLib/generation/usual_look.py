"""The scan's look where a blueprint does not tell it."""

from __future__ import annotations

import numpy as np

from ..blueprint.blueprint import Blueprint
from ..blueprint.labels import CONTRAST_BLOODS
from ..scanner.look import Look


def usual_look(blueprint: Blueprint) -> Look:
    """The blueprint's look, or a routine chest CT's."""
    return blueprint.look or Look(blood_hu=_usual_blood_hu(blueprint.labels))


def _usual_blood_hu(labels: np.ndarray) -> float:
    """Blood as bright as the labels say, for a blueprint without a look: enhanced where contrast blood is drawn."""
    return 220.0 if np.isin(labels, CONTRAST_BLOODS).any() else Look().blood_hu
