"""What a segmentation cannot show, nodule ratings and the scan's look, noted in its node's attributes."""

from __future__ import annotations

import json

import slicer

from ..blueprint.nodule import Nodule
from ..blueprint.notes import LOOK_KEY, NODULES_KEY
from ..scanner.look import Look
from .node_geometry import RAS_TO_LPS, world_of_local_matrix


def write_notes(nodules: list[Nodule], look: Look | None, node: slicer.vtkMRMLSegmentationNode) -> None:
    """Note a blueprint's nodules and look in the node."""
    node.SetAttribute(NODULES_KEY, json.dumps([nodule.model_dump() for nodule in nodules]))
    if look is not None:
        node.SetAttribute(LOOK_KEY, look.model_dump_json())


def notes_in_world(node: slicer.vtkMRMLSegmentationNode) -> dict[str, str]:
    """A node's notes as `blueprint.notes.restore_notes` takes them, the nodules moved by its parent transform."""
    notes = {key: node.GetAttribute(key) for key in (LOOK_KEY, NODULES_KEY) if node.GetAttribute(key)}
    if node.GetParentTransformNode() is None or NODULES_KEY not in notes:
        return notes
    lps_to_world = RAS_TO_LPS @ world_of_local_matrix(node) @ RAS_TO_LPS
    nodules = json.loads(notes[NODULES_KEY])
    for nodule in nodules:
        nodule["center_lps_mm"] = (lps_to_world @ (*nodule["center_lps_mm"], 1.0))[:3].tolist()
    return notes | {NODULES_KEY: json.dumps(nodules)}
