"""Uncompressed NRRD, as workers write it, read slab by slab."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import SimpleITK as sitk

from .errors import InputError
from .geometry import Geometry
from .slabs import rows_of_slabs
from .volume import last_line

TYPES = {"short": "i2", "unsigned char": "u1"}
ENDIANS = {"little": "<", "big": ">"}


@dataclass(frozen=True)
class RawNrrd:
    """A file of which only the header was read.

    Attributes:
        shape, dtype: of the array (z, y, x) that it holds.
        notes: the texts in its header.
        first_byte: of the array, in the file.
    """

    path: Path
    shape: tuple[int, ...]
    dtype: np.dtype
    geometry: Geometry
    notes: dict[str, str]
    first_byte: int

    @classmethod
    def of(cls, path: Path) -> RawNrrd:
        """Read the header.

        Raises:
            InputError: when the file is missing, or holds anything else than voxels of one number, uncompressed.
        """
        if not path.exists():
            raise InputError(f"{path} does not exist.")
        reader = sitk.ImageFileReader()
        reader.SetFileName(str(path))
        try:
            reader.ReadImageInformation()
        except RuntimeError as error:
            raise InputError(f"{path} could not be read as an image: {last_line(error)}") from error
        fields, first_byte = _header(path)
        if fields.get("encoding") != "raw" or fields.get("type") not in TYPES or reader.GetDimension() != 3:
            raise InputError(f"{path} could not be read as an image: it is no uncompressed NRRD of a worker.")
        dtype = np.dtype(ENDIANS[fields.get("endian", "little")] + TYPES[fields["type"]])
        notes = {key: reader.GetMetaData(key) for key in reader.GetMetaDataKeys()}
        return cls(path, tuple(reversed(reader.GetSize())), dtype, Geometry.of_image(reader), notes, first_byte)

    def slabs(self) -> Iterator[np.ndarray]:
        """Slabs as `slabs_of` the array; between them the file is closed, so that it can be removed.

        Raises:
            InputError: when the file ends too early.
        """
        row_bytes = self.dtype.itemsize * math.prod(self.shape[1:])
        for rows in rows_of_slabs(self.shape):
            shape = (rows.stop - rows.start, *self.shape[1:])
            first_byte = self.first_byte + rows.start * row_bytes
            slab = np.fromfile(self.path, self.dtype, math.prod(shape), offset=first_byte)
            if slab.size < math.prod(shape):
                raise InputError(f"{self.path} could not be read as an image: it ends too early.")
            yield slab.reshape(shape)


def _header(path: Path) -> tuple[dict[str, str], int]:
    """The fields before the first empty line, and the byte after it."""
    fields = {}
    with path.open("rb") as file:
        while line := file.readline().decode("utf-8", "replace").strip():
            name, _, value = line.partition(": ")
            fields[name] = value
        return fields, file.tell()
