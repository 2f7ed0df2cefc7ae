"""A nodule that was put into a CT of the scene: the new CT, the nodule's segment, and a table that says what it is."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import TYPE_CHECKING

import numpy as np
import slicer

from ..blueprint.blueprint import Blueprint
from ..errors import InputError
from ..nodules.mask_box import box_of
from .blueprint_to_segmentation import blueprint_to_segmentation
from .ct_image import CTImage
from .ct_to_volume_node import image_to_volume_node
from .node_geometry import RAS_TO_LPS
from .scene_changes import undoable_addition
from .scene_folder import move_to_folder

if TYPE_CHECKING:
    from ..nodules.insertion import Insertion

FOLDER_NAME = "Synthetic nodule"
SEGMENTATION_ROLE, TABLE_ROLE, SOURCE_ROLE = (f"SyntheticLungCT.{name}" for name in ("Labels", "Table", "Source"))


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
    insertion: Insertion,
    ct: CTImage,
    scene: slicer.vtkMRMLScene,
    source: slicer.vtkMRMLScalarVolumeNode,
    seed: int,
) -> slicer.vtkMRMLScalarVolumeNode:
    """Add a CT with a nodule, its segment and its table to a scene; or, when anything fails, nothing.

    Args:
        insertion: in the whole CT or in a part of it.
        ct: the whole CT with the nodule.
        source: the CT that the nodule was put into; referred to, unless it was removed meanwhile.
    """
    nodule = insertion.nodule
    with undoable_addition(scene):
        volume_node = image_to_volume_node(ct, scene, f"{_before_changes(source)} with nodule")
        segmentation_node = blueprint_to_segmentation(
            _nodule_alone(insertion), scene, f"{volume_node.GetName()} segment"
        )
        segmentation_node.SetReferenceImageGeometryParameterFromVolumeNode(volume_node)
        table_node = _table(
            scene, f"{volume_node.GetName()} table", {**nodule.model_dump(), "seed": seed, **asdict(insertion.quality)}
        )
        for role, node in ((SEGMENTATION_ROLE, segmentation_node), (TABLE_ROLE, table_node), (SOURCE_ROLE, source)):
            if scene.IsNodePresent(node):
                volume_node.SetNodeReferenceID(role, node.GetID())
        move_to_folder([volume_node, segmentation_node, table_node], FOLDER_NAME)
    return volume_node


def add_removal(
    ct: CTImage, scene: slicer.vtkMRMLScene, source: slicer.vtkMRMLScalarVolumeNode
) -> slicer.vtkMRMLScalarVolumeNode:
    """Add a CT that a nodule was taken out of to a scene; or, when anything fails, nothing. See `add_insertion`."""
    with undoable_addition(scene):
        volume_node = image_to_volume_node(ct, scene, f"{_before_changes(source)} without nodule")
        if scene.IsNodePresent(source):
            volume_node.SetNodeReferenceID(SOURCE_ROLE, source.GetID())
        move_to_folder([volume_node], FOLDER_NAME)
    return volume_node


def _before_changes(source: slicer.vtkMRMLScalarVolumeNode) -> str:
    """The name of a CT without what insertions and removals before added to it."""
    return re.sub(r"( with(out)? nodule(_\d+)?)+$", "", source.GetName())


def _nodule_alone(insertion: Insertion) -> Blueprint:
    """A blueprint of the nodule and no more than the box around it, as a segment keeps no empty voxels."""
    box = box_of(insertion.mask)
    labels = np.where(insertion.mask[box], np.uint8(insertion.nodule.label), np.uint8(0))
    return Blueprint(labels, insertion.ct.geometry.of_box(box), [insertion.nodule])


def _table(scene: slicer.vtkMRMLScene, name: str, facts: dict[str, object]) -> slicer.vtkMRMLTableNode:
    node = scene.AddNewNodeByClass("vtkMRMLTableNode", scene.GenerateUniqueName(name))
    for title in ("property", "value"):
        node.AddColumn().SetName(title)
    for row, (key, value) in enumerate(facts.items()):
        node.AddEmptyRow()
        node.SetCellText(row, 0, key)
        node.SetCellText(row, 1, str(value))
    return node
