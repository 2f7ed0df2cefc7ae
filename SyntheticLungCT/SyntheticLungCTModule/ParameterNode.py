"""What the user chose in the panel, kept in the scene."""

from __future__ import annotations

from typing import Annotated

import slicer
from slicer.parameterNodeWrapper import Choice, WithinRange, parameterNodeWrapper

HIGHEST_SEED = 2**31 - 1


@parameterNodeWrapper
class SyntheticLungCTParameterNode:
    """What the user chose.

    segmentation: what to draw or to complete.
    referenceVolume: gives the voxel grid; without it the segmentation's own is taken.
    lungVolumeLiters: of an invented chest, both lungs together; 0 leaves it free.
    sliceSpacingMm: of an invented chest.
    contrast: whether invented blood carries contrast agent.
    seed: the same seed gives the same CT, completion and chest.
    variants: how many CTs, with the seed and those after it.
    ownLook: whether the look is as chosen here: noise, kernel, lung and blood, see `scanner.chosen_look`.
    steps: sampling steps of the CT; 0 leaves the choice to the generator.
    resultVolume: the synthetic CT that is looked at.
    """

    segmentation: slicer.vtkMRMLSegmentationNode
    referenceVolume: slicer.vtkMRMLScalarVolumeNode
    lungVolumeLiters: Annotated[float, WithinRange(0, 8.5)] = 0.0
    sliceSpacingMm: Annotated[float, WithinRange(0.5, 10)] = 3.0
    contrast: bool = False
    seed: Annotated[int, WithinRange(0, HIGHEST_SEED)] = 0
    variants: Annotated[int, WithinRange(1, 20)] = 1
    ownLook: bool = False
    noiseHu: Annotated[float, WithinRange(0, 60)] = 11.0
    kernel: Annotated[str, Choice(["smooth", "standard", "sharp"])] = "standard"
    lungHu: Annotated[float, WithinRange(-1000, -400)] = -860.0
    bloodHu: Annotated[float, WithinRange(0, 800)] = 40.0
    steps: Annotated[int, WithinRange(0, 200)] = 0
    resultVolume: slicer.vtkMRMLScalarVolumeNode
