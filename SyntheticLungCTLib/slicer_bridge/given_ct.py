"""A CT of a scene as a nodule's job is given it, and what a worker makes of it, taken into the scene in steps."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import slicer

from ..nodules import handover
from ..nodules.block import Block
from ..nodules.crop import Box
from .ct_image import CTImage
from .nodule_in_scene import add_insertion, add_removal
from .scene_changes import SteppedAddition
from .segment_on_volume import segment_box
from .shown_ct import ShownCT

NodeInSteps = Generator[None, None, slicer.vtkMRMLScalarVolumeNode]
NodesInSteps = Generator[None, None, list[slicer.vtkMRMLScalarVolumeNode]]


class GivenCT:
    """A CT, of which only the part around the nodule travels to a worker and back.

    Args:
        volume_node: whose CT it is; may be changed or removed after `copy_in_steps`.
        shown: its CT.
        box: the part that travels.
        segment_box, mask: where in the CT a segment lies, and its voxels there, bool (z, y, x); None of a point.
    """

    def __init__(
        self,
        volume_node: slicer.vtkMRMLScalarVolumeNode,
        shown: ShownCT,
        box: Box,
        segment_box: Box | None = None,
        mask: np.ndarray | None = None,
    ) -> None:
        self.volume_node, self._shown = volume_node, shown
        self._segment_box, self._mask = segment_box, mask
        self._block = Block.of_box(shown.ct, box)
        self._image: CTImage | None = None

    @classmethod
    def at_point(
        cls, volume_node: slicer.vtkMRMLScalarVolumeNode, at_lps_mm: Sequence[float], diameter_mm: float | None
    ) -> GivenCT:
        """For a nodule of that size, or of any, around a point in world LPS mm.

        Raises:
            InputError: when the volume is no CT, or the point lies outside of it.
        """
        shown = ShownCT(volume_node)
        return cls(volume_node, shown, Block.at_point(shown.ct, at_lps_mm, diameter_mm).box)

    @classmethod
    def around_segment(
        cls,
        volume_node: slicer.vtkMRMLScalarVolumeNode,
        segmentation_node: slicer.vtkMRMLSegmentationNode,
        segment_id: str,
    ) -> GivenCT:
        """For a nodule that has the shape of a segment.

        Raises:
            InputError: when the volume is no CT, or the segment has no voxel in it.
        """
        shown = ShownCT(volume_node)
        box, mask = segment_box(segmentation_node, segment_id, volume_node)
        return cls(volume_node, shown, Block.around(shown.ct, box).box, box, mask)

    def write(self, folder: Path) -> Path:
        """Write the part of the CT that travels into a job's folder. Returns the file."""
        return handover.write_block(self._block, folder)

    def copy_in_steps(self) -> Generator[None, None, None]:
        """Copy the CT, while the worker is at work on what it was given.

        Raises:
            InputError: when somebody has written into the voxels since the click.
        """
        self._image = yield from self._shown.image_in_steps()
        self._shown = None

    def write_mask(self, folder: Path) -> Path:
        """Write the segment's voxels into a job's folder. Returns the file."""
        return handover.write_mask(self._mask, self._segment_box, self._block, folder)

    def add_insertions(self, folder: Path, scene: slicer.vtkMRMLScene, seed: int) -> NodesInSteps:
        """Put the nodules that a worker left in a folder into a scene: all of them, or, when anything fails, none."""
        made, segments = [], handover.insertions(folder)
        with SteppedAddition(scene) as addition:
            for segment in segments:
                insertion = handover.read_insertion(segment)
                yield
                image = self._image if segment is segments[-1] else (yield from self._image.copy_in_steps())
                with addition.step():
                    ct = image.changed(replace(self._block, ct=insertion.ct))
                    made.append(add_insertion(insertion, ct, scene, self.volume_node, seed))
                yield
        return made

    def add_removal(self, folder: Path, scene: slicer.vtkMRMLScene) -> NodeInSteps:
        """Put the CT that a worker took a nodule out of into a scene."""
        changed = handover.read_change(self._block, folder)
        yield
        return add_removal(self._image.changed(changed), scene, self.volume_node)
