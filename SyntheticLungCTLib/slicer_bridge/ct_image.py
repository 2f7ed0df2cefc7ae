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
from ..hounsfield_check import checked_hu_in_slabs
from ..jobs.steps import paced
from ..nodules.block import Block
from ..raw_nrrd import RawNrrd
from ..slabs import copy_slabs
from ..volume import CTVolume, provenance_of


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
        copy, hu = image_for_hu(self.hu.shape)
        yield from paced(copy_slabs(self.hu, hu))
        return replace(self, image=copy)

    def changed(self, block: Block) -> CTImage:
        """The same image, in which a part is now as a block has it, with the block's provenance."""
        self.hu[block.box] = block.ct.hu
        return replace(self, provenance=block.ct.provenance)


def ct_image(ct: CTVolume) -> CTImage:
    """The image of a CT."""
    image, hu = image_for_hu(ct.hu.shape)
    hu[...] = ct.hu
    return CTImage(image, ct.geometry, ct.provenance)


def read_in_steps(path: Path) -> Generator[None, None, CTImage]:
    """Read a CT that a worker wrote.

    Raises:
        InputError: when it is missing, not whole, or no CT.
    """
    file = RawNrrd.of(path)
    image, hu = image_for_hu(file.shape)
    yield from paced(checked_hu_in_slabs(file.slabs(), hu, str(path)))
    return CTImage(image, file.geometry, provenance_of(file.notes))


def image_for_hu(shape: tuple[int, ...]) -> tuple[vtk.vtkImageData, np.ndarray]:
    """An image for int16 voxels (z, y, x), whose memory nobody has touched yet, and the voxels."""
    image = vtk.vtkImageData()
    image.SetDimensions(*reversed(shape))
    image.AllocateScalars(vtk.VTK_SHORT, 1)
    return image, _hu_of(image)


def _hu_of(image: vtk.vtkImageData) -> np.ndarray:
    return vtk_to_numpy(image.GetPointData().GetScalars()).reshape(image.GetDimensions()[::-1])
