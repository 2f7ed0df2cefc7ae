"""Segmentations that are large in other ways than that of one layer which `window_panel` has."""

from __future__ import annotations

from typing import Any

import numpy as np

from SyntheticLungCTLib.blueprint.blueprint import Blueprint
from SyntheticLungCTLib.blueprint.labels import Label
from Testing.slicer_core_host import slicer_app


def an_overlapping_segmentation(chest: Blueprint, count: int) -> Any:
    """A segmentation node whose segments, one of them the left lung, are as large as the chest's grid, a layer each."""
    import slicer
    import vtk
    from vtk.util.numpy_support import vtk_to_numpy

    from SyntheticLungCTLib.slicer_bridge.blueprint_to_segmentation import blueprint_to_segmentation
    from SyntheticLungCTLib.slicer_bridge.segmentation_to_layers import BINARY_LABELMAP, GRID

    lung = Blueprint(np.where(chest.labels == Label.LUNG_LEFT, chest.labels, np.uint8(0)), chest.geometry)
    node = blueprint_to_segmentation(lung, slicer_app().scene, "Many")
    segmentation = node.GetSegmentation()
    grid = segmentation.GetConversionParameter(GRID)
    for number in range(count - 1):
        image, segment = slicer.vtkOrientedImageData(), slicer.vtkSegment()
        slicer.vtkSegmentationConverter.DeserializeImageGeometry(grid, image, False)
        image.AllocateScalars(vtk.VTK_UNSIGNED_CHAR, 1)
        vtk_to_numpy(image.GetPointData().GetScalars())[:] = chest.labels.ravel() == Label.LUNG_LEFT
        segment.SetName(f"Sketch {number}")
        segment.SetLabelValue(1)
        segment.AddRepresentation(BINARY_LABELMAP, image)
        segmentation.AddSegment(segment, f"sketch_{number}")
    assert segmentation.GetNumberOfLayers(BINARY_LABELMAP) == count
    return node


def a_segmentation_of_surfaces(node: Any) -> Any:
    """A segmentation node of the lungs of another one, as surfaces alone, some 300,000 points each."""
    from SyntheticLungCTLib.slicer_bridge.segmentation_to_layers import BINARY_LABELMAP, CLOSED_SURFACE, GRID

    copy = slicer_app().scene.AddNewNodeByClass("vtkMRMLSegmentationNode", "Surfaces")
    segmentation, given = copy.GetSegmentation(), node.GetSegmentation()
    segmentation.SetSourceRepresentationName(BINARY_LABELMAP)
    segmentation.SetConversionParameter(GRID, given.GetConversionParameter(GRID))
    for label in (Label.LUNG_LEFT, Label.LUNG_RIGHT):
        segmentation.CopySegmentFromSegmentation(given, f"Segment_{int(label)}")
    segmentation.CreateRepresentation(CLOSED_SURFACE)
    segmentation.SetSourceRepresentationName(CLOSED_SURFACE)
    segmentation.RemoveRepresentation(BINARY_LABELMAP)
    return copy
