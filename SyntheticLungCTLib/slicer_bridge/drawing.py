"""A drawn CT in the scene, with the labels that it was drawn from."""

from __future__ import annotations

import slicer

from .blueprint_to_segmentation import labels_to_segmentation
from .ct_image import CTImage
from .ct_to_volume_node import image_to_volume_node
from .label_image import LabelImage
from .scene_changes import undoable_addition
from .scene_folder import move_to_folder


def add_drawing(
    ct: CTImage,
    labels: LabelImage,
    scene: slicer.vtkMRMLScene,
    name: str,
    unknown: list[str],
) -> slicer.vtkMRMLScalarVolumeNode:
    """Add a CT and its labels to the scene, in one folder; or, when anything fails, nothing.

    Args:
        ct: drawn from `labels`, which were read from the segmentation called `name`.
        unknown: names of the segments that were left out; noted in the CT's node.
    """
    with undoable_addition(scene):
        volume_node = image_to_volume_node(ct, scene, f"{name} CT")
        labels_node = labels_to_segmentation(labels, scene, f"{volume_node.GetName()} labels")
        labels_node.SetReferenceImageGeometryParameterFromVolumeNode(volume_node)
        volume_node.SetNodeReferenceID("SyntheticLungCT.Labels", labels_node.GetID())
        volume_node.SetAttribute("SyntheticLungCT.UnknownSegments", ", ".join(unknown))
        move_to_folder([volume_node, labels_node])
    return volume_node
