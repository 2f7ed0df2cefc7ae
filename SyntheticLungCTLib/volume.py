"""A CT with its geometry, read from and written to every format SimpleITK knows."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import SimpleITK as sitk

from .dicom import read_dicom_folder
from .errors import InputError
from .geometry import Geometry
from .hounsfield_check import checked_hu
from .naming import PREFIX

AIR_HU = -1000
SUFFIXES = (".nrrd", ".nii", ".nii.gz", ".mha")


@dataclass
class UncheckedCT:
    """What is taken for a CT.

    Attributes:
        hu: numbers (z, y, x).
        geometry: where the array lies in the patient.
        provenance: text fields kept in the file header (for example seed, model, version).
    """

    hu: np.ndarray
    geometry: Geometry
    provenance: dict[str, str] = field(default_factory=dict)


@dataclass
class CTVolume(UncheckedCT):
    """A CT image.

    Attributes:
        hu: int16 array (z, y, x) in Hounsfield units.
    """

    def __post_init__(self) -> None:
        self.hu = checked_hu(self.hu)

    @classmethod
    def of_checked(cls, hu: np.ndarray, geometry: Geometry, provenance: dict[str, str]) -> CTVolume:
        """Of what `checked_hu_in_slabs` has made, which is not looked through again."""
        ct = cls.__new__(cls)
        UncheckedCT.__init__(ct, hu, geometry, provenance)
        return ct


def read_image(path: str | Path) -> sitk.Image:
    """Read one image file or a folder that holds one DICOM series.

    Raises:
        InputError: when nothing readable is there, or the folder holds several series.
    """
    path = Path(path)
    if not path.exists():
        raise InputError(f"{path} does not exist.")
    try:
        if path.is_dir():
            return read_dicom_folder(path)
        return sitk.ReadImage(str(path))
    except RuntimeError as error:
        raise InputError(f"{path} could not be read as an image: {last_line(error)}") from error


def last_line(error: Exception) -> str:
    """The line of an error that says what happened; ITK puts its source files before it."""
    return (str(error).strip().splitlines() or [type(error).__name__])[-1].strip()


def read_ct(path: str | Path) -> CTVolume:
    """Read a CT from a DICOM folder or an image file (NRRD, NIfTI, MHA ...).

    Raises:
        InputError: when the file is missing, unreadable, or not a 3-D CT in HU.
    """
    image = read_image(path)
    if image.GetDimension() != 3 or image.GetNumberOfComponentsPerPixel() != 1:
        raise InputError(
            f"{path} has {image.GetDimension()} dimensions and {image.GetNumberOfComponentsPerPixel()} components; "
            "a CT has three dimensions and one component."
        )
    hu = checked_hu(sitk.GetArrayFromImage(image), str(path))
    texts = {key: image.GetMetaData(key) for key in image.GetMetaDataKeys()}
    return CTVolume(hu, Geometry.of_image(image), provenance_of(texts))


def provenance_of(texts: dict[str, str]) -> dict[str, str]:
    """Those of a header's texts that tell how a CT came about."""
    return {key: text for key, text in texts.items() if key.startswith(PREFIX)}


def write_ct(ct: CTVolume, path: str | Path, compress: bool = True) -> Path:
    """Write a CT as NRRD, NIfTI or MHA (by suffix), atomically. Returns the path."""
    image = ct.geometry.apply_to(sitk.GetImageFromArray(ct.hu))
    for key, value in ct.provenance.items():
        image.SetMetaData(key, value)
    return write_image(image, path, compress)


def checked_suffix(path: str | Path) -> str:
    """The suffix of a file to be written; ask before long work, not after it.

    Raises:
        InputError: when the file type is none that keeps values and geometry in one file.
    """
    name = Path(path).name
    suffix = next((s for s in sorted(SUFFIXES, key=len, reverse=True) if name.lower().endswith(s)), None)
    if suffix is None:
        raise InputError(f"{name}: write to a name that ends in .nrrd, .nii, .nii.gz or .mha.")
    return suffix


def write_image(image: sitk.Image, path: str | Path, compress: bool = True) -> Path:
    """Write an image under a temporary name beside `path`, then rename it, so a failure leaves no half file."""
    path = Path(path)
    suffix = checked_suffix(path)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp{suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        sitk.WriteImage(image, str(temporary), useCompression=compress)
        temporary.replace(path)
    except (RuntimeError, OSError) as error:
        raise InputError(f"{path} could not be written: {last_line(error)}") from error
    finally:
        if temporary.is_file():
            temporary.unlink()
    return path
