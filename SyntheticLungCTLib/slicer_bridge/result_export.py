"""A synthetic CT of the scene written to files: the CT, its segments, and how it came about."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from pathlib import Path

import slicer

from ..checksum import checksum_of
from ..errors import InputError
from .node_geometry import geometry_of_node, ijk_to_ras_matrix, world_of_local_matrix
from .node_provenance import ATTRIBUTE_PREFIX, synthetic_name
from .node_reference import referred_node
from .nodule_in_scene import SEGMENTATION_ROLE
from .scene_changes import temporary_nodes

#: File types of the CT; NRRD keeps the provenance in its header, too.
FORMATS = (".nrrd", ".nii.gz")
SEGMENTATION, PROVENANCE = ".seg.nrrd", ".provenance.json"
#: What some system does not allow in the name of a file.
FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


def export_result(
    volume_node: slicer.vtkMRMLScalarVolumeNode, folder: str | Path, suffix: str = FORMATS[0]
) -> list[Path]:
    """Write a synthetic CT, its segments and its provenance into a folder: all of them, or none.

    The files are called as the node is, and lie in the world where it is seen, linear transforms included.

    Args:
        folder: made where there is none; what is in it stays.
        suffix: of the CT, one of `FORMATS`.

    Returns:
        The files: CT, segments (where the scene still has them), provenance.

    Raises:
        InputError: when one of the files is there already, cannot be written, or a transform bends what is to be
            written.
    """
    folder, name = Path(folder), file_name(volume_node.GetName())
    segmentation_node = referred_node(volume_node, SEGMENTATION_ROLE)
    names = [name + end for end in (suffix, SEGMENTATION, PROVENANCE) if end != SEGMENTATION or segmentation_node]
    _refuse_to_overwrite(folder, names)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(prefix=".export-", dir=folder))
    except OSError as error:
        raise InputError(f"{folder} cannot be written to ({error.strerror}). Choose another folder.") from error
    try:
        _write_volume(volume_node, unfinished / names[0])
        if segmentation_node is not None:
            _write_segmentation(segmentation_node, unfinished / names[1])
        _write_provenance(volume_node, unfinished / names[-1])
        return _moved(unfinished, folder, names)
    except OSError as error:
        raise InputError(f"{folder} could not be written to ({error.strerror}); nothing was exported.") from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def file_name(node_name: str) -> str:
    """What the files of a node are called; starts with SYNTHETIC, whatever the node was renamed to."""
    return synthetic_name(FORBIDDEN.sub("_", node_name).strip(" ."))


def _refuse_to_overwrite(folder: Path, names: list[str]) -> None:
    if there := [name for name in names if (folder / name).exists()]:
        raise InputError(
            f"{folder} already has {' and '.join(there)}. Choose another folder, or give the CT another name in the "
            "Data module; nothing was overwritten."
        )


def _write_volume(node: slicer.vtkMRMLScalarVolumeNode, path: Path) -> None:
    """By Slicer's own storage, from a node that shares the voxels and has its place in the world as its own."""
    shown = slicer.vtkMRMLScalarVolumeNode()
    shown.SetAndObserveImageData(node.GetImageData())
    shown.SetIJKToRASMatrix(ijk_to_ras_matrix(geometry_of_node(node)))
    for name in _own_attributes(node):
        shown.SetAttribute(name, node.GetAttribute(name))
    is_nrrd = path.suffix == ".nrrd"
    _write(slicer.vtkMRMLNRRDStorageNode() if is_nrrd else slicer.vtkMRMLVolumeArchetypeStorageNode(), shown, path)


def _write_segmentation(node: slicer.vtkMRMLSegmentationNode, path: Path) -> None:
    scene = node.GetScene()
    world_of_local_matrix(node)  # refuses what is not linear
    with temporary_nodes(scene):
        if node.GetParentTransformNode() is not None:
            moved = scene.AddNewNodeByClass("vtkMRMLSegmentationNode")
            moved.GetSegmentation().DeepCopy(node.GetSegmentation())
            moved.SetAndObserveTransformNodeID(node.GetTransformNodeID())
            moved.HardenTransform()
            node = moved
        _write(slicer.vtkMRMLSegmentationStorageNode(), node, path)


def _write(storage: slicer.vtkMRMLStorageNode, node: slicer.vtkMRMLStorableNode, path: Path) -> None:
    storage.SetFileName(str(path))
    if not storage.WriteData(node) or not path.is_file():
        raise InputError(f"{path.name} could not be written. Is the disk full? Nothing was exported.")


def _write_provenance(node: slicer.vtkMRMLScalarVolumeNode, path: Path) -> None:
    told = {"Name": node.GetName(), "Remark": "Synthetic: no patient. For research only."}
    told |= {name.removeprefix(ATTRIBUTE_PREFIX): _decoded(node.GetAttribute(name)) for name in _own_attributes(node)}
    told["Files"] = {file.name: f"SHA256:{checksum_of(file)}" for file in sorted(path.parent.iterdir())}
    path.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _own_attributes(node: slicer.vtkMRMLNode) -> list[str]:
    return [name for name in node.GetAttributeNames() if name.startswith(ATTRIBUTE_PREFIX)]


def _decoded(text: str) -> object:
    """What was noted as JSON as what it is; all else as it was written."""
    return json.loads(text) if text[:1] in ("{", "[") else text


def _moved(unfinished: Path, folder: Path, names: list[str]) -> list[Path]:
    """Give the files their place; those that had theirs go again when one of them fails."""
    moved: list[Path] = []
    try:
        for name in names:
            moved.append((unfinished / name).rename(folder / name))
    except OSError:
        for path in moved:
            path.unlink()
        raise
    return moved
