"""What a segmentation cannot show, given back to a blueprint read from one: look, nodules' ratings, trees' lines."""

from __future__ import annotations

import json

import numpy as np

from ..errors import InputError
from ..scanner.look import Look
from .blueprint import Blueprint
from .nodule import Nodule
from .tree_lines import TreeLines

#: What the notes are called, in a file's header and among a node's attributes.
NODULES_KEY, LOOK_KEY, TREES_KEY = "SyntheticLungCT.Nodules", "SyntheticLungCT.Look", "SyntheticLungCT.Trees"
#: A nodule whose measured centre and diameter are this close to the noted ones is the noted one.
SAME_NODULE_MM = 1.0


def restore_notes(blueprint: Blueprint, notes: dict[str, str]) -> None:
    """Give a blueprint the noted look and trees, and the noted ratings of nodules that are still where they were.

    A nodule that was moved, resized or erased in the segmentation is as measured: the segmentation decides.

    Args:
        notes: JSON texts under `LOOK_KEY` and `NODULES_KEY`, trees under `TREES_KEY`; others are ignored.
    """
    try:
        look = Look.model_validate_json(notes[LOOK_KEY]) if LOOK_KEY in notes else None
        noted_nodules = [Nodule(**item) for item in json.loads(notes.get(NODULES_KEY, "[]"))]
        trees = TreeLines.of_text(notes[TREES_KEY]) if TREES_KEY in notes else None
    except (ValueError, TypeError) as error:
        raise InputError(f"The noted nodules, look or trees cannot be read: {error}") from error
    blueprint.look = look or blueprint.look
    blueprint.trees = trees or blueprint.trees
    for noted in noted_nodules:
        for index, measured in enumerate(blueprint.nodules):
            if _is_same(noted, measured):
                blueprint.nodules[index] = noted


def _is_same(noted: Nodule, measured: Nodule) -> bool:
    offset_mm = float(np.linalg.norm(np.subtract(noted.center_lps_mm, measured.center_lps_mm)))
    return max(offset_mm, abs(noted.diameter_mm - measured.diameter_mm)) < SAME_NODULE_MM
