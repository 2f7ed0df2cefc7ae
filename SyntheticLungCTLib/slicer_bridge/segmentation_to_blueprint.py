"""A segmentation in the scene, read as a blueprint."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import numpy as np
import slicer
from scipy import ndimage

from ..blueprint.composition import Segment, SegmentationReading, compose
from ..blueprint.notes import restore_notes
from ..errors import InputError
from ..geometry import Geometry
from .node_geometry import geometry_of_node, world_of_local_matrix
from .node_notes import notes_in_world
from .scene_changes import temporary_nodes
from .segment_terminology import terminology_of

BINARY_LABELMAP = "Binary labelmap"
#: The conversion parameter that holds a segmentation's own voxel grid.
GRID = slicer.vtkSegmentationConverter.GetReferenceImageGeometryParameterName()

Layer = tuple[list[str], np.ndarray, Geometry]


def segmentation_to_blueprint(
    segmentation_node: slicer.vtkMRMLSegmentationNode,
    reference_volume_node: slicer.vtkMRMLScalarVolumeNode | None = None,
) -> SegmentationReading:
    """Read a segmentation into a blueprint in world coordinates.

    Segments are recognised by their terminology first, by their name second, and put together by priority, so that a
    nodule is never hidden by the lung around it. The node itself stays as it is: linear parent transforms are applied
    to a copy.

    Args:
        reference_volume_node: gives the voxel grid; None takes the segmentation's own.

    Returns:
        The blueprint, with the names of the segments that were recognised (and as what) and of those that were not.

    Raises:
        InputError: when the segmentation is empty, no segment is known, or a transform is not linear.
    """
    name = segmentation_node.GetName()
    if segmentation_node.GetSegmentation().GetNumberOfSegments() == 0:
        raise InputError(f"The segmentation '{name}' has no segments. Select one that shows lungs, heart, bones ...")
    for node in filter(None, (segmentation_node, reference_volume_node)):
        world_of_local_matrix(node)
    if reference_volume_node is not None and reference_volume_node.GetImageData() is None:
        raise InputError(f"The reference volume '{reference_volume_node.GetName()}' holds no image.")
    with closing(_layers(segmentation_node, reference_volume_node)) as layers:
        first = next(layers)
        _, labels, geometry = first
        reading = compose(_segments(segmentation_node, first, layers), labels.shape, geometry)
    if not reading.recognised:
        raise InputError(
            f"No segment of '{name}' is known; its segments are: {', '.join(reading.unknown)}. Rename them, for "
            "example 'left lung', 'heart', 'fat', or set their terminology."
        )
    restore_notes(reading.blueprint, notes_in_world(segmentation_node))
    return reading


def _layers(node: slicer.vtkMRMLSegmentationNode, reference: slicer.vtkMRMLVolumeNode | None) -> Iterator[Layer]:
    """The layers of a segmentation (segments of one layer do not overlap), all in one voxel grid.

    Yields:
        The segment IDs of the layer; integers (z, y, x) that hold 1 for the first of them, 2 for the second ...; the
        grid's geometry in the world.
    """
    scene = node.GetScene()
    with temporary_nodes(scene):
        if not _has_voxel_grid(node):
            node = _copy_with_voxel_grid(node, reference)
        segmentation = node.GetSegmentation()
        for number in range(segmentation.GetNumberOfLayers(BINARY_LABELMAP)):
            segment_ids = list(segmentation.GetSegmentIDsForLayer(number, BINARY_LABELMAP))
            yield (segment_ids, *exported_segments(node, segment_ids, reference))


def _has_voxel_grid(node: slicer.vtkMRMLSegmentationNode) -> bool:
    segmentation = node.GetSegmentation()
    return segmentation.ContainsRepresentation(BINARY_LABELMAP) and bool(segmentation.GetConversionParameter(GRID))


def _copy_with_voxel_grid(
    node: slicer.vtkMRMLSegmentationNode, reference: slicer.vtkMRMLVolumeNode | None
) -> slicer.vtkMRMLSegmentationNode:
    """A temporary copy of a segmentation of surfaces, or of labelmaps without a common grid, given both."""
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


def exported_segments(
    node: slicer.vtkMRMLSegmentationNode, segment_ids: list[str], reference: slicer.vtkMRMLVolumeNode | None
) -> tuple[np.ndarray, Geometry]:
    """Integers (z, y, x), 1 for the first of the segments, 2 for the second ..., and their geometry in the world.

    Args:
        reference: gives the voxel grid; None takes the segmentation's own.

    Raises:
        InputError: when the segmentation cannot be exported.
    """
    scene = node.GetScene()
    with temporary_nodes(scene):
        labelmap = scene.AddNewNodeByClass("vtkMRMLLabelMapVolumeNode")
        extent = slicer.vtkSegmentation.EXTENT_REFERENCE_GEOMETRY
        export = slicer.vtkSlicerSegmentationsModuleLogic.ExportSegmentsToLabelmapNode
        if not export(node, segment_ids, labelmap, reference, extent) or labelmap.GetImageData() is None:
            raise InputError(f"'{node.GetName()}' could not be exported; does it have a source representation?")
        return slicer.util.arrayFromVolume(labelmap).copy(), geometry_of_node(labelmap)


def _segments(node: slicer.vtkMRMLSegmentationNode, first: Layer, others: Iterator[Layer]) -> Iterator[Segment]:
    for segment_ids, labels, _ in (layer for part in ((first,), others) for layer in part):
        boxes = ndimage.find_objects(labels, max_label=len(segment_ids))
        for value, (segment_id, box) in enumerate(zip(segment_ids, boxes, strict=True), start=1):
            segment = node.GetSegmentation().GetSegment(segment_id)
            box = box or (slice(0, 0),) * 3  # empty, or outside the reference volume
            yield Segment(segment.GetName(), terminology_of(segment), box, labels[box] == value)
