"""A CT as an image of Slicer's own, filled in steps between which a window lives, and ready to enter a scene."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
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

    @property
    def hu(self) -> np.ndarray:
        """The image's own voxels, int16 (z, y, x)."""
        return _hu_of(self.image)

    def copy_in_steps(self) -> Generator[None, None, CTImage]:
        """Another image of the same CT."""
        copy = _without_voxels(self.hu.shape)
        yield from paced(copy_slabs(self.hu, _hu_of(copy)))
        return replace(self, image=copy)

    def changed(self, block: Block) -> CTImage:
        """The same image, in which a part is now as a block has it, with the block's provenance."""
        self.hu[block.box] = block.ct.hu
        return replace(self, provenance=block.ct.provenance)


def ct_image(ct: CTVolume) -> CTImage:
    """The image of a CT, made at once."""
    return at_once(ct_image_in_steps(ct))


def ct_image_in_steps(ct: CTVolume) -> Generator[None, None, CTImage]:
    """Copy a CT in steps; it stays as it is."""
    image = _without_voxels(ct.hu.shape)
    yield from paced(copy_slabs(ct.hu, _hu_of(image)))
    return CTImage(image, ct.geometry, ct.provenance)


def read_in_steps(path: Path) -> Generator[None, None, CTImage]:
    """Read a CT that a worker wrote; raises as `volume.read_ct`."""
    read = read_image(path)
    yield
    ct = ct_of_image(read, path)
    yield
    return (yield from ct_image_in_steps(ct))


def _without_voxels(shape: tuple[int, ...]) -> vtk.vtkImageData:
    """An image for int16 voxels (z, y, x), whose memory nobody has touched yet."""
    image = vtk.vtkImageData()
    image.SetDimensions(*reversed(shape))
    image.AllocateScalars(vtk.VTK_SHORT, 1)
    return image


def _hu_of(image: vtk.vtkImageData) -> np.ndarray:
    return vtk_to_numpy(image.GetPointData().GetScalars()).reshape(image.GetDimensions()[::-1])
