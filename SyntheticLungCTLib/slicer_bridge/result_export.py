"""A synthetic CT of the scene, taken as it is now, to be written to files: at once, or by a worker."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import slicer

from ..blueprint.layer_files import write_layers
from ..blueprint.layers import Layers
from ..ct_in_steps import write_ct_in_steps
from ..jobs.commands import export_arguments
from ..jobs.job import Job
from ..result_files import FORMATS, ResultFiles, write_result
from ..volume import CTVolume
from .node_reference import referred_node
from .nodule_in_scene import SEGMENTATION_ROLE
from .segmentation_to_layers import all_layers
from .volume_node_to_ct import volume_node_to_ct

CT, SEGMENTS = "result.nrrd", "segments.layers.json"


def export_result(
    volume_node: slicer.vtkMRMLScalarVolumeNode, folder: str | Path, suffix: str = FORMATS[0]
) -> list[Path]:
    """Write a synthetic CT, its segments and its provenance into a folder: all of them, or none.

    The files are called as the node is, and lie in the world where it is seen, linear transforms included. The
    segments lie on the CT's grid.

    Args:
        folder: made where there is none; what is in it stays.
        suffix: of the CT, one of `FORMATS`.

    Returns:
        The files: CT, segments (where the scene still has some), provenance.

    Raises:
        InputError: when one of the files is there already, cannot be written, or a transform bends what is to be
            written.
    """
    return write_result(*_taken(volume_node, folder, suffix))


def export_job(
    volume_node: slicer.vtkMRMLScalarVolumeNode, folder: str | Path, suffix: str = FORMATS[0], python: str | None = None
) -> Job:
    """As `export_result`, by a worker; the result are the files."""
    ct, segments, files = _taken(volume_node, folder, suffix)
    files.check()

    def prepare(job_folder: Path) -> Generator[None, None, list[str]]:
        yield from write_ct_in_steps(ct, job_folder / CT)
        if segments is None:
            return export_arguments(job_folder / CT, None, files)
        yield from write_layers(segments, job_folder / SEGMENTS)
        return export_arguments(job_folder / CT, job_folder / SEGMENTS, files)

    return Job(f"{volume_node.GetName()} exported", prepare, lambda _: files.paths, python)


def _taken(
    volume_node: slicer.vtkMRMLScalarVolumeNode, folder: str | Path, suffix: str
) -> tuple[CTVolume, Layers | None, ResultFiles]:
    """Copies of what the scene shows, and where they go."""
    ct = volume_node_to_ct(volume_node)
    node = referred_node(volume_node, SEGMENTATION_ROLE)
    segments = all_layers(node, volume_node) if node and node.GetSegmentation().GetNumberOfSegments() else None
    return ct, segments, ResultFiles(Path(folder), volume_node.GetName(), suffix, segments is not None)
