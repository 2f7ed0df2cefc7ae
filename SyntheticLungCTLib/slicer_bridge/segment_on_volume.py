"""A segment's voxels on the grid of a volume."""

from __future__ import annotations

import numpy as np
import slicer

from ..blueprint.layers import Layer
from ..errors import InputError
from ..nodules.crop import Box
from ..nodules.mask_box import box_of
from .scene_changes import temporary_nodes
from .segmentation_to_layers import BINARY_LABELMAP, grid_of_volume, index_to_lps, labels_of_image, with_voxels


def segment_box(
    segmentation_node: slicer.vtkMRMLSegmentationNode, segment_id: str, volume_node: slicer.vtkMRMLScalarVolumeNode
) -> tuple[Box, np.ndarray]:
    """The smallest box of a volume, slices (z, y, x), that holds a segment, and its voxels in it, bool (z, y, x).

    Only what the segment fills is resampled, however large its labelmap and the volume are.

    Raises:
        InputError: when there is no such segment, it cannot be exported, or nothing of it lies in the volume.
    """
    segment = segmentation_node.GetSegmentation().GetSegment(segment_id)
    if segment is None:
        raise InputError(f"'{segmentation_node.GetName()}' has no segment '{segment_id}'.")
    with temporary_nodes(segmentation_node.GetScene()):
        around, mask = _filled_part(segmentation_node, segment_id, volume_node).on_grid(*grid_of_volume(volume_node))
    if not mask.any():
        where = f"the volume '{volume_node.GetName()}'"
        raise InputError(f"The segment '{segment.GetName()}' has no voxel in {where}. Paint the nodule there first.")
    tight = box_of(mask)
    box = tuple(slice(a.start + t.start, a.start + t.stop) for a, t in zip(around, tight, strict=True))
    return box, mask[tight] == 1


def segment_mask(
    segmentation_node: slicer.vtkMRMLSegmentationNode, segment_id: str, volume_node: slicer.vtkMRMLScalarVolumeNode
) -> np.ndarray:
    """A segment's voxels on a volume's grid, bool (z, y, x).

    Raises:
        InputError: see `segment_box`.
    """
    box, inside = segment_box(segmentation_node, segment_id, volume_node)
    mask = np.zeros(tuple(reversed(volume_node.GetImageData().GetDimensions())), bool)
    mask[box] = inside
    return mask


def _filled_part(
    segmentation_node: slicer.vtkMRMLSegmentationNode, segment_id: str, volume_node: slicer.vtkMRMLScalarVolumeNode
) -> Layer:
    """A layer of no more than the box that a segment fills, 1 in 0; of no voxel where there is none."""
    segment = segmentation_node.GetSegmentation().GetSegment(segment_id)
    node = segmentation_node
    if segment.GetRepresentation(BINARY_LABELMAP) is None:
        node = with_voxels(segmentation_node, volume_node)
        segment = node.GetSegmentation().GetSegment(segment_id)
    image = segment.GetRepresentation(BINARY_LABELMAP)
    if image is None:  # a segment that nobody has painted yet
        return Layer(np.zeros((0, 0, 0), np.uint8), np.eye(4), ())
    mask = labels_of_image(image) == segment.GetLabelValue()
    box = box_of(mask) if mask.any() else (slice(0, 0),) * 3
    shift = np.eye(4)
    shift[:3, 3] = [side.start for side in reversed(box)]
    return Layer(mask[box].astype(np.uint8), index_to_lps(image, node) @ shift, ())
