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

AIR_HU = -1000
LOWEST_HU, HIGHEST_HU = -1024, 3071
SUFFIXES = (".nrrd", ".nii", ".nii.gz", ".mha")


@dataclass
class CTVolume:
    """A CT image.

    Attributes:
        hu: int16 array (z, y, x) in Hounsfield units.
        geometry: where the array lies in the patient.
        provenance: text fields kept in the file header (for example seed, model, version).
    """

    hu: np.ndarray
    geometry: Geometry
    provenance: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.hu = checked_hu(self.hu)


def checked_hu(values: np.ndarray, source: str = "the image") -> np.ndarray:
    """The values as int16 HU (z, y, x); the same array where that is what they are.

    Raises:
        InputError: when they cannot be a CT; the message names the cause.
    """
    if values.ndim != 3 or min(values.shape, default=0) < 2:
        raise InputError(
            f"{source} has the shape {values.shape}; a CT volume needs three dimensions of at least two voxels each. "
            "Load the whole series, not one slice or a colour image."
        )
    if not np.issubdtype(values.dtype, np.number) or np.iscomplexobj(values):
        raise InputError(f"{source} holds {values.dtype} values; a CT holds numbers in Hounsfield units.")
    if np.issubdtype(values.dtype, np.floating) and not np.isfinite(values).all():
        raise InputError(f"{source} contains NaN or infinite values; export it again or fill them with -1000 HU (air).")
    low, high = float(values.min()), float(values.max())
    if low == high:
        raise InputError(f"{source} is empty: every voxel is {low:g}.")
    if low >= 0:
        raise InputError(
            f"{source} has no value below 0 (range {low:g} to {high:g}), so it is not in Hounsfield units. "
            "Apply the DICOM rescale slope and intercept (usually subtract 1024), or pass a CT."
        )
    if low > -500 or high < -200:
        raise InputError(
            f"{source} ranges from {low:g} to {high:g}; "
            "a chest CT holds both air (near -1000 HU) and tissue (near 0 HU)."
        )
    if values.dtype == np.int16 and low >= LOWEST_HU and high <= HIGHEST_HU:
        return values
    return np.clip(np.rint(values), LOWEST_HU, HIGHEST_HU).astype(np.int16)


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
    return ct_of_image(read_image(path), path)


def ct_of_image(image: sitk.Image, path: str | Path) -> CTVolume:
    """The CT that was read as an image from a path; raises as `read_ct`."""
    if image.GetDimension() != 3 or image.GetNumberOfComponentsPerPixel() != 1:
        raise InputError(
            f"{path} has {image.GetDimension()} dimensions and {image.GetNumberOfComponentsPerPixel()} components; "
            "a CT has three dimensions and one component."
        )
    hu = checked_hu(sitk.GetArrayFromImage(image), str(path))
    provenance = {k: image.GetMetaData(k) for k in image.GetMetaDataKeys() if k.startswith("SyntheticLungCT")}
    return CTVolume(hu, Geometry.of_image(image), provenance)


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
