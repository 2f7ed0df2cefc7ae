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
    comparisonVolume: what it is compared with.
    exportFormat: the file type of exported CTs.
    noduleVolume: the CT that nodules are put into and taken out of.
    noduleText: a nodule in words, see `population.text`.
    noduleDiameterMm, noduleTexture ...: what the nodule is; ratings of 1 to 5, 0 leaves them open.
    noduleSeed: the same seed gives the same nodule.
    noduleKeepFailed: whether nodules below the bounds of quality enter the scene as well.
    nodulePoint: its last point is where the nodule is put.
    noduleSegmentation: has the segment that was painted.
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
    comparisonVolume: slicer.vtkMRMLScalarVolumeNode
    exportFormat: Annotated[str, Choice([".nrrd", ".nii.gz"])] = ".nrrd"
    noduleVolume: slicer.vtkMRMLScalarVolumeNode
    noduleText: str = ""
    noduleDiameterMm: Annotated[float, WithinRange(3, 60)] = 10.0
    noduleSphericity: Annotated[int, WithinRange(0, 5)] = 0
    noduleMargin: Annotated[int, WithinRange(0, 5)] = 0
    noduleLobulation: Annotated[int, WithinRange(0, 5)] = 0
    noduleSpiculation: Annotated[int, WithinRange(0, 5)] = 0
    noduleTexture: Annotated[int, WithinRange(0, 5)] = 0
    noduleSeed: Annotated[int, WithinRange(0, HIGHEST_SEED)] = 0
    noduleKeepFailed: bool = False
    nodulePoint: slicer.vtkMRMLMarkupsFiducialNode
    noduleSegmentation: slicer.vtkMRMLSegmentationNode
