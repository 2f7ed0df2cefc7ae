"""A segmentation in the scene as the layers that it is held in: copied, and neither resampled nor put together."""

from __future__ import annotations

import numpy as np
import slicer
import vtk
from vtk.util.numpy_support import vtk_to_numpy

from ..blueprint.layers import Layer, Layers, LayerSegment
from ..blueprint.segment_names import find_segment
from ..errors import InputError
from ..geometry import Geometry
from .node_geometry import RAS_TO_LPS, array_of_matrix, checked_geometry, geometry_of_node, world_of_local_matrix
from .node_notes import notes_in_world
from .scene_changes import temporary_nodes
from .segment_terminology import terminology_of

BINARY_LABELMAP = "Binary labelmap"
#: The conversion parameter that holds a segmentation's own voxel grid.
GRID = slicer.vtkSegmentationConverter.GetReferenceImageGeometryParameterName()


def segmentation_to_layers(
    segmentation_node: slicer.vtkMRMLSegmentationNode,
    reference_volume_node: slicer.vtkMRMLScalarVolumeNode | None = None,
) -> Layers:
    """Take a segmentation as it is now, in world coordinates; the node itself stays as it is.

    This is quick, a copy of each layer, so that it can be done in the thread of the window. What takes long is
    `Layers.reading`, which needs no scene.

    Args:
        reference_volume_node: gives the voxel grid; None takes the segmentation's own.

    Raises:
        InputError: when the segmentation is empty, no segment is known, or a transform is not linear.
    """
    if segmentation_node.GetSegmentation().GetNumberOfSegments() == 0:
        name = segmentation_node.GetName()
        raise InputError(f"The segmentation '{name}' has no segments. Select one that shows lungs, heart, bones ...")
    _refuse_unknown(segmentation_node)
    return all_layers(segmentation_node, reference_volume_node)


def all_layers(
    segmentation_node: slicer.vtkMRMLSegmentationNode,
    reference_volume_node: slicer.vtkMRMLScalarVolumeNode | None = None,
) -> Layers:
    """As `segmentation_to_layers`, whether a segment is known or not, or there is none.

    Raises:
        InputError: when a transform is not linear.
    """
    for node in filter(None, (segmentation_node, reference_volume_node)):
        world_of_local_matrix(node)
    if reference_volume_node is not None and reference_volume_node.GetImageData() is None:
        raise InputError(f"The reference volume '{reference_volume_node.GetName()}' holds no image.")
    name = segmentation_node.GetName()
    with temporary_nodes(segmentation_node.GetScene()):
        node = with_voxels(segmentation_node, reference_volume_node)
        shape, geometry = grid_of_volume(reference_volume_node) if reference_volume_node else _own_grid(node, name)
        layers = tuple(_layer(node, number) for number in range(node.GetSegmentation().GetNumberOfLayers(BINARY_LABELMAP)))
    return Layers(layers, shape, geometry, notes_in_world(segmentation_node))


def grid_of_volume(node: slicer.vtkMRMLScalarVolumeNode) -> tuple[tuple[int, ...], Geometry]:
    """The voxels (z, y, x) of a volume, and where they lie in the world."""
    return tuple(reversed(node.GetImageData().GetDimensions())), geometry_of_node(node)


def with_voxels(
    node: slicer.vtkMRMLSegmentationNode, reference: slicer.vtkMRMLVolumeNode | None
) -> slicer.vtkMRMLSegmentationNode:
    """The node where it holds labelmaps of a common grid; else, of surfaces for example, a copy to be removed again."""
    segmentation = node.GetSegmentation()
    if segmentation.ContainsRepresentation(BINARY_LABELMAP) and segmentation.GetConversionParameter(GRID):
        return node
    copy = node.GetScene().AddNewNodeByClass("vtkMRMLSegmentationNode")
    segmentation = copy.GetSegmentation()
    segmentation.DeepCopy(node.GetSegmentation())
    copy.SetAndObserveTransformNodeID(node.GetTransformNodeID())
    if reference is not None:
        copy.SetReferenceImageGeometryParameterFromVolumeNode(reference)
    if not segmentation.CreateRepresentation(BINARY_LABELMAP):
        raise InputError(f"The surfaces of '{node.GetName()}' could not be turned into voxels; select a volume for it.")
    if not segmentation.GetConversionParameter(GRID):
        union = slicer.vtkSegmentation.EXTENT_UNION_OF_SEGMENTS
        segmentation.SetConversionParameter(GRID, segmentation.DetermineCommonLabelmapGeometry(union, None))
    return copy


def labels_of_image(image: slicer.vtkOrientedImageData) -> np.ndarray:
    """The voxels of a labelmap, (z, y, x), which are its own; none where it is empty."""
    scalars = image.GetPointData().GetScalars()
    if scalars is None or image.IsEmpty():
        return np.zeros((0, 0, 0), np.uint8)
    return vtk_to_numpy(scalars).reshape(image.GetDimensions()[::-1])


def index_to_lps(image: slicer.vtkOrientedImageData, node: slicer.vtkMRMLSegmentationNode) -> np.ndarray:
    """The matrix (4, 4) that takes an index of a labelmap's array to the world, in LPS mm."""
    matrix, first = vtk.vtkMatrix4x4(), np.eye(4)
    image.GetImageToWorldMatrix(matrix)
    first[:3, 3] = image.GetExtent()[::2]
    return RAS_TO_LPS @ world_of_local_matrix(node) @ array_of_matrix(matrix) @ first


def _layer(node: slicer.vtkMRMLSegmentationNode, number: int) -> Layer:
    segmentation = node.GetSegmentation()
    image = segmentation.GetLayerDataObject(number, BINARY_LABELMAP)
    ids = segmentation.GetSegmentIDsForLayer(number, BINARY_LABELMAP)
    segments = tuple(_layer_segment(segmentation.GetSegment(name), name) for name in ids)
    return Layer(labels_of_image(image).copy(), index_to_lps(image, node), segments)


def _layer_segment(segment: slicer.vtkSegment, name: str) -> LayerSegment:
    value = int(segment.GetLabelValue())
    return LayerSegment(segment.GetName() or "", terminology_of(segment), value, name, tuple(segment.GetColor()))


def _own_grid(node: slicer.vtkMRMLSegmentationNode, name: str) -> tuple[tuple[int, ...], Geometry]:
    image = slicer.vtkOrientedImageData()
    grid = node.GetSegmentation().GetConversionParameter(GRID)
    slicer.vtkSegmentationConverter.DeserializeImageGeometry(grid, image, False)
    return tuple(reversed(image.GetDimensions())), checked_geometry(index_to_lps(image, node), name)


def _refuse_unknown(node: slicer.vtkMRMLSegmentationNode) -> None:
    segmentation = node.GetSegmentation()
    segments = [segmentation.GetNthSegment(number) for number in range(segmentation.GetNumberOfSegments())]
    if not any(find_segment(segment.GetName(), terminology_of(segment)) for segment in segments):
        raise InputError(
            f"No segment of '{node.GetName()}' is known; its segments are: "
            f"{', '.join(segment.GetName() for segment in segments)}. Rename them, for example 'left lung', 'heart', "
            "'fat', or set their terminology."
        )
