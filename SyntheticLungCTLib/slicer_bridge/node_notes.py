"""What a segmentation cannot show, noted in its node's attributes: nodules' ratings, the look, trees' lines."""

from __future__ import annotations

import json

import numpy as np
import slicer

from ..blueprint.nodule import Nodule
from ..blueprint.notes import LOOK_KEY, NODULES_KEY, TREES_KEY
from ..blueprint.tree_lines import TreeLines
from ..scanner.look import Look
from .node_geometry import RAS_TO_LPS, world_of_local_matrix


def write_notes(
    nodules: list[Nodule], look: Look | None, trees: TreeLines | None, node: slicer.vtkMRMLSegmentationNode
) -> None:
    """Note a blueprint's nodules, look and trees in the node."""
    node.SetAttribute(NODULES_KEY, json.dumps([nodule.model_dump() for nodule in nodules]))
    if look is not None:
        node.SetAttribute(LOOK_KEY, look.model_dump_json())
    if trees is not None:
        node.SetAttribute(TREES_KEY, trees.to_text())


def notes_in_world(node: slicer.vtkMRMLSegmentationNode) -> dict[str, str]:
    """A node's notes as `blueprint.notes.restore_notes` takes them, moved by its parent transform.

    Spoilt ones stay as they are: `restore_notes` says what is wrong with them.
    """
    keys = (LOOK_KEY, NODULES_KEY, TREES_KEY)
    notes = {key: node.GetAttribute(key) for key in keys if node.GetAttribute(key)}
    if node.GetParentTransformNode() is None:
        return notes
    try:
        return notes | _moved(notes, RAS_TO_LPS @ world_of_local_matrix(node) @ RAS_TO_LPS)
    except (ValueError, TypeError, KeyError):
        return notes


def _moved(notes: dict[str, str], lps_to_world: np.ndarray) -> dict[str, str]:
    nodules = json.loads(notes.get(NODULES_KEY, "[]"))
    for nodule in nodules:
        nodule["center_lps_mm"] = (lps_to_world @ (*nodule["center_lps_mm"], 1.0))[:3].tolist()
    moved = {NODULES_KEY: json.dumps(nodules)}
    if TREES_KEY in notes:
        moved[TREES_KEY] = TreeLines.of_text(notes[TREES_KEY]).moved(lps_to_world).to_text()
    return moved
