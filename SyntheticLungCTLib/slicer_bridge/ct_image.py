"""A CT as an image of Slicer's own, filled in steps between which a window lives, and ready to enter a scene."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import slicer  # noqa: F401, which in Slicer's Python makes vtk importable
import vtk
from vtk.util.numpy_support import vtk_to_numpy

from ..geometry import Geometry
from ..jobs.steps import at_once, paced
from ..nodules.block import Block
from ..slabs import copy_slabs
from ..volume import CTVolume, ct_of_image, read_image


@dataclass(frozen=True)
class CTImage:
    """A CT that Slicer can show as it is, without another copy.

    Attributes:
        image: int16 HU, without a place of its own.
        geometry, provenance: as of `CTVolume`.
    """

    image: vtk.vtkImageData
    geometry: Geometry
    provenance: dict[str, str]


def ct_image(ct: CTVolume) -> CTImage:
    """The image of a CT, made at once."""
    return at_once(ct_image_in_steps(ct))


def ct_image_in_steps(ct: CTVolume, changed: Block | None = None) -> Generator[None, None, CTImage]:
    """Copy a CT in steps; it stays as it is.

    Args:
        changed: a part of the CT as it is to be in the image; the provenance is its own.
    """
    depth, height, width = ct.hu.shape
    image = vtk.vtkImageData()
    image.SetDimensions(width, height, depth)
    image.AllocateScalars(vtk.VTK_SHORT, 1)
    hu = vtk_to_numpy(image.GetPointData().GetScalars()).reshape(ct.hu.shape)
    yield from paced(copy_slabs(ct.hu, hu))
    if changed is not None:
        hu[changed.box] = changed.ct.hu
    return CTImage(image, ct.geometry, (changed.ct if changed else ct).provenance)


def read_in_steps(path: Path) -> Generator[None, None, CTImage]:
    """Read a CT that a worker wrote; raises as `volume.read_ct`."""
    read = read_image(path)
    yield
    ct = ct_of_image(read, path)
    yield
    return (yield from ct_image_in_steps(ct))
