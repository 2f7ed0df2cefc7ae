"""What the user chose in the panel, kept in the scene."""

from __future__ import annotations

from typing import Annotated

import slicer
from slicer.parameterNodeWrapper import WithinRange, parameterNodeWrapper

HIGHEST_SEED = 2**31 - 1


@parameterNodeWrapper
class SyntheticLungCTParameterNode:
    """What the user chose.

    segmentation: what to draw or to complete.
    referenceVolume: gives the voxel grid; without it the segmentation's own is taken.
    seed: the same seed gives the same CT, completion and thorax.
    steps: sampling steps of the CT; 0 leaves the choice to the generator.
    contrast: whether invented blood carries contrast agent.
    lungVolumeLiters: of an invented thorax, both lungs together; 0 leaves it free.
    """

    segmentation: slicer.vtkMRMLSegmentationNode
    referenceVolume: slicer.vtkMRMLScalarVolumeNode
    seed: Annotated[int, WithinRange(0, HIGHEST_SEED)] = 0
    steps: Annotated[int, WithinRange(0, 200)] = 0
    contrast: bool = False
    lungVolumeLiters: Annotated[float, WithinRange(0, 8.5)] = 0.0
