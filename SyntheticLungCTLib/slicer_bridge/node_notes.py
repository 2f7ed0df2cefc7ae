"""What a segmentation cannot show, nodule ratings and the scan's look, noted in its node's attributes."""

from __future__ import annotations

import json

import numpy as np
import slicer

from ..blueprint.blueprint import LOOK_KEY, NODULES_KEY, Blueprint
from ..blueprint.nodule import Nodule
from ..scanner.look import Look
from .node_geometry import RAS_TO_LPS, world_of_local_matrix

#: A nodule whose measured centre and diameter are this close to the noted ones is the noted one.
SAME_NODULE_MM = 1.0


def write_notes(blueprint: Blueprint, node: slicer.vtkMRMLSegmentationNode) -> None:
    """Note the blueprint's nodules and look in the node."""
    node.SetAttribute(NODULES_KEY, json.dumps([nodule.model_dump() for nodule in blueprint.nodules]))
    if blueprint.look is not None:
        node.SetAttribute(LOOK_KEY, blueprint.look.model_dump_json())


def restore_notes(blueprint: Blueprint, node: slicer.vtkMRMLSegmentationNode) -> None:
    """Give the blueprint the look noted in the node, and the noted nodules where the measured ones still agree.

    A nodule that was moved, resized or erased in the segmentation is as measured: the segmentation decides.
    """
    look = node.GetAttribute(LOOK_KEY)
    blueprint.look = Look.model_validate_json(look) if look else blueprint.look
    lps_to_world = RAS_TO_LPS @ world_of_local_matrix(node) @ RAS_TO_LPS
    for item in json.loads(node.GetAttribute(NODULES_KEY) or "[]"):
        noted = Nodule(**item)
        center = lps_to_world @ (*noted.center_lps_mm, 1.0)
        noted.center_lps_mm = (float(center[0]), float(center[1]), float(center[2]))
        for index, measured in enumerate(blueprint.nodules):
            if _is_same(noted, measured):
                blueprint.nodules[index] = noted


def _is_same(noted: Nodule, measured: Nodule) -> bool:
    offset_mm = float(np.linalg.norm(np.subtract(noted.center_lps_mm, measured.center_lps_mm)))
    return max(offset_mm, abs(noted.diameter_mm - measured.diameter_mm)) < SAME_NODULE_MM
