"""An invented thorax in the scene: a whole one, or what completes a segmentation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import slicer

from .. import __version__
from ..naming import synthetic_name
from .blueprint_to_segmentation import labels_to_segmentation
from .label_image import LabelImage
from .node_provenance import write_provenance
from .node_reference import referred_node
from .scene_changes import undoable_addition
from .scene_folder import move_to_folder

if TYPE_CHECKING:
    from ..thorax.request import ThoraxRequest

FOLDER_NAME = "Synthetic thorax"
COMPLETED_FROM = "SyntheticLungCT.CompletedFrom"
MODEL = "thorax generator and upscaler, rectified flows over organ distances and tissue shares"
REFERENCE_ROLE = slicer.vtkMRMLSegmentationNode.GetReferenceImageGeometryReferenceRole()


def add_sample(
    labels: LabelImage, scene: slicer.vtkMRMLScene, seed: int, request: ThoraxRequest
) -> slicer.vtkMRMLSegmentationNode:
    """Add an invented thorax to the scene, in a folder; its name tells the seed, its attributes the request."""
    parameters = {"Request": request.model_dump_json(exclude_none=True)}
    with undoable_addition(scene):
        return _added(labels, scene, synthetic_name(f"thorax, seed {seed}"), seed, parameters)


def add_completion(
    labels: LabelImage,
    scene: slicer.vtkMRMLScene,
    source: slicer.vtkMRMLSegmentationNode,
    reference: slicer.vtkMRMLVolumeNode | None,
    seed: int,
    contrast: bool,
) -> slicer.vtkMRMLSegmentationNode:
    """Add a completed segmentation to the scene; the one it was completed from stays as it is.

    Args:
        labels: in world coordinates.
        source: referred to by the new node as `COMPLETED_FROM`, unless it was removed meanwhile.
        reference: the volume whose grid was asked for; the source's own is taken over when None.
        seed, contrast: what the completion was asked for; noted as attributes.
    """
    with undoable_addition(scene):
        node = _added(labels, scene, f"{source.GetName()} completed", seed, {"Contrast": str(contrast).lower()})
        if scene.IsNodePresent(source):
            node.SetNodeReferenceID(COMPLETED_FROM, source.GetID())
        reference = reference or referred_node(source, REFERENCE_ROLE)
        if reference is not None and scene.IsNodePresent(
            reference
        ):  # without its geometry, which the blueprint has already, and in the world
            node.SetNodeReferenceID(REFERENCE_ROLE, reference.GetID())
    return node


def _added(
    labels: LabelImage, scene: slicer.vtkMRMLScene, name: str, seed: int, parameters: Mapping[str, str]
) -> slicer.vtkMRMLSegmentationNode:
    node = labels_to_segmentation(labels, scene, name)
    write_provenance(node, {"Version": __version__, "Model": MODEL, "Seed": seed, **parameters})
    move_to_folder([node], FOLDER_NAME)
    return node
