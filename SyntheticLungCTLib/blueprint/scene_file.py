"""The segmentation in a saved Slicer scene (`.mrml`, `.mrb`), or handed over by a running one, read without Slicer."""

from __future__ import annotations

import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote
from xml.etree import ElementTree

from ..errors import InputError
from .blueprint import Blueprint
from .file import read_blueprint
from .layer_files import SUFFIX, read_layers
from .notes import restore_notes

SCENE_SUFFIXES = (".mrml", ".mrb")


@dataclass
class SavedSegmentation:
    """Where a scene keeps a segmentation (relative to itself) and the attributes of its node."""

    file: str
    attributes: dict[str, str]


def read_blueprint_or_scene(path: str | Path, segmentation: str | None = None) -> Blueprint:
    """Read a blueprint from a label file, a `.seg.nrrd`, a Slicer scene, or the layers of a `.layers.json`.

    Args:
        segmentation: name of the segmentation node; needed when the scene has more than one.

    Raises:
        InputError: when the file cannot be read, or the scene has no or several segmentations.
    """
    path = Path(path)
    if path.name.endswith(SUFFIX):
        return read_layers(path).reading().blueprint
    if not path.name.lower().endswith(SCENE_SUFFIXES):
        return read_blueprint(path)
    if not path.is_file():
        raise InputError(f"{path} does not exist.")
    if path.name.lower().endswith(".mrml"):
        saved = find_segmentation(path.read_bytes(), path, segmentation)
        return _with_notes(path.parent / saved.file, saved)
    return _read_bundle(path, segmentation)


def _read_bundle(path: Path, segmentation: str | None) -> Blueprint:
    try:
        with zipfile.ZipFile(path) as bundle, tempfile.TemporaryDirectory() as folder:
            scenes = [name for name in bundle.namelist() if name.lower().endswith(".mrml")]
            if len(scenes) != 1:
                raise InputError(f"{path} holds {len(scenes)} scenes; a Slicer bundle holds one.")
            saved = find_segmentation(bundle.read(scenes[0]), path, segmentation)
            member = str(PurePosixPath(scenes[0]).parent / saved.file)
            if member not in bundle.namelist():
                raise InputError(f"{path} names the segmentation file {saved.file}, but does not hold it.")
            copy = Path(folder) / PurePosixPath(saved.file).name
            copy.write_bytes(bundle.read(member))
            return _with_notes(copy, saved)
    except zipfile.BadZipFile as error:
        raise InputError(f"{path} is not a Slicer bundle (.mrb): {error}") from error


def _with_notes(file: Path, saved: SavedSegmentation) -> Blueprint:
    blueprint = read_blueprint(file)
    restore_notes(blueprint, saved.attributes)
    return blueprint


def find_segmentation(scene: bytes, path: Path, segmentation: str | None = None) -> SavedSegmentation:
    """The one segmentation of a scene, or the one of a name.

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
    return _saved(nodes[name], root, f"{path}: the segmentation '{name}'")


def _saved(node: ElementTree.Element, root: ElementTree.Element, what: str) -> SavedSegmentation:
    if _reference(node, "transform"):
        raise InputError(f"{what} is under a transform; harden it in Slicer and save again.")
    storage = {item.get("id"): item for item in root.iter("SegmentationStorage")}.get(_reference(node, "storage"))
    file = unquote(storage.get("fileName", "")) if storage is not None else ""
    if not file.endswith(".nrrd"):
        raise InputError(
            f"{what} is saved as {file or 'nothing'}, not as a .seg.nrrd label volume. "
            "Create its binary labelmap representation in Slicer and save again."
        )
    attributes = {unquote(key): unquote(value) for key, value in _pairs(node.get("attributes", ""))}
    return SavedSegmentation(file, attributes)


def _pairs(text: str) -> list[list[str]]:
    """Slicer's lists of `key:value;key:value`."""
    return [item.split(":", 1) for item in text.split(";") if ":" in item]


def _reference(node: ElementTree.Element, role: str) -> str | None:
    """The id of the node that `node` refers to in a role, from either place where Slicer writes it."""
    return node.get(f"{role}NodeRef") or dict(_pairs(node.get("references", ""))).get(role) or None
