"""A blueprint in a file: read from and written as Slicer's segmentation format `.seg.nrrd`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import SimpleITK as sitk

from ..errors import InputError
from ..geometry import Geometry
from ..scanner.look import Look
from ..volume import read_image, write_image
from .blueprint import Blueprint, values_of
from .label_info import LABELS
from .labels import Label
from .layers import LayerSegment
from .mapping import labels_of_segmentation_file
from .nodule import Nodule
from .notes import LOOK_KEY, NODULES_KEY, TREES_KEY
from .segmentation_file import segments_header
from .terminology import terminology_of_label
from .tree_lines import TreeLines


def checked_name(path: str | Path) -> Path:
    """The path of a blueprint to be written, or InputError; ask before long work, not after it."""
    if not Path(path).name.endswith(".seg.nrrd"):
        raise InputError(f"{Path(path).name}: a blueprint is written to a name that ends in .seg.nrrd.")
    return Path(path)


def write_blueprint(blueprint: Blueprint, path: str | Path, compress: bool = True) -> Path:
    """Write as Slicer's segmentation format `.seg.nrrd` (one shared layer), atomically."""
    path = checked_name(path)
    image = blueprint.geometry.apply_to(sitk.GetImageFromArray(blueprint.labels))
    for key, value in _header(blueprint).items():
        image.SetMetaData(key, value)
    return write_image(image, path, compress)


def _header(blueprint: Blueprint) -> dict[str, str]:
    present = [Label(value) for value in values_of(blueprint.labels) if value != Label.OUTSIDE]
    header = segments_header([[_segment(label) for label in present]], blueprint.labels.shape)
    header[NODULES_KEY] = json.dumps([nodule.model_dump() for nodule in blueprint.nodules])
    if blueprint.look is not None:
        header[LOOK_KEY] = blueprint.look.model_dump_json()
    if blueprint.trees is not None:
        header[TREES_KEY] = blueprint.trees.to_text()
    return header


def _segment(label: Label) -> LayerSegment:
    info = LABELS[label]
    return LayerSegment(info.name, terminology_of_label(label), int(label), f"Segment_{int(label)}", info.color)


def read_blueprint(path: str | Path) -> Blueprint:
    """Read a blueprint from `.seg.nrrd` or from a label image that already holds the taxonomy's values.

    A `.seg.nrrd` written by another tool is read by its segment names, see `mapping.py`.

    Raises:
        InputError: when the file is missing, not a 3-D label image, or holds values outside the taxonomy.
    """
    image = read_image(path)
    keys = {key: image.GetMetaData(key) for key in image.GetMetaDataKeys()}
    if NODULES_KEY not in keys and any(key.startswith("Segment0_") for key in keys):
        return labels_of_segmentation_file(image, source=str(path)).blueprint
    if image.GetDimension() != 3 or image.GetNumberOfComponentsPerPixel() != 1:
        raise InputError(f"{path} is not a 3-D label image with one component.")
    array = _whole_numbers(sitk.GetArrayFromImage(image), path)
    return Blueprint(array, Geometry.of_image(image), *read_notes(keys, path))


def read_notes(texts: Mapping[str, str], path: str | Path) -> tuple[list[Nodule], Look | None, TreeLines | None]:
    """The nodules, look and trees that the header of a file tells; raises InputError when it is spoilt."""
    try:
        look = Look.model_validate_json(texts[LOOK_KEY]) if LOOK_KEY in texts else None
        trees = TreeLines.of_text(texts[TREES_KEY]) if TREES_KEY in texts else None
        return [Nodule(**item) for item in json.loads(texts.get(NODULES_KEY, "[]"))], look, trees
    except (ValueError, TypeError) as error:
        raise InputError(f"{path}: the header's nodules, look or trees cannot be read: {error}") from error


def _whole_numbers(array: np.ndarray, path: str | Path) -> np.ndarray:
    """The array as integers; a NIfTI label image may come as floats."""
    if array.dtype == np.uint8:
        return array
    if np.isfinite(array).all() and array.min() >= 0 and (array == np.rint(array)).all():
        return array.astype(np.int64)
    raise InputError(
        f"{path} holds {array.dtype} values from {array.min()} to {array.max()}; a label image holds whole numbers "
        "from 0. To make a blueprint from a CT, use `synthetic-lung-ct blueprint extract`."
    )
