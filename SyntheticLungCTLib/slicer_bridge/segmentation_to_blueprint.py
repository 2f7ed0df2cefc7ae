"""A segmentation in the scene, read as a blueprint."""

from __future__ import annotations

import slicer

from ..blueprint.composition import SegmentationReading
from ..jobs.steps import at_once
from .shown_segmentation import ShownSegmentation


def segmentation_to_blueprint(
    segmentation_node: slicer.vtkMRMLSegmentationNode,
    reference_volume_node: slicer.vtkMRMLScalarVolumeNode | None = None,
) -> SegmentationReading:
    """Read a segmentation into a blueprint in world coordinates.

    Segments are recognised by their terminology first, by their name second, and put together by priority, so that a
    nodule is never hidden by the lung around it. Large ones take a second or more: background jobs take the layers in
    the window's thread, and have them read by a worker.

    Args:
        reference_volume_node: gives the voxel grid; None takes the segmentation's own.

    Returns:
        The blueprint, with the names of the segments that were recognised (and as what) and of those that were not.

    Raises:
        InputError: when the segmentation is empty, no segment is known, or a transform is not linear.
    """
    shown = ShownSegmentation.known(segmentation_node, reference_volume_node)
    return at_once(shown.copy_in_steps()).reading()
