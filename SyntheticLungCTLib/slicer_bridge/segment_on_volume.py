"""A segment's voxels on the grid of a volume."""

from __future__ import annotations

import numpy as np
import slicer

from ..blueprint.layers import Layer
from ..blueprint.surface import Surface
from ..errors import InputError
from ..nodules.crop import Box
from ..nodules.mask_box import box_of, box_of_label
from .segmentation_to_layers import BINARY_LABELMAP, CLOSED_SURFACE, index_to_lps, labels_of_image, surface_of
from .shown_segmentation import grid_of_volume


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
    around, mask = _filled_part(segmentation_node, segment_id).on_grid(*grid_of_volume(volume_node))
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


def _filled_part(segmentation_node: slicer.vtkMRMLSegmentationNode, segment_id: str) -> Layer | Surface:
    """A layer of no more than the box that a segment fills, 1 in 0, or its surface; no voxel where there is none."""
    segment = segmentation_node.GetSegmentation().GetSegment(segment_id)
    image = segment.GetRepresentation(BINARY_LABELMAP)
    if image is None and segment.GetRepresentation(CLOSED_SURFACE) is not None:
        return surface_of(segment, segment_id, segmentation_node)
    if image is None:  # a segment that nobody has painted yet
        return Layer(np.zeros((0, 0, 0), np.uint8), np.eye(4), ())
    labels, value = labels_of_image(image), segment.GetLabelValue()
    box = box_of_label(labels, value) or (slice(0, 0),) * 3
    shift = np.eye(4)
    shift[:3, 3] = [side.start for side in reversed(box)]
    return Layer((labels[box] == value).astype(np.uint8), index_to_lps(image, segmentation_node) @ shift, ())
