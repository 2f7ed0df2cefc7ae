"""A segment's voxels on the grid of a volume."""

from __future__ import annotations

import itertools

import numpy as np
import slicer
import vtk
from vtk.util.numpy_support import vtk_to_numpy

from ..errors import InputError
from ..nodules.crop import Box
from ..nodules.mask_box import box_of
from .node_geometry import RAS_TO_LPS, geometry_of_node, ijk_to_ras_matrix
from .scene_changes import temporary_nodes
from .segmentation_to_blueprint import BINARY_LABELMAP, exported_segments

#: Voxels around what a segment fills, for rounding.
SPARE_VOXELS = 2


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
        alone = _alone(segmentation_node, segment_id)
        near = _box_around(alone, volume_node)
        mask = exported_segments(alone, [segment_id], _grid(volume_node, near))[0] == 1 if near else np.zeros(0, bool)
    if not mask.any():
        where = f"the volume '{volume_node.GetName()}'"
        raise InputError(f"The segment '{segment.GetName()}' has no voxel in {where}. Paint the nodule there first.")
    tight = box_of(mask)
    box = tuple(slice(n.start + t.start, n.start + t.stop) for n, t in zip(near, tight, strict=True))
    return box, mask[tight]


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


def _alone(node: slicer.vtkMRMLSegmentationNode, segment_id: str) -> slicer.vtkMRMLSegmentationNode:
    """A node to be removed again, with nothing but the voxels of a segment; the node itself where that has no voxels.

    It lies under the same transform, and its segment has the same ID.
    """
    segment = node.GetSegmentation().GetSegment(segment_id)
    image = segment.GetRepresentation(BINARY_LABELMAP)
    scalars = image.GetPointData().GetScalars() if image is not None else None
    if scalars is None:
        return node
    alone = node.GetScene().AddNewNodeByClass("vtkMRMLSegmentationNode")
    alone.SetAndObserveTransformNodeID(node.GetTransformNodeID())
    copy = slicer.vtkSegment()
    copy.SetName(segment_id)  # exporting a segment without a name crashes
    copy.AddRepresentation(BINARY_LABELMAP, _filled_part(image, scalars, segment.GetLabelValue()))
    alone.GetSegmentation().AddSegment(copy, segment_id)
    return alone


def _filled_part(
    image: slicer.vtkOrientedImageData, scalars: vtk.vtkDataArray, value: int
) -> slicer.vtkOrientedImageData:
    """The box of a labelmap that holds a value, with 1 for it and 0 for all else; a voxel of 0 where there is none."""
    mask = vtk_to_numpy(scalars).reshape(image.GetDimensions()[::-1]) == value
    box = box_of(mask) if mask.any() else (slice(0, 1),) * 3
    first, matrix = image.GetExtent()[::2], vtk.vtkMatrix4x4()
    image.GetImageToWorldMatrix(matrix)
    part = slicer.vtkOrientedImageData()
    sides = zip(first, reversed(box), strict=True)
    part.SetExtent([start + end for start, side in sides for end in (side.start, side.stop - 1)])
    part.AllocateScalars(vtk.VTK_UNSIGNED_CHAR, 1)
    vtk_to_numpy(part.GetPointData().GetScalars())[:] = mask[box].ravel()
    part.SetImageToWorldMatrix(matrix)
    return part


def _box_around(node: slicer.vtkMRMLSegmentationNode, volume_node: slicer.vtkMRMLScalarVolumeNode) -> Box | None:
    """The box of a volume, slices (z, y, x), around all that a segmentation shows; None where that lies outside."""
    bounds = [0.0] * 6
    node.GetRASBounds(bounds)
    shape = volume_node.GetImageData().GetDimensions()[::-1]
    if bounds[0] > bounds[1]:
        return None
    lps_to_index = np.linalg.inv(geometry_of_node(volume_node).index_to_lps_matrix())
    corners = np.array([(*corner, 1.0) for corner in itertools.product(*zip(bounds[::2], bounds[1::2], strict=True))])
    index = (lps_to_index @ RAS_TO_LPS @ corners.T)[2::-1]
    low = np.maximum(np.floor(index.min(axis=1)) - SPARE_VOXELS, 0).astype(int)
    high = np.minimum(np.ceil(index.max(axis=1)) + 1 + SPARE_VOXELS, shape).astype(int)
    return tuple(slice(int(a), int(b)) for a, b in zip(low, high, strict=True)) if (low < high).all() else None


def _grid(volume_node: slicer.vtkMRMLScalarVolumeNode, box: Box) -> slicer.vtkMRMLScalarVolumeNode:
    """A node to be removed again, with the grid of a box of a volume, in the world."""
    image = vtk.vtkImageData()
    image.SetDimensions([side.stop - side.start for side in reversed(box)])
    image.AllocateScalars(vtk.VTK_UNSIGNED_CHAR, 1)
    grid = volume_node.GetScene().AddNewNodeByClass("vtkMRMLScalarVolumeNode")
    grid.SetIJKToRASMatrix(ijk_to_ras_matrix(geometry_of_node(volume_node).of_box(box)))
    grid.SetAndObserveImageData(image)
    return grid
