"""Changes to a Slicer scene that leave nothing behind when something fails."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import slicer
import vtk


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


class SteppedAddition:
    """What is added to a scene in several steps, between which a user may work; taken out again when one of them fails.

    A context manager around all of them; each is the body of a `with addition.step():`.
    """

    def __init__(self, scene: slicer.vtkMRMLScene) -> None:
        self.scene = scene
        self._nodes: set[str] = set()
        self._items: set[int] = set()

    @contextmanager
    def step(self) -> Iterator[None]:
        """Note what the block adds; nothing of it stays when it raises."""
        before = _contents(self.scene)
        with undo_on_failure(self.scene):
            yield
        after = _contents(self.scene)
        self._nodes |= after[0] - before[0]
        self._items |= after[1] - before[1]

    def __enter__(self) -> SteppedAddition:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            nodes, items = _contents(self.scene)
            _remove_all_but(self.scene, nodes - self._nodes, items - self._items)


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
