"""What a segmentation in the scene will be read as, told at once: from names and terminology, without its voxels."""

from __future__ import annotations

from dataclasses import dataclass, field

import slicer

from ..blueprint.labels import Label
from ..blueprint.needed_tissues import missing_tissues
from ..blueprint.segment_names import find_segment
from .segment_terminology import terminology_of


@dataclass
class SegmentationSummary:
    """What is known of a segmentation by its segments' names.

    Attributes:
        recognised: what each known segment is read as, by its name.
        missing: tissues that a CT needs and no segment shows.
        unknown: names of the segments that will be left out.
    """

    recognised: dict[str, Label] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def segmentation_summary(node: slicer.vtkMRMLSegmentationNode) -> SegmentationSummary:
    """Look through the segments of a node."""
    summary = SegmentationSummary()
    segmentation = node.GetSegmentation()
    for number in range(segmentation.GetNumberOfSegments()):
        segment = segmentation.GetNthSegment(number)
        row = find_segment(segment.GetName(), terminology_of(segment))
        if row is None:
            summary.unknown.append(segment.GetName())
        else:
            summary.recognised[segment.GetName()] = row.label
    summary.missing = missing_tissues(set(summary.recognised.values()))
    return summary


def grid_shape(
    node: slicer.vtkMRMLSegmentationNode, reference: slicer.vtkMRMLScalarVolumeNode | None = None
) -> tuple[int, int, int] | None:
    """Voxels (z, y, x) that a CT of the segmentation will have; None where only reading it will tell."""
    if reference is not None and reference.GetImageData() is not None:
        return tuple(reversed(reference.GetImageData().GetDimensions()))
    converter = slicer.vtkSegmentationConverter
    grid = node.GetSegmentation().GetConversionParameter(converter.GetReferenceImageGeometryParameterName())
    image = slicer.vtkOrientedImageData()
    if not grid or not converter.DeserializeImageGeometry(grid, image, False):
        return None
    return tuple(reversed(image.GetDimensions()))
