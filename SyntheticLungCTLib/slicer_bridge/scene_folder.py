"""Nodes of one scene, put together into a subject-hierarchy folder."""

from __future__ import annotations

import slicer

from .scene_changes import undo_on_failure

FOLDER_NAME = "Synthetic chest CT"


def move_to_folder(nodes: list[slicer.vtkMRMLNode], name: str = FOLDER_NAME) -> int:
    """Put nodes of one scene into a new subject-hierarchy folder. Returns the folder's item."""
    scene = nodes[0].GetScene()
    hierarchy = slicer.vtkMRMLSubjectHierarchyNode.GetSubjectHierarchyNode(scene)
    with undo_on_failure(scene):
        unique_name = hierarchy.GenerateUniqueItemName(name)
        folder = hierarchy.CreateFolderItem(hierarchy.GetSceneItemID(), unique_name)
        for node in nodes:
            item = hierarchy.GetItemByDataNode(node)
            if item == hierarchy.GetInvalidItemID():  # Slicer's application files every node, its bare core does not
                hierarchy.CreateItem(folder, node)
            else:
                hierarchy.SetItemParent(item, folder)
    return folder
