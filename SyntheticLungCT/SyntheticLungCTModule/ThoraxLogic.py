"""Thoraxes invented, segmentations completed, and CTs drawn from them."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING

import slicer
from slicer.i18n import tr as _

if TYPE_CHECKING:
    from SyntheticLungCTLib.blueprint.blueprint import Blueprint
    from SyntheticLungCTLib.scanner.look import Look
    from SyntheticLungCTLib.thorax.request import ThoraxRequest

Progress = Callable[[float, str], None]


class ThoraxLogic:
    """The part of the module's logic that works on whole thoraxes.

    What takes `progress` calls it with the fraction done (0 to 1) and the stage; what takes `cancelled` asks it between
    steps, and True stops the work with `Cancelled`. After that, and after any error, the scene is as it was.

    Attributes:
        unknownSegments: names of the segments that the last call did not know and left out.
    """

    def __init__(self):
        self.unknownSegments: list[str] = []

    def sample(
        self,
        request: ThoraxRequest | None = None,
        seed: int = 0,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> slicer.vtkMRMLSegmentationNode:
        """Add a whole invented thorax to the scene, as a segmentation that a CT can be generated from.

        Args:
            request: wishes in physical terms (`SyntheticLungCTLib.thorax.request`); None leaves all to chance.
            seed: the same seed and request give the same thorax.

        Raises:
            InputError: when the wishes contradict each other or no thorax came out that keeps the rules of anatomy.
        """
        from SyntheticLungCTLib.slicer_bridge.invention import add_sample
        from SyntheticLungCTLib.slicer_bridge.label_image import label_image
        from SyntheticLungCTLib.thorax.request import ThoraxRequest
        from SyntheticLungCTLib.thorax.sample import sample_blueprint

        self.unknownSegments = []
        request = request or ThoraxRequest()
        blueprint = sample_blueprint(seed, request, progress=progress, cancelled=cancelled)
        return add_sample(label_image(blueprint), slicer.mrmlScene, seed, request)

    def complete(
        self,
        segmentationNode: slicer.vtkMRMLSegmentationNode,
        referenceVolumeNode: slicer.vtkMRMLScalarVolumeNode | None = None,
        seed: int = 0,
        contrast: bool = False,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> slicer.vtkMRMLSegmentationNode:
        """Add '<name> completed' to the scene: what a segmentation shows, and the rest of a thorax invented around it.

        The segmentation itself stays as it is. The new one lies in the world where the old one is seen, so parent
        transforms are part of it; removing it, or undo where the scene has it enabled, is the way back.

        Args:
            segmentationNode: some organs of a chest, the lungs for example, recognised by terminology or name.
            referenceVolumeNode: gives the voxel grid; None takes the segmentation's own.
            seed: the same seed invents the same.
            contrast: whether blood that is invented carries contrast agent.

        Raises:
            InputError: when the segmentation cannot be read or completed; says what to do.
        """
        from SyntheticLungCTLib.errors import MissingTissueWarning
        from SyntheticLungCTLib.slicer_bridge.invention import add_completion
        from SyntheticLungCTLib.slicer_bridge.label_image import label_image
        from SyntheticLungCTLib.thorax.complete import complete_blueprint

        with warnings.catch_warnings():
            # What is missing is just what will be invented.
            warnings.simplefilter("ignore", MissingTissueWarning)
            given = self._read(segmentationNode, referenceVolumeNode)
        completed = complete_blueprint(given, seed, contrast, progress=progress, cancelled=cancelled)
        return add_completion(
            label_image(completed), segmentationNode.GetScene(), segmentationNode, referenceVolumeNode, seed, contrast
        )

    def generate(
        self,
        segmentationNode: slicer.vtkMRMLSegmentationNode,
        referenceVolumeNode: slicer.vtkMRMLScalarVolumeNode | None = None,
        seed: int = 0,
        steps: int | None = None,
        look: Look | None = None,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> slicer.vtkMRMLScalarVolumeNode:
        """Draw a CT from a segmentation and add it to the scene, with the labels that it was drawn from.

        Args:
            segmentationNode: a chest; its segments are recognised by terminology or name.
            referenceVolumeNode: gives the voxel grid; None takes the segmentation's own.
            seed: the same seed gives the same CT.
            steps: sampling steps; None leaves the choice to the generator.
            look: noise, sharpness, contrast and breath of the scan; None takes what the segmentation notes.

        Raises:
            InputError: when the segmentation cannot be read; says what to do.
        """
        from SyntheticLungCTLib.checking.tissue_statistics import note_statistics
        from SyntheticLungCTLib.generation.pipeline import generate_ct
        from SyntheticLungCTLib.slicer_bridge.ct_image import ct_image
        from SyntheticLungCTLib.slicer_bridge.drawing import add_drawing
        from SyntheticLungCTLib.slicer_bridge.label_image import label_image

        blueprint = self._read(segmentationNode, referenceVolumeNode)
        blueprint.look = look or blueprint.look
        ct = generate_ct(blueprint, seed=seed, steps=steps, progress=progress, cancelled=cancelled)
        note_statistics(ct, blueprint)
        name = segmentationNode.GetName()
        labels = label_image(blueprint)
        return add_drawing(ct_image(ct), labels, segmentationNode.GetScene(), name, self.unknownSegments)

    def _read(
        self,
        segmentationNode: slicer.vtkMRMLSegmentationNode | None,
        referenceVolumeNode: slicer.vtkMRMLScalarVolumeNode | None,
    ) -> Blueprint:
        """The segmentation as a blueprint; what of it is not known is noted in `unknownSegments`."""
        from SyntheticLungCTLib.slicer_bridge.segmentation_to_blueprint import segmentation_to_blueprint

        if segmentationNode is None:
            raise ValueError(_("Select a segmentation of a chest first."))
        reading = segmentation_to_blueprint(segmentationNode, referenceVolumeNode)
        self.unknownSegments = reading.unknown
        return reading.blueprint
