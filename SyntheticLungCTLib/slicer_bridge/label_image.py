"""Labels as a labelmap of Slicer's own, filled in steps between which a window lives, and ready to enter a scene."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import slicer
import vtk
from vtk.util.numpy_support import vtk_to_numpy

from ..blueprint.blueprint import Blueprint, refuse_unknown, values_of
from ..blueprint.file import read_notes
from ..blueprint.nodule import Nodule
from ..blueprint.tree_lines import TreeLines
from ..errors import InputError
from ..geometry import Geometry
from ..jobs.steps import paced
from ..raw_nrrd import RawNrrd
from ..scanner.look import Look
from ..slabs import slabs_of
from .node_geometry import ijk_to_ras_matrix


@dataclass(frozen=True)
class LabelImage:
    """A blueprint that Slicer can show as it is, without another copy.

    Attributes:
        image: uint8 `Label` values, placed in the world.
        values: those that occur, in order.
        nodules, look, trees: as of `Blueprint`.
    """

    image: slicer.vtkOrientedImageData
    values: list[int]
    nodules: list[Nodule]
    look: Look | None
    trees: TreeLines | None


def label_image(blueprint: Blueprint) -> LabelImage:
    """The labelmap of a blueprint."""
    image, labels = _image_for_labels(blueprint.labels.shape, blueprint.geometry)
    labels[...] = blueprint.labels
    return LabelImage(image, values_of(blueprint.labels), blueprint.nodules, blueprint.look, blueprint.trees)


def read_labels_in_steps(path: Path) -> Generator[None, None, LabelImage]:
    """Read a blueprint that a worker wrote.

    Raises:
        InputError: when it is missing, not whole, or no blueprint.
    """
    file = RawNrrd.of(path)
    if file.dtype != np.uint8:
        raise InputError(f"{path} holds {file.dtype} values, which are no labels.")
    notes = read_notes(file.notes, path)
    image, labels = _image_for_labels(file.shape, file.geometry)
    values: set[int] = set()

    def taken() -> Iterator[None]:
        for given, slab in zip(file.slabs(), slabs_of(labels), strict=True):
            slab[...] = given
            values.update(values_of(given))
            yield

    yield from paced(taken())
    refuse_unknown(values)
    return LabelImage(image, sorted(values), *notes)


def _image_for_labels(shape: tuple[int, ...], geometry: Geometry) -> tuple[slicer.vtkOrientedImageData, np.ndarray]:
    """An image for labels (z, y, x), whose memory nobody has touched yet, and the labels."""
    image = slicer.vtkOrientedImageData()
    image.SetDimensions(*reversed(shape))
    image.AllocateScalars(vtk.VTK_UNSIGNED_CHAR, 1)
    image.SetImageToWorldMatrix(ijk_to_ras_matrix(geometry))
    return image, vtk_to_numpy(image.GetPointData().GetScalars()).reshape(shape)
