"""A blueprint, shown as a segmentation in the scene."""

from __future__ import annotations

import slicer

from ..blueprint.blueprint import Blueprint
from ..blueprint.label_info import LABELS
from ..blueprint.labels import Label
from ..blueprint.terminology import terminology_of_label
from .label_image import LabelImage, label_image
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
    return labels_to_segmentation(label_image(blueprint), scene or slicer.mrmlScene, name)


def labels_to_segmentation(labels: LabelImage, scene: slicer.vtkMRMLScene, name: str) -> slicer.vtkMRMLSegmentationNode:
    """As `blueprint_to_segmentation`, without copying the labels, which all segments share as one layer."""
    with undo_on_failure(scene):
        node = scene.AddNewNodeByClass("vtkMRMLSegmentationNode", scene.GenerateUniqueName(name))
        segmentation = node.GetSegmentation()
        segmentation.SetSourceRepresentationName(BINARY_LABELMAP)
        segmentation.SetConversionParameter(GRID, slicer.vtkSegmentationConverter.SerializeImageGeometry(labels.image))
        for value in labels.values:
            if value != Label.OUTSIDE:
                segmentation.AddSegment(_segment(Label(value), labels.image), f"Segment_{value}")
        node.CreateDefaultDisplayNodes()
        write_notes(labels.nodules, labels.look, labels.trees, node)
    return node


def _segment(label: Label, image: slicer.vtkOrientedImageData) -> slicer.vtkSegment:
    segment = slicer.vtkSegment()
    segment.SetName(LABELS[label].name)
    segment.SetColor(*LABELS[label].color)
    segment.SetTag(TERMINOLOGY_TAG, terminology_of_label(label))
    segment.SetLabelValue(int(label))
    segment.AddRepresentation(BINARY_LABELMAP, image)
    return segment
