"""Segmentations of other tools (TotalSegmentator, MAISI, Segment Editor) read as blueprints.

`label_for_segment` says what one segment is; `labels_of_segmentation_file` reads a `.seg.nrrd` and
`labels_of_label_image` a plain label map by its numbers. What each name, number and code means stands in
`segment_names.csv`. A segment that is not in it is reported and left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import SimpleITK as sitk
from scipy import ndimage

from ..errors import InputError
from ..geometry import Geometry
from ..volume import read_image
from .composition import Segment, SegmentationReading, compose, compose_rows
from .labels import Label
from .segment_names import find_segment, names_by_number, segment_names

__all__ = [
    "SegmentationReading",
    "label_for_segment",
    "labels_of_label_image",
    "labels_of_mask_folder",
    "labels_of_segmentation_file",
]


def label_for_segment(name: str, terminology: str | None = None) -> Label | None:
    """What a segment is, by its terminology entry first and its name second; None when neither says.

    A segment that holds both lungs answers LUNG_LEFT here; reading it parts it into left and right.
    """
    row = find_segment(name, terminology)
    return row.label if row else None


def labels_of_segmentation_file(image: sitk.Image, source: str) -> SegmentationReading:
    """Read a Slicer segmentation (`.seg.nrrd`), one shared layer or several, by its segments' names and terminology.

    Args:
        image: 3-D image, one component per layer, with the header's `Segment<i>_...` fields as metadata.
        source: the file's name, for messages.

    Raises:
        InputError: when the image is not 3-D or no segment is known.
    """
    if image.GetDimension() != 3:
        raise InputError(f"{source} has {image.GetDimension()} dimensions; a segmentation has three.")
    layers = sitk.GetArrayViewFromImage(image)
    layers = layers if layers.ndim == 4 else layers[..., np.newaxis]
    reading = compose(_segments_of_file(image, layers, source), layers.shape[:3], Geometry.of_image(image))
    if not reading.recognised:
        raise InputError(f"{source} holds no segment that is known; its segments are: {', '.join(reading.unknown)}.")
    return reading


def _segments_of_file(image: sitk.Image, layers: np.ndarray, source: str) -> Iterator[Segment]:
    fields = {key: image.GetMetaData(key) for key in image.GetMetaDataKeys() if key.startswith("Segment")}
    indices = sorted({int(m[1]) for key in fields if (m := re.match(r"Segment(\d+)_", key))})
    boxes: dict[int, list] = {}
    for index in indices:
        name = fields.get(f"Segment{index}_Name") or fields.get(f"Segment{index}_ID") or f"segment {index}"
        layer = int(fields.get(f"Segment{index}_Layer", 0))
        value = int(fields.get(f"Segment{index}_LabelValue", 1))
        if not 0 <= layer < layers.shape[3]:
            raise InputError(f"{source}: segment '{name}' lies in layer {layer}, but there are {layers.shape[3]}.")
        if layer not in boxes:
            boxes[layer] = ndimage.find_objects(_whole_numbers(layers[..., layer], source))
        box = boxes[layer][value - 1] if 1 <= value <= len(boxes[layer]) else None
        if box is None:  # an empty segment is still named in the reading
            box = (slice(0, 0),) * 3
        mask = layers[..., layer][box] == value
        yield Segment(name, fields.get(f"Segment{index}_Tags"), box, mask)


def labels_of_label_image(
    array: np.ndarray, geometry: Geometry, table: str = "totalsegmentator"
) -> SegmentationReading:
    """Read a plain label map (z, y, x) by the numbers of the tool that wrote it.

    Args:
        table: `totalsegmentator` (its task "total"), `totalsegmentator:lung_vessels` and its other tasks, or `maisi`.

    Raises:
        InputError: when the table is not known, or the array is no label map or holds none of the table's numbers.
    """
    rows = names_by_number(table)
    if not rows:
        known = sorted({row.tool for row in segment_names() if row.number is not None and row.tool != "blueprint"})
        raise InputError(f"'{table}' is no table of label numbers; there are: {', '.join(known)}.")
    if array.ndim != 3:
        raise InputError(f"A label map has three dimensions; this one has the shape {array.shape}.")
    array = _whole_numbers(array, "the label map")
    boxes = {number: box for number, box in enumerate(ndimage.find_objects(array), start=1) if box is not None}
    if not boxes.keys() & rows.keys():
        raise InputError(
            f"The label map holds none of the numbers of '{table}'; it holds: {sorted(boxes) or 'only 0'}."
        )
    pairs = (
        (Segment(rows[n].name if n in rows else f"number {n}", None, box, array[box] == n), rows.get(n))
        for n, box in boxes.items()
    )
    return compose_rows(pairs, array.shape, geometry)


def labels_of_mask_folder(folder: Path) -> SegmentationReading:
    """Read a folder of one mask per structure, `<name>.nii.gz` each, as TotalSegmentator writes by default.

    Raises:
        InputError: when there are no masks, they don't lie on the same grid, or none is known by its name.
    """
    files = sorted(file for file in folder.iterdir() if file.name.endswith((".nii", ".nii.gz")))
    if not files:
        raise InputError(f"{folder} holds no masks; one <name>.nii.gz per structure is looked for.")
    first = read_image(files[0])
    reading = compose(_segments_of_folder(files, first), first.GetSize()[::-1], Geometry.of_image(first))
    if not reading.recognised:
        raise InputError(f"{folder} holds no mask of a name that is known: {', '.join(reading.unknown)}.")
    return reading


def _segments_of_folder(files: list[Path], first: sitk.Image) -> Iterator[Segment]:
    for file in files:
        image = read_image(file)
        if image.GetSize() != first.GetSize() or not Geometry.of_image(image).is_close_to(Geometry.of_image(first)):
            raise InputError(f"{file} lies on another grid than {files[0].name}.")
        mask = sitk.GetArrayViewFromImage(image) > 0
        box = (ndimage.find_objects(mask.astype(np.uint8)) or [(slice(0, 0),) * 3])[0]
        yield Segment(file.name.split(".")[0], None, box, mask[box])


def _whole_numbers(array: np.ndarray, source: str) -> np.ndarray:
    """The array as integers; NIfTI label maps may come as floats."""
    if np.issubdtype(array.dtype, np.integer):
        return array.astype(np.int32) if array.dtype.itemsize > 4 else array
    if not np.isfinite(array).all() or (array != np.rint(array)).any() or array.min() < 0:
        raise InputError(f"{source} holds values that are no whole numbers from 0; it is not a label map.")
    return array.astype(np.int32)
