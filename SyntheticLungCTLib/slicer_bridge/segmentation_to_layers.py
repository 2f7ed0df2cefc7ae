"""What a segmentation in the scene is held in, layers of voxels or surfaces: neither copied nor put together."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import slicer
import vtk
from vtk.util.numpy_support import vtk_to_numpy

from ..blueprint.layers import Layer, LayerSegment
from ..blueprint.surface import Surface
from .node_geometry import RAS_TO_LPS, array_of_matrix, world_of_local_matrix
from .segment_terminology import terminology_of

BINARY_LABELMAP, CLOSED_SURFACE = "Binary labelmap", "Closed surface"
#: The conversion parameter that holds a segmentation's own voxel grid.
GRID = slicer.vtkSegmentationConverter.GetReferenceImageGeometryParameterName()


def layers_of(node: slicer.vtkMRMLSegmentationNode) -> Iterator[tuple[Layer | Surface, vtk.vtkDataObject]]:
    """The layers of a segmentation, in the world, and what of the scene their arrays belong to.

    Voxels where it holds some; else, segment by segment, surfaces.
    """
    segmentation = node.GetSegmentation()
    if not segmentation.ContainsRepresentation(BINARY_LABELMAP):
        for segment_id in segmentation.GetSegmentIDs():
            segment = segmentation.GetSegment(segment_id)
            if segment.GetRepresentation(CLOSED_SURFACE) is not None:
                yield surface_of(segment, segment_id, node), segment.GetRepresentation(CLOSED_SURFACE)
        return
    for number in range(segmentation.GetNumberOfLayers(BINARY_LABELMAP)):
        image = segmentation.GetLayerDataObject(number, BINARY_LABELMAP)
        ids = segmentation.GetSegmentIDsForLayer(number, BINARY_LABELMAP)
        segments = (_segment(segmentation.GetSegment(name), name) for name in ids)
        yield Layer(labels_of_image(image), index_to_lps(image, node), tuple(segments)), image


def surface_of(segment: slicer.vtkSegment, segment_id: str, node: slicer.vtkMRMLSegmentationNode) -> Surface:
    """The closed surface of a segment."""
    shown = segment.GetRepresentation(CLOSED_SURFACE)
    if shown.GetNumberOfStrips() or shown.GetPolys().GetMaxCellSize() > 3:
        divided = vtk.vtkTriangleFilter()
        divided.SetInputData(shown)
        divided.PassLinesOff(), divided.PassVertsOff()
        divided.Update()
        shown = divided.GetOutput()
    points, polygons = shown.GetPoints(), shown.GetPolys()
    return Surface(
        vtk_to_numpy(points.GetData()) if points else np.zeros((0, 3), np.float32),
        vtk_to_numpy(polygons.GetConnectivityArray()).reshape(-1, 3),
        RAS_TO_LPS @ world_of_local_matrix(node),
        (_segment(segment, segment_id, value=1),),
    )


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


def _segment(segment: slicer.vtkSegment, name: str, value: int | None = None) -> LayerSegment:
    value = int(segment.GetLabelValue()) if value is None else value
    return LayerSegment(segment.GetName() or "", terminology_of(segment), value, name, tuple(segment.GetColor()))
