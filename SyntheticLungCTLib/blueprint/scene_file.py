"""The segmentation in a saved Slicer scene (`.mrml`, `.mrb`), read without Slicer."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path, PurePosixPath
from urllib.parse import unquote
from xml.etree import ElementTree

from ..errors import InputError
from .blueprint import Blueprint, read_blueprint

SCENE_SUFFIXES = (".mrml", ".mrb")


def read_blueprint_or_scene(path: str | Path, segmentation: str | None = None) -> Blueprint:
    """Read a blueprint from a label file, a `.seg.nrrd` or a Slicer scene.

    Args:
        segmentation: name of the segmentation node; needed when the scene has more than one.

    Raises:
        InputError: when the file cannot be read, or the scene has no or several segmentations.
    """
    path = Path(path)
    if not path.name.lower().endswith(SCENE_SUFFIXES):
        return read_blueprint(path)
    if not path.is_file():
        raise InputError(f"{path} does not exist.")
    if path.name.lower().endswith(".mrml"):
        scene = path.read_bytes()
        return read_blueprint(path.parent / segmentation_file_of_scene(scene, path, segmentation))
    return _read_bundle(path, segmentation)


def _read_bundle(path: Path, segmentation: str | None) -> Blueprint:
    try:
        with zipfile.ZipFile(path) as bundle, tempfile.TemporaryDirectory() as folder:
            scenes = [name for name in bundle.namelist() if name.lower().endswith(".mrml")]
            if len(scenes) != 1:
                raise InputError(f"{path} holds {len(scenes)} scenes; a Slicer bundle holds one.")
            file = segmentation_file_of_scene(bundle.read(scenes[0]), path, segmentation)
            member = str(PurePosixPath(scenes[0]).parent / file)
            if member not in bundle.namelist():
                raise InputError(f"{path} names the segmentation file {file}, but does not hold it.")
            copy = Path(folder) / PurePosixPath(file).name
            copy.write_bytes(bundle.read(member))
            return read_blueprint(copy)
    except zipfile.BadZipFile as error:
        raise InputError(f"{path} is not a Slicer bundle (.mrb): {error}") from error


def segmentation_file_of_scene(scene: bytes, path: Path, segmentation: str | None = None) -> str:
    """The file, relative to the scene, in which a scene keeps its segmentation.

    Args:
        scene: the XML of the scene; path: where it came from, for messages.
    """
    try:
        root = ElementTree.fromstring(scene)
    except ElementTree.ParseError as error:
        raise InputError(f"{path} is not a Slicer scene: {error}") from error
    nodes = {node.get("name", ""): node for node in root.iter("Segmentation")}
    if segmentation is not None and segmentation not in nodes:
        raise InputError(f"{path} has no segmentation '{segmentation}'; it has: {', '.join(nodes) or 'none'}.")
    if not nodes:
        raise InputError(f"{path} has no segmentation. Segment the lungs, body, vessels and bones, and save again.")
    if len(nodes) > 1 and segmentation is None:
        raise InputError(f"{path} has several segmentations ({', '.join(nodes)}); say which with --segmentation.")
    name = segmentation or next(iter(nodes))
    node = nodes[name]
    if _reference(node, "transform"):
        raise InputError(f"{path}: the segmentation '{name}' is under a transform; harden it in Slicer and save again.")
    storage = {item.get("id"): item for item in root.iter("SegmentationStorage")}.get(_reference(node, "storage"))
    file = unquote(storage.get("fileName", "")) if storage is not None else ""
    if not file.endswith(".nrrd"):
        raise InputError(
            f"{path}: the segmentation '{name}' is saved as {file or 'nothing'}, not as a .seg.nrrd label volume. "
            "Create its binary labelmap representation in Slicer and save again."
        )
    return file


def _reference(node: ElementTree.Element, role: str) -> str | None:
    """The id of the node that `node` refers to in a role, from either place where Slicer writes it."""
    references = dict(item.split(":", 1) for item in node.get("references", "").split(";") if ":" in item)
    return node.get(f"{role}NodeRef") or references.get(role) or None
