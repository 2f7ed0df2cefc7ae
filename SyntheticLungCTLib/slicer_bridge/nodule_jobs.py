"""Nodules put into CTs of a scene, taken out and grown in the background, by a worker that keeps the network loaded."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import slicer

from ..jobs.job import Job
from ..jobs.job_queue import JobQueue
from ..jobs.nodule_commands import grow_arguments, insert_arguments, remove_arguments
from ..jobs.resident_worker import ResidentWorker
from ..nodules import handover
from ..nodules.block import Block
from ..volume import CTVolume
from .nodule_in_scene import add_insertion, add_removal
from .scene_changes import SteppedAddition
from .segment_on_volume import segment_box
from .series_in_steps import insertion_in_steps, series_files
from .volume_node_to_ct import volume_node_to_ct

if TYPE_CHECKING:
    from ..population.specification import NoduleSpecification

Place = Path | Sequence[float]
NodeInSteps = Generator[None, None, slicer.vtkMRMLScalarVolumeNode]


class NoduleJobs:
    """The nodule jobs of one scene. Their results are volume nodes; the CTs that they were asked for stay as they are.

    Only the part of a CT around the nodule travels to the worker and back.

    Args:
        queue: of this scene; polled in the thread that the scene belongs to.
        python: the worker's interpreter, the running one when None.

    Attributes:
        resident: the worker; started by the first job, or before by its `start`.
    """

    def __init__(self, scene: slicer.vtkMRMLScene, queue: JobQueue, python: str | None = None) -> None:
        self.scene, self.queue = scene, queue
        self.resident = ResidentWorker(("nodule", "serve"), python)

    def insert_at(
        self,
        volume_node: slicer.vtkMRMLScalarVolumeNode,
        at_lps_mm: Sequence[float],
        wish: NoduleSpecification,
        seed: int,
        keep_failed: bool = False,
    ) -> Job:
        """Put a nodule in around a point in world LPS mm, in a shape that goes with what is wished.

        Args:
            keep_failed: whether a nodule below the bounds of quality enters the scene, too, marked as such.

        Raises:
            InputError: when the volume is no CT, or the point lies outside of it.
        """
        ct = volume_node_to_ct(volume_node)
        block = Block.at_point(ct, at_lps_mm, wish.diameter_mm)
        return self._insertion(volume_node, ct, block, lambda folder: at_lps_mm, wish, seed, keep_failed)

    def insert_segment(
        self,
        volume_node: slicer.vtkMRMLScalarVolumeNode,
        segmentation_node: slicer.vtkMRMLSegmentationNode,
        segment_id: str,
        wish: NoduleSpecification,
        seed: int,
        keep_failed: bool = False,
    ) -> Job:
        """Put a nodule in that has the shape of a segment.

        Raises:
            InputError: when the volume is no CT, or the segment has no voxel in it.
        """
        ct, block, write_mask = _around_segment(volume_node, segmentation_node, segment_id)
        return self._insertion(volume_node, ct, block, write_mask, wish, seed, keep_failed)

    def remove(
        self,
        volume_node: slicer.vtkMRMLScalarVolumeNode,
        segmentation_node: slicer.vtkMRMLSegmentationNode,
        segment_id: str,
        seed: int,
        keep_failed: bool = False,
    ) -> Job:
        """Draw lung where a segment is; raises as `insert_segment`."""
        ct, block, write_mask = _around_segment(volume_node, segmentation_node, segment_id)

        def prepare(folder: Path) -> list[str]:
            given = handover.write_block(block, folder)
            return remove_arguments(given, folder / handover.CHANGED, write_mask(folder), seed, keep_failed)

        def accept(folder: Path) -> NodeInSteps:
            changed = handover.read_change(folder, block, ct)
            yield
            return add_removal(changed, self.scene, volume_node)

        return self._add(f"{volume_node.GetName()} without nodule", prepare, accept)

    def grow(
        self,
        volume_node: slicer.vtkMRMLScalarVolumeNode,
        at_lps_mm: Sequence[float],
        diameters_mm: Sequence[float],
        wish: NoduleSpecification,
        seed: int,
        keep_failed: bool = False,
    ) -> Job:
        """Draw one nodule at several sizes; the result is a list of volume nodes. Raises as `insert_at`."""
        ct = volume_node_to_ct(volume_node)
        block = Block.at_point(ct, at_lps_mm, max(diameters_mm))

        def prepare(folder: Path) -> list[str]:
            given = handover.write_block(block, folder)
            return grow_arguments(given, folder / handover.SERIES, at_lps_mm, diameters_mm, wish, seed, keep_failed)

        def accept(folder: Path) -> Generator[None, None, list[slicer.vtkMRMLScalarVolumeNode]]:
            made = []
            with SteppedAddition(self.scene) as addition:
                for files in series_files(folder):
                    insertion = yield from insertion_in_steps(*files, block, ct)
                    yield
                    with addition.step():
                        made.append(add_insertion(insertion, self.scene, volume_node, seed))
                    yield
            return made

        return self._add(f"{volume_node.GetName()} with a growing nodule", prepare, accept)

    def _insertion(
        self,
        volume_node: slicer.vtkMRMLScalarVolumeNode,
        ct: CTVolume,
        block: Block,
        place: Callable[[Path], Place],
        wish: NoduleSpecification,
        seed: int,
        keep_failed: bool,
    ) -> Job:
        def prepare(folder: Path) -> list[str]:
            given, files = handover.write_block(block, folder), (folder / handover.CHANGED, folder / handover.SEGMENT)
            return insert_arguments(given, *files, place(folder), wish, seed, keep_failed)

        def accept(folder: Path) -> NodeInSteps:
            insertion = handover.read_insertion(folder, block, ct)
            yield
            return add_insertion(insertion, self.scene, volume_node, seed)

        return self._add(f"{volume_node.GetName()} with nodule", prepare, accept)

    def _add(self, title: str, prepare: Callable[[Path], list[str]], accept: Callable[[Path], Any]) -> Job:
        return self.queue.add(Job(title, prepare, accept, resident=self.resident))


def _around_segment(
    volume_node: slicer.vtkMRMLScalarVolumeNode, segmentation_node: slicer.vtkMRMLSegmentationNode, segment_id: str
) -> tuple[CTVolume, Block, Callable[[Path], Path]]:
    """A CT, the block of it around a segment, and what writes the segment's mask for that block into a folder."""
    ct = volume_node_to_ct(volume_node)
    box, mask = segment_box(segmentation_node, segment_id, volume_node)
    block = Block.around(ct, box)
    return ct, block, lambda folder: handover.write_mask(mask, box, block, folder)
