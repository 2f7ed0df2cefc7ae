"""A segment's voxels on the grid of a volume."""

from __future__ import annotations

import numpy as np
import slicer

from ..errors import InputError
from ..nodules.crop import Box
from ..nodules.mask_box import box_of
from .node_geometry import geometry_of_node
from .scene_changes import temporary_nodes

EXTENT = slicer.vtkSegmentation.EXTENT_UNION_OF_EFFECTIVE_SEGMENTS


def segment_box(
    segmentation_node: slicer.vtkMRMLSegmentationNode, segment_id: str, volume_node: slicer.vtkMRMLScalarVolumeNode
) -> tuple[Box, np.ndarray]:
    """The smallest box of a volume, slices (z, y, x), that holds a segment, and its voxels in it, bool (z, y, x).

    Takes no longer for a large volume than for a small one.

    Raises:
        InputError: when there is no such segment, it cannot be exported, or nothing of it lies in the volume.
    """
    name, scene = segmentation_node.GetName(), segmentation_node.GetScene()
    segment = segmentation_node.GetSegmentation().GetSegment(segment_id)
    if segment is None:
        raise InputError(f"'{name}' has no segment '{segment_id}'.")
    with temporary_nodes(scene):
        labelmap = scene.AddNewNodeByClass("vtkMRMLLabelMapVolumeNode")
        export = slicer.vtkSlicerSegmentationsModuleLogic.ExportSegmentsToLabelmapNode
        if not export(segmentation_node, [segment_id], labelmap, volume_node, EXTENT):
            raise InputError(f"'{name}' could not be exported; does it have a source representation?")
        mask, low = _mask_and_place(labelmap, volume_node)
    shape = tuple(reversed(volume_node.GetImageData().GetDimensions()))
    ends = [(max(a, 0), min(a + n, whole)) for a, n, whole in zip(low, mask.shape, shape, strict=True)]
    inside = mask[tuple(slice(first - a, max(last - a, 0)) for (first, last), a in zip(ends, low, strict=True))]
    if not inside.any():
        where = f"the volume '{volume_node.GetName()}'"
        raise InputError(f"The segment '{segment.GetName()}' has no voxel in {where}. Paint the nodule there first.")
    tight = box_of(inside)
    box = tuple(slice(first + s.start, first + s.stop) for (first, _), s in zip(ends, tight, strict=True))
    return box, inside[tight]


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


def _mask_and_place(
    labelmap: slicer.vtkMRMLLabelMapVolumeNode, volume_node: slicer.vtkMRMLScalarVolumeNode
) -> tuple[np.ndarray, np.ndarray]:
    """What was exported, bool (z, y, x), and the volume's voxel (z, y, x) that its first one is."""
    image = labelmap.GetImageData()
    if image is None or min(image.GetDimensions()) < 1:
        return np.zeros((1, 1, 1), bool), np.zeros(3, int)
    first_lps_mm = geometry_of_node(labelmap).origin_mm
    index = np.linalg.inv(geometry_of_node(volume_node).index_to_lps_matrix()) @ (*first_lps_mm, 1.0)
    return slicer.util.arrayFromVolume(labelmap) != 0, np.rint(index[2::-1]).astype(int)
