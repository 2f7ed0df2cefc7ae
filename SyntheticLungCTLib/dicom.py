"""A folder of DICOM slices as one image, or the reason why it is not one volume."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import SimpleITK as sitk

from .errors import InputError

MODALITY, POSITION, ORIENTATION = "0008|0060", "0020|0032", "0020|0037"
#: How far a gap between slices may be from the usual one, as a share of it.
GAP_TOLERANCE = 0.1
TILT_TOLERANCE_DEGREES = 0.5


def read_dicom_folder(folder: Path) -> sitk.Image:
    """Read the one CT series in a folder, its slices in the order of their positions.

    Raises:
        InputError: when there is no series, several, one of another modality, or one with slices missing, twice or
            sheared (gantry tilt).
    """
    series = sitk.ImageSeriesReader.GetGDCMSeriesIDs(str(folder))
    if not series:
        raise InputError(f"{folder} holds no DICOM series; give the folder in which the slices themselves lie.")
    files = {uid: sitk.ImageSeriesReader.GetGDCMSeriesFileNames(str(folder), uid) for uid in series}
    if len(files) > 1:
        sizes = ", ".join(f"{len(names)} slices" for names in files.values())
        raise InputError(f"{folder} holds {len(files)} DICOM series ({sizes}); put the one you want in its own folder.")
    (names,) = files.values()
    headers = [_header(name) for name in names]
    modality = headers[0].get(MODALITY, "CT")
    if modality != "CT":
        raise InputError(f"{folder} is a DICOM series of modality {modality}, not CT.")
    if len(names) > 1 and all(POSITION in header and ORIENTATION in header for header in headers):
        names = _in_order(names, headers, folder)
    reader = sitk.ImageSeriesReader()
    reader.SetFileNames(names)
    return reader.Execute()


def _header(name: str) -> dict[str, str]:
    reader = sitk.ImageFileReader()
    reader.SetFileName(name)
    reader.ReadImageInformation()
    return {
        tag: reader.GetMetaData(tag).strip() for tag in (MODALITY, POSITION, ORIENTATION) if reader.HasMetaDataKey(tag)
    }


def _in_order(names: tuple[str, ...], headers: list[dict[str, str]], folder: Path) -> list[str]:
    """The slices' file names by position; GDCM itself falls back to the order of names when positions repeat."""
    positions_mm = np.array([_numbers(header[POSITION]) for header in headers])
    row, column = np.reshape(_numbers(headers[0][ORIENTATION]), (2, 3))
    normal = np.cross(row, column)
    order = np.argsort(positions_mm @ normal, kind="stable")
    _check_positions(positions_mm[order], normal, folder)
    return [names[index] for index in order]


def _check_positions(positions_mm: np.ndarray, normal: np.ndarray, folder: Path) -> None:
    gaps_mm = np.diff(positions_mm @ normal)
    usual_mm = float(np.median(gaps_mm))
    if (gaps_mm < GAP_TOLERANCE * usual_mm).any() or usual_mm == 0:
        at = int(np.argmin(gaps_mm))
        raise InputError(
            f"{folder}: two slices lie at the same position ({_place(positions_mm[at])}); the folder holds several "
            "time points or reconstructions. Keep one of them."
        )
    if (np.abs(gaps_mm - usual_mm) > GAP_TOLERANCE * usual_mm).any():
        at = int(np.argmax(np.abs(gaps_mm - usual_mm)))
        raise InputError(
            f"{folder}: the slices are not evenly spaced: {gaps_mm[at]:.2f} mm between the slices at "
            f"{_place(positions_mm[at])} and {_place(positions_mm[at + 1])}, usually {usual_mm:.2f} mm. "
            "Slices are missing; export the series again."
        )
    steps_mm = positions_mm[-1] - positions_mm[0]
    tilt = np.degrees(np.arccos(np.clip(abs(steps_mm @ normal) / np.linalg.norm(steps_mm), 0, 1)))
    if tilt > TILT_TOLERANCE_DEGREES:
        raise InputError(
            f"{folder} was scanned with the gantry tilted by {tilt:.1f} degrees, so its slices are sheared. Load it in "
            "Slicer, harden the acquisition transform and save it as NRRD."
        )


def _numbers(text: str) -> list[float]:
    return [float(number) for number in text.split("\\")]


def _place(position_mm: np.ndarray) -> str:
    return "LPS " + " ".join(f"{value:.1f}" for value in position_mm) + " mm"
