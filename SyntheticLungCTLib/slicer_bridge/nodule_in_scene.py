"""A nodule that was put into a CT of the scene: the new CT, the nodule's segment, and a table that says what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import slicer

from ..blueprint.blueprint import Blueprint
from ..errors import InputError
from ..volume import CTVolume
from .blueprint_to_segmentation import blueprint_to_segmentation
from .ct_to_volume_node import ct_to_volume_node
from .node_geometry import RAS_TO_LPS
from .scene_changes import undoable_addition
from .scene_folder import move_to_folder
from .segmentation_to_blueprint import exported_segments

if TYPE_CHECKING:
    from ..nodules.insert import Insertion

FOLDER_NAME = "Synthetic nodule"
SEGMENTATION_ROLE, TABLE_ROLE, SOURCE_ROLE = (f"SyntheticLungCT.{name}" for name in ("Labels", "Table", "Source"))


def segment_mask(
    segmentation_node: slicer.vtkMRMLSegmentationNode, segment_id: str, volume_node: slicer.vtkMRMLScalarVolumeNode
) -> np.ndarray:
    """A segment's voxels on a volume's grid, bool (z, y, x).

    Raises:
        InputError: when there is no such segment, or it cannot be exported.
    """
    if segmentation_node.GetSegmentation().GetSegment(segment_id) is None:
        raise InputError(f"'{segmentation_node.GetName()}' has no segment '{segment_id}'.")
    return exported_segments(segmentation_node, [segment_id], volume_node)[0] == 1


def point_lps_mm(markups_node: slicer.vtkMRMLMarkupsNode) -> tuple[float, float, float]:
    """The last point of a markups node, in world LPS millimetres.

    Raises:
        InputError: when it has none.
    """
    count = markups_node.GetNumberOfControlPoints()
    if count == 0:
        raise InputError(f"'{markups_node.GetName()}' has no point. Place one in the lung.")
    ras = np.zeros(3)
    markups_node.GetNthControlPointPositionWorld(count - 1, ras)
    return tuple(float(mm) for mm in RAS_TO_LPS[:3, :3] @ ras)


def add_insertion(
    insertion: Insertion, source: slicer.vtkMRMLScalarVolumeNode, seed: int
) -> slicer.vtkMRMLScalarVolumeNode:
    """Add a CT with a nodule, its segment and its table to the source's scene; or, when anything fails, nothing."""
    scene, nodule = source.GetScene(), insertion.nodule
    labels = np.where(insertion.mask, np.uint8(nodule.label), np.uint8(0))
    with undoable_addition(scene):
        volume_node = ct_to_volume_node(insertion.ct, scene, f"{source.GetName()} with nodule")
        blueprint = Blueprint(labels, insertion.ct.geometry, [nodule])
        segmentation_node = blueprint_to_segmentation(blueprint, scene, f"{volume_node.GetName()} segment")
        segmentation_node.SetReferenceImageGeometryParameterFromVolumeNode(volume_node)
        table_node = _table(scene, f"{volume_node.GetName()} table", {**nodule.model_dump(), "seed": seed})
        for role, node in ((SEGMENTATION_ROLE, segmentation_node), (TABLE_ROLE, table_node), (SOURCE_ROLE, source)):
            volume_node.SetNodeReferenceID(role, node.GetID())
        move_to_folder([volume_node, segmentation_node, table_node], FOLDER_NAME)
    return volume_node


def add_removal(ct: CTVolume, source: slicer.vtkMRMLScalarVolumeNode) -> slicer.vtkMRMLScalarVolumeNode:
    """Add a CT that a nodule was taken out of to the source's scene; or, when anything fails, nothing."""
    with undoable_addition(source.GetScene()):
        volume_node = ct_to_volume_node(ct, source.GetScene(), f"{source.GetName()} without nodule")
        volume_node.SetNodeReferenceID(SOURCE_ROLE, source.GetID())
        move_to_folder([volume_node], FOLDER_NAME)
    return volume_node


def _table(scene: slicer.vtkMRMLScene, name: str, facts: dict[str, object]) -> slicer.vtkMRMLTableNode:
    node = scene.AddNewNodeByClass("vtkMRMLTableNode", scene.GenerateUniqueName(name))
    for title in ("property", "value"):
        node.AddColumn().SetName(title)
    for row, (key, value) in enumerate(facts.items()):
        node.AddEmptyRow()
        node.SetCellText(row, 0, key)
        node.SetCellText(row, 1, str(value))
    return node
