"""The real Slicer core (MRML scene, segmentation logic, subject hierarchy) in plain Python, as a host for tests.

`slicer-core` from PyPI is Slicer's own C++; `trame-slicer` assembles a scene from it. Nothing is stood in for here;
what only Slicer's Qt application brings is in `qt_host`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

WHAT_TO_INSTALL = 'pip install "trame-slicer[standalone]>=2.0"'


@cache
def slicer_app() -> Any:
    """The one Slicer application of this process (trame_slicer.core.SlicerApp), its scene set as slicer.mrmlScene."""
    import slicer
    import slicer.util
    from trame_slicer.core import SlicerApp

    app = SlicerApp()
    slicer.mrmlScene = app.scene
    return app


def contents(scene: Any) -> tuple[set[str], set[int]]:
    """What is in a scene: the IDs of all nodes and of all subject-hierarchy items."""
    from SyntheticLungCTLib.slicer_bridge import scene_changes

    return scene_changes._contents(scene)


def everything(scene: Any) -> tuple[str, dict[str, bytes]]:
    """What a scene would be saved with: nodes, their IDs and the subject hierarchy as XML, and voxels by node ID."""
    from vtk.util.numpy_support import vtk_to_numpy

    images = {}
    for index in range(scene.GetNumberOfNodes()):
        node = scene.GetNthNode(index)
        if node.IsA("vtkMRMLVolumeNode"):
            images[node.GetID()] = [node.GetImageData()]
        elif node.IsA("vtkMRMLSegmentationNode"):
            segmentation = node.GetSegmentation()
            layers = range(segmentation.GetNumberOfLayers("Binary labelmap"))
            images[node.GetID()] = [segmentation.GetLayerDataObject(layer, "Binary labelmap") for layer in layers]
    voxels = {
        name: b"".join(vtk_to_numpy(image.GetPointData().GetScalars()).tobytes() for image in held)
        for name, held in images.items()
    }
    was_to_string = scene.GetSaveToXMLString()
    scene.SetSaveToXMLString(1)
    scene.Commit()
    scene.SetSaveToXMLString(was_to_string)
    return scene.GetSceneXMLString(), voxels


@contextmanager
def temporary_nodes(scene: Any) -> Iterator[None]:
    """Remove every node and subject-hierarchy item that is added within the block, also when it fails."""
    from SyntheticLungCTLib.slicer_bridge import scene_changes

    before = scene_changes._contents(scene)
    try:
        yield
    finally:
        scene_changes._remove_all_but(scene, *before)


def folder_of(node: Any) -> str:
    """The name of the subject-hierarchy item that a node lies in."""
    import slicer

    hierarchy = slicer.vtkMRMLSubjectHierarchyNode.GetSubjectHierarchyNode(node.GetScene())
    return hierarchy.GetItemName(hierarchy.GetItemParent(hierarchy.GetItemByDataNode(node)))


def exported_by_slicer(segmentation_node: Any, segment_ids: list[str], reference: Any = None) -> Any:
    """What Slicer's own export makes of segments: integers (z, y, x), 1 for the first, 2 for the second ..."""
    import slicer

    with temporary_nodes(segmentation_node.GetScene()):
        labelmap = segmentation_node.GetScene().AddNewNodeByClass("vtkMRMLLabelMapVolumeNode")
        export = slicer.vtkSlicerSegmentationsModuleLogic.ExportSegmentsToLabelmapNode
        extent = slicer.vtkSegmentation.EXTENT_REFERENCE_GEOMETRY
        assert export(segmentation_node, segment_ids, labelmap, reference, extent)
        return slicer.util.arrayFromVolume(labelmap).copy()


def write_scene(path: Path) -> bool:
    """Save the scene as Slicer does, without VTK's list of every file that is zipped. Returns whether it worked."""
    import vtk

    console = vtk.vtkOutputWindow.GetInstance()
    mode = console.GetDisplayMode()
    console.SetDisplayModeToNever()
    try:
        return bool(slicer_app().io_manager.write_scene(path))
    finally:
        console.SetDisplayMode(mode)
