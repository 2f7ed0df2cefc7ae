"""Changes to a Slicer scene that leave nothing behind: temporary nodes, and undo when something fails."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import slicer
import vtk


@contextmanager
def temporary_nodes(scene: slicer.vtkMRMLScene) -> Iterator[None]:
    """Remove every node and subject-hierarchy item that is added within the block, also when it fails."""
    before = _contents(scene)
    try:
        yield
    finally:
        _remove_all_but(scene, *before)


@contextmanager
def undo_on_failure(scene: slicer.vtkMRMLScene) -> Iterator[None]:
    """Remove what the block added when it raises, so that the scene is as it was; keep it otherwise."""
    before = _contents(scene)
    try:
        yield
    except BaseException:
        _remove_all_but(scene, *before)
        raise


@contextmanager
def undoable_addition(scene: slicer.vtkMRMLScene) -> Iterator[None]:
    """As `undo_on_failure`, for what a user asked for: the scene's undo takes it back, where it is enabled."""
    scene.SaveStateForUndo()
    with undo_on_failure(scene):
        yield


def _contents(scene: slicer.vtkMRMLScene) -> tuple[set[str], set[int]]:
    """The IDs of all nodes and of all subject-hierarchy items."""
    nodes = {scene.GetNthNode(index).GetID() for index in range(scene.GetNumberOfNodes())}
    return nodes, set(_hierarchy_items(scene))


def _hierarchy_items(scene: slicer.vtkMRMLScene) -> list[int]:
    hierarchy = slicer.vtkMRMLSubjectHierarchyNode.GetSubjectHierarchyNode(scene)
    if hierarchy is None:
        return []
    items = vtk.vtkIdList()
    hierarchy.GetItemChildren(hierarchy.GetSceneItemID(), items, True)
    return [items.GetId(index) for index in range(items.GetNumberOfIds())]


def _remove_all_but(scene: slicer.vtkMRMLScene, nodes: set[str], items: set[int]) -> None:
    added = [scene.GetNthNode(i) for i in range(scene.GetNumberOfNodes()) if scene.GetNthNode(i).GetID() not in nodes]
    for node in reversed(added):
        if scene.IsNodePresent(node):  # removing a node may remove those that belong to it
            scene.RemoveNode(node)
    hierarchy = slicer.vtkMRMLSubjectHierarchyNode.GetSubjectHierarchyNode(scene)
    for item in _hierarchy_items(scene):
        if item not in items:
            hierarchy.RemoveItem(item, False, False)
