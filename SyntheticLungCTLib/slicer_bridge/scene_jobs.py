"""What is made for a scene in the background: taken from it before, put into it after, and in between left alone."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import slicer

from ..blueprint.notes import LOOK_KEY
from ..jobs.commands import complete_arguments, generate_arguments, sample_arguments
from ..jobs.job import Job
from ..jobs.job_queue import JobQueue
from .ct_image import read_in_steps
from .drawing import add_drawing
from .invention import add_completion, add_sample
from .label_image import read_labels_in_steps
from .nodule_jobs import NoduleJobs
from .result_export import export_job
from .segmentation_summary import segmentation_summary
from .shown_segmentation import ShownSegmentation

if TYPE_CHECKING:
    from ..scanner.look import Look
    from ..thorax.request import ThoraxRequest

GIVEN, THORAX, CT, DRAWN_FROM = "given.layers.json", "thorax.seg.nrrd", "ct.nrrd", "drawn_from.seg.nrrd"
#: The window lives at each `yield`.
ArgumentsInSteps = Generator[None, None, list[str]]
NodeInSteps = Generator[None, None, slicer.vtkMRMLNode]
Notes = dict[str, str]


class SceneJobs:
    """The jobs of one scene. A job's `result` is a node of that scene, or files; closing the scene ends them all.

    A job works on what the scene showed when it was asked for, which it copies as soon as it begins: a change before
    that makes it fail, later ones make no difference, nor does the removal of what was given. Nothing enters the scene
    from a job that failed or was cancelled.

    Args:
        queue: of this scene alone, polled again and again in the thread that the scene belongs to.
        python: the workers' interpreter, the running one when None.

    Attributes:
        nodules: the jobs of this scene that work on nodules.
    """

    def __init__(self, scene: slicer.vtkMRMLScene, queue: JobQueue, python: str | None = None) -> None:
        self.scene, self.queue, self.python = scene, queue, python
        self.nodules = NoduleJobs(scene, queue, python)
        # Weak: when the garbage collector drops a scene, what was in a cycle with it is already half cleared.
        closing = weakref.WeakMethod(queue.close)
        self._observation = scene.AddObserver(scene.StartCloseEvent, lambda *_: (close := closing()) and close())

    def close(self) -> None:
        """End all jobs and let go of the scene."""
        self.queue.close()
        self.nodules.resident.close()
        self.scene.RemoveObserver(self._observation)

    def sample(self, request: ThoraxRequest, seed: int) -> Job:
        """Invent a thorax; the result is a segmentation node."""

        def prepare(folder: Path) -> list[str]:
            return sample_arguments(folder / THORAX, seed, request)

        def accept(folder: Path) -> NodeInSteps:
            sampled = yield from read_labels_in_steps(folder / THORAX)
            return add_sample(sampled, self.scene, seed, request)

        return self._add(f"Thorax, seed {seed}", prepare, accept)

    def complete(
        self,
        segmentation_node: slicer.vtkMRMLSegmentationNode,
        reference_volume_node: slicer.vtkMRMLScalarVolumeNode | None,
        seed: int,
        contrast: bool,
    ) -> Job:
        """Invent what a segmentation lacks; the result is a new segmentation node.

        Raises:
            InputError: when the segmentation cannot be read.
        """
        given = ShownSegmentation.known(segmentation_node, reference_volume_node)

        def prepare(folder: Path) -> ArgumentsInSteps:
            yield from given.write_in_steps(folder / GIVEN)
            return complete_arguments(folder / GIVEN, folder / THORAX, seed, contrast)

        def accept(folder: Path) -> NodeInSteps:
            completed = yield from read_labels_in_steps(folder / THORAX)
            return add_completion(completed, self.scene, segmentation_node, reference_volume_node, seed, contrast)

        return self._add(f"{segmentation_node.GetName()} completed", prepare, accept)

    def generate(
        self,
        segmentation_node: slicer.vtkMRMLSegmentationNode,
        reference_volume_node: slicer.vtkMRMLScalarVolumeNode | None,
        seeds: list[int],
        steps: int | None = None,
        look: Look | None = None,
    ) -> list[Job]:
        """Draw one CT per seed; the results are volume nodes.

        Args:
            steps: sampling steps; the generator's own choice when None.
            look: of the scan; what the segmentation notes when None.

        Raises:
            InputError: when the segmentation cannot be read.
        """
        given = ShownSegmentation.known(segmentation_node, reference_volume_node)
        notes = {} if look is None else {LOOK_KEY: look.model_dump_json()}
        name, unknown = segmentation_node.GetName(), segmentation_summary(segmentation_node).unknown
        return [self._drawing(given, notes, name, unknown, seed, steps) for seed in seeds]

    def export(self, volume_node: slicer.vtkMRMLScalarVolumeNode, folder: str | Path, suffix: str) -> Job:
        """Write a synthetic CT into a folder; the result are the files, and nothing enters the scene.

        Raises:
            InputError: as `result_export.export_result`, as far as it is known before the work.
        """
        return self.queue.add(export_job(volume_node, folder, suffix, self.python))

    def _drawing(
        self, given: ShownSegmentation, notes: Notes, name: str, unknown: list[str], seed: int, steps: int | None
    ) -> Job:
        def prepare(folder: Path) -> ArgumentsInSteps:
            yield from given.write_in_steps(folder / GIVEN, notes)
            return generate_arguments(folder / GIVEN, folder / CT, folder / DRAWN_FROM, seed, steps)

        def accept(folder: Path) -> NodeInSteps:
            image = yield from read_in_steps(folder / CT)
            labels = yield from read_labels_in_steps(folder / DRAWN_FROM)
            yield
            return add_drawing(image, labels, self.scene, name, unknown)

        return self._add(f"{name} CT, seed {seed}", prepare, accept)

    def _add(self, title: str, prepare: Callable[[Path], Any], accept: Callable[[Path], NodeInSteps]) -> Job:
        return self.queue.add(Job(title, prepare, accept, self.python))
