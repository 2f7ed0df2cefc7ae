"""Nodules put into CTs of a scene, taken out and grown in the background, by a worker that keeps the network loaded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import slicer

from ..jobs.job import Job
from ..jobs.job_queue import JobQueue
from ..jobs.nodule_commands import grow_arguments, insert_arguments, remove_arguments
from ..jobs.resident_worker import ResidentWorker
from ..nodules.handover import CHANGED, CT, INSERTED, SEGMENT
from .given_ct import GivenCT, NodeInSteps

if TYPE_CHECKING:
    from ..population.specification import NoduleSpecification

Place = Path | Sequence[float]


class NoduleJobs:
    """The nodule jobs of one scene. Their results are volume nodes; the CTs that they were asked for stay as they are.

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
        given = GivenCT.at_point(volume_node, at_lps_mm, wish.diameter_mm)
        return self._insertion(given, lambda folder: at_lps_mm, wish, seed, keep_failed)

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
        given = GivenCT.around_segment(volume_node, segmentation_node, segment_id)
        return self._insertion(given, given.write_mask, wish, seed, keep_failed)

    def remove(
        self,
        volume_node: slicer.vtkMRMLScalarVolumeNode,
        segmentation_node: slicer.vtkMRMLSegmentationNode,
        segment_id: str,
        seed: int,
        keep_failed: bool = False,
    ) -> Job:
        """Draw lung where a segment is; raises as `insert_segment`."""
        given = GivenCT.around_segment(volume_node, segmentation_node, segment_id)

        def prepare(folder: Path) -> list[str]:
            files = (given.write(folder), folder / CHANGED, given.write_mask(folder))
            return remove_arguments(*files, seed, keep_failed)

        return self._add(given, "without nodule", prepare, lambda folder: given.add_removal(folder, self.scene))

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
        given = GivenCT.at_point(volume_node, at_lps_mm, max(diameters_mm))

        def prepare(folder: Path) -> list[str]:
            files = (given.write(folder), folder / INSERTED)
            return grow_arguments(*files, at_lps_mm, diameters_mm, wish, seed, keep_failed)

        return self._add(
            given, "with a growing nodule", prepare, lambda folder: given.add_insertions(folder, self.scene, seed)
        )

    def _insertion(
        self, given: GivenCT, place: Callable[[Path], Place], wish: NoduleSpecification, seed: int, keep_failed: bool
    ) -> Job:
        def prepare(folder: Path) -> list[str]:
            files = (given.write(folder), *(folder / INSERTED / f"nodule{end}" for end in (CT, SEGMENT)))
            return insert_arguments(*files, place(folder), wish, seed, keep_failed)

        def accept(folder: Path) -> NodeInSteps:
            (made,) = yield from given.add_insertions(folder, self.scene, seed)
            return made

        return self._add(given, "with nodule", prepare, accept)

    def _add(
        self, given: GivenCT, what: str, prepare: Callable[[Path], list[str]], accept: Callable[[Path], Any]
    ) -> Job:
        title = f"{given.volume_node.GetName()} {what}"
        return self.queue.add(Job(title, prepare, accept, resident=self.resident, meanwhile=given.copy_in_steps))
