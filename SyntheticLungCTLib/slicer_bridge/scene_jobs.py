"""What is made for a scene in the background: taken from it before, put into it after, and in between left alone."""

from __future__ import annotations

import warnings
import weakref
from collections.abc import Callable, Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import slicer

from ..blueprint.composition import SegmentationReading
from ..blueprint.file import read_blueprint, write_blueprint
from ..checking.tissue_statistics import tissue_statistics
from ..errors import MissingTissueWarning
from ..jobs.commands import complete_arguments, generate_arguments, sample_arguments
from ..jobs.job import Job
from ..jobs.job_queue import JobQueue
from ..volume import read_ct
from .drawing import add_drawing
from .invention import add_completion, add_sample
from .nodule_jobs import NoduleJobs
from .segmentation_to_blueprint import segmentation_to_blueprint

if TYPE_CHECKING:
    from ..scanner.look import Look
    from ..thorax.request import ThoraxRequest

GIVEN, THORAX, CT = "given.seg.nrrd", "thorax.seg.nrrd", "ct.nrrd"


class SceneJobs:
    """The jobs of one scene. What a job's `result` is, is a node of that scene; closing the scene ends them all.

    A job works on what the scene showed when it was asked for; changes after that, even the removal of what was
    given, make no difference. Nothing enters the scene from a job that failed or was cancelled.

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

        def accept(folder: Path) -> slicer.vtkMRMLSegmentationNode:
            return add_sample(read_blueprint(folder / THORAX), self.scene, seed, request)

        title = f"Thorax, seed {seed}"
        return self._add(title, lambda folder: sample_arguments(folder / THORAX, seed, request), accept)

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
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", MissingTissueWarning)  # it is just what will be invented
            given = segmentation_to_blueprint(segmentation_node, reference_volume_node).blueprint

        def prepare(folder: Path) -> list[str]:
            return complete_arguments(write_blueprint(given, folder / GIVEN), folder / THORAX, seed, contrast)

        def accept(folder: Path) -> slicer.vtkMRMLSegmentationNode:
            completed = read_blueprint(folder / THORAX)
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
        reading = segmentation_to_blueprint(segmentation_node, reference_volume_node)
        reading.blueprint.look = look or reading.blueprint.look
        return [self._drawing(reading, segmentation_node.GetName(), seed, steps) for seed in seeds]

    def _drawing(self, reading: SegmentationReading, name: str, seed: int, steps: int | None) -> Job:
        def prepare(folder: Path) -> list[str]:
            return generate_arguments(write_blueprint(reading.blueprint, folder / GIVEN), folder / CT, seed, steps)

        def accept(folder: Path) -> Generator[None, None, slicer.vtkMRMLScalarVolumeNode]:
            ct, blueprint = read_ct(folder / CT), reading.blueprint
            yield
            statistics = tissue_statistics(ct.hu, blueprint.labels, ct.geometry)
            yield
            return add_drawing(ct, blueprint, self.scene, name, reading.unknown, statistics)

        return self._add(f"{name} CT, seed {seed}", prepare, accept)

    def _add(self, title: str, prepare: Callable[[Path], list[str]], accept: Callable[[Path], Any]) -> Job:
        return self.queue.add(Job(title, prepare, accept, self.python))
