"""The nodules that were put into CTs of a scene, read from the tables beside them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

import slicer

from ..blueprint.nodule import Nodule
from .node_reference import referred_node
from .nodule_in_scene import SEGMENTATION_ROLE, SOURCE_ROLE, TABLE_ROLE

SEED, FAILURES = "seed", "failures"


@dataclass(frozen=True)
class SceneNodule:
    """One nodule of a scene.

    Attributes:
        volume_node: the CT that it was put into.
        source_node: that CT without it; None when it was removed from the scene.
        segmentation_node, segment_id: its voxels; None when they were removed.
        nodule: place, size and ratings. seed: what it was drawn with.
        failures: what of it is below the bounds of quality, in words.
    """

    volume_node: slicer.vtkMRMLScalarVolumeNode
    source_node: slicer.vtkMRMLScalarVolumeNode | None
    segmentation_node: slicer.vtkMRMLSegmentationNode | None
    segment_id: str | None
    nodule: Nodule
    seed: int
    failures: tuple[str, ...]


def nodules_in_scene(scene: slicer.vtkMRMLScene) -> list[SceneNodule]:
    """All nodules of a scene, the oldest first; those whose table is gone or was made unreadable are left out."""
    volumes = scene.GetNodesByClass("vtkMRMLScalarVolumeNode")
    found = (_nodule_of(volumes.GetItemAsObject(number)) for number in range(volumes.GetNumberOfItems()))
    return [nodule for nodule in found if nodule is not None]


def _nodule_of(volume_node: slicer.vtkMRMLScalarVolumeNode) -> SceneNodule | None:
    table_node = referred_node(volume_node, TABLE_ROLE)
    try:
        facts = dict(_facts(table_node)) if table_node is not None else {}
        seed, failures = facts[SEED], facts[FAILURES]
        nodule = Nodule(**{name: facts[name] for name in Nodule.model_fields})
    except (KeyError, ValueError, TypeError, SyntaxError):
        return None
    segmentation_node = referred_node(volume_node, SEGMENTATION_ROLE)
    has_segment = segmentation_node is not None and segmentation_node.GetSegmentation().GetNumberOfSegments()
    segment_id = segmentation_node.GetSegmentation().GetNthSegmentID(0) if has_segment else None
    return SceneNodule(
        volume_node,
        referred_node(volume_node, SOURCE_ROLE),
        segmentation_node if has_segment else None,
        segment_id,
        nodule,
        int(seed),
        tuple(failures),
    )


def _facts(table_node: slicer.vtkMRMLTableNode) -> Iterator[tuple[str, object]]:
    for row in range(table_node.GetNumberOfRows()):
        yield table_node.GetCellText(row, 0), ast.literal_eval(table_node.GetCellText(row, 1))
