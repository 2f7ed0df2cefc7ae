"""A synthetic CT of the scene, taken as it is now, to be written to files: at once, or by a worker."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import slicer

from ..ct_in_steps import write_ct_in_steps
from ..jobs.commands import export_arguments
from ..jobs.job import Job
from ..jobs.steps import at_once
from ..result_files import FORMATS, ResultFiles, write_result
from .node_reference import referred_node
from .nodule_in_scene import SEGMENTATION_ROLE
from .shown_ct import ShownCT
from .shown_segmentation import ShownSegmentation

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
    ct, segments, files = _shown(volume_node, folder, suffix)
    return write_result(at_once(ct.copy_in_steps()), at_once(segments.copy_in_steps()) if segments else None, files)


def export_job(
    volume_node: slicer.vtkMRMLScalarVolumeNode, folder: str | Path, suffix: str = FORMATS[0], python: str | None = None
) -> Job:
    """As `export_result`, by a worker; the result are the files."""
    ct, segments, files = _shown(volume_node, folder, suffix)
    files.check()

    def prepare(job_folder: Path) -> Generator[None, None, list[str]]:
        if segments is not None:
            yield from segments.write_in_steps(job_folder / SEGMENTS)
        yield from write_ct_in_steps((yield from ct.copy_in_steps()), job_folder / CT)
        if segments is None:
            return export_arguments(job_folder / CT, None, files)
        return export_arguments(job_folder / CT, job_folder / SEGMENTS, files)

    return Job(f"{volume_node.GetName()} exported", prepare, lambda _: files.paths, python)


def _shown(
    volume_node: slicer.vtkMRMLScalarVolumeNode, folder: str | Path, suffix: str
) -> tuple[ShownCT, ShownSegmentation | None, ResultFiles]:
    """What the scene shows, and where it goes."""
    node = referred_node(volume_node, SEGMENTATION_ROLE)
    has_segments = node is not None and node.GetSegmentation().GetNumberOfSegments() > 0
    segments = ShownSegmentation(node, volume_node) if has_segments else None
    return ShownCT(volume_node), segments, ResultFiles(Path(folder), volume_node.GetName(), suffix, has_segments)
