"""A blueprint, shown as a segmentation in the scene."""

from __future__ import annotations

import slicer
import vtk
from vtk.util.numpy_support import vtk_to_numpy

from ..blueprint.blueprint import Blueprint, values_of
from ..blueprint.label_info import LABELS
from ..blueprint.labels import Label
from ..blueprint.terminology import terminology_of_label
from .node_geometry import ijk_to_ras_matrix
from .node_notes import write_notes
from .scene_changes import undo_on_failure
from .segment_terminology import TERMINOLOGY_TAG
from .segmentation_to_layers import BINARY_LABELMAP, GRID


def blueprint_to_segmentation(
    blueprint: Blueprint, scene: slicer.vtkMRMLScene | None = None, name: str = "Blueprint"
) -> slicer.vtkMRMLSegmentationNode:
    """Add a blueprint to the scene: one segment per label that occurs, with its name, colour and terminology.

    The nodules' ratings and the scan's look are noted as node attributes, so that reading the node gives them back.
    """
    scene = scene or slicer.mrmlScene
    with undo_on_failure(scene):
        node = scene.AddNewNodeByClass("vtkMRMLSegmentationNode", scene.GenerateUniqueName(name))
        image = _oriented_image(blueprint)
        segmentation = node.GetSegmentation()
        segmentation.SetSourceRepresentationName(BINARY_LABELMAP)
        segmentation.SetConversionParameter(GRID, slicer.vtkSegmentationConverter.SerializeImageGeometry(image))
        for value in values_of(blueprint.labels):
            if value != Label.OUTSIDE:
                segmentation.AddSegment(_segment(Label(value), image), f"Segment_{value}")
        node.CreateDefaultDisplayNodes()
        write_notes(blueprint, node)
    return node


def _oriented_image(blueprint: Blueprint) -> slicer.vtkOrientedImageData:
    """The label volume as one labelmap layer, which all segments share."""
    image = slicer.vtkOrientedImageData()
    depth, height, width = blueprint.labels.shape
    image.SetDimensions(width, height, depth)
    image.AllocateScalars(vtk.VTK_UNSIGNED_CHAR, 1)
    vtk_to_numpy(image.GetPointData().GetScalars())[:] = blueprint.labels.ravel()
    image.SetImageToWorldMatrix(ijk_to_ras_matrix(blueprint.geometry))
    return image


def _segment(label: Label, image: slicer.vtkOrientedImageData) -> slicer.vtkSegment:
    segment = slicer.vtkSegment()
    segment.SetName(LABELS[label].name)
    segment.SetColor(*LABELS[label].color)
    segment.SetTag(TERMINOLOGY_TAG, terminology_of_label(label))
    segment.SetLabelValue(int(label))
    segment.AddRepresentation(BINARY_LABELMAP, image)
    return segment
