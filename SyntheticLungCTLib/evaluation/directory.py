"""A directory of CTs: which they are, or the reason why it is none."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import SimpleITK as sitk

from ..errors import InputError
from ..volume import SUFFIXES, last_line

LABEL_SUFFIX = ".seg.nrrd"
HOW = "A directory of CTs holds one image file (.nrrd, .nii, .nii.gz, .mha) or one DICOM folder per CT, nothing else."


@dataclass(frozen=True)
class Entry:
    """One CT: its name without the suffix, and where it is."""

    name: str
    path: Path


def ct_entries(folder: Path) -> list[Entry]:
    """The CTs of a directory in the order of their names; hidden files are passed over.

    Raises:
        InputError: when the directory is missing, empty, or holds a file that is no CT; the message names it.
    """
    found = [_entry(path) for path in _children(folder)]
    if not found:
        raise InputError(f"{folder} is empty. {HOW}")
    return _once(found)


def blueprint_entries(folder: Path) -> dict[str, Path]:
    """The blueprints of a directory by the names of the CTs that were drawn from them.

    Raises:
        InputError: when the directory is missing or holds none.
    """
    suffixes = (LABEL_SUFFIX, *SUFFIXES)
    found = [Entry(_stem(path, suffixes), path) for path in _children(folder) if path.name.endswith(suffixes)]
    if not found:
        raise InputError(
            f"{folder} holds no blueprint; it has to hold one .seg.nrrd per synthetic CT, of the same name."
        )
    return {entry.name: entry.path for entry in _once(found)}


def check_header(entry: Entry) -> None:
    """Raises InputError naming the file where even its header cannot be read, so that it is told before long work."""
    if entry.path.is_dir():
        if not sitk.ImageSeriesReader.GetGDCMSeriesIDs(str(entry.path)):
            raise InputError(f"{entry.path} holds no DICOM series. {HOW}")
        return
    reader = sitk.ImageFileReader()
    reader.SetFileName(str(entry.path))
    try:
        reader.ReadImageInformation()
    except RuntimeError as error:
        raise InputError(f"{entry.path} could not be read as an image: {last_line(error)}") from error


def _children(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise InputError(f"{folder} is no directory. {HOW}")
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))


def _entry(path: Path) -> Entry:
    if path.is_dir():
        if not any(child.is_file() for child in path.iterdir()):
            raise InputError(f"{path} holds no files. {HOW}")
        return Entry(path.name, path)
    if path.name.endswith(LABEL_SUFFIX):
        raise InputError(f"{path} is a segmentation, no CT; put it into another directory and give that as --masks.")
    if not path.name.lower().endswith(SUFFIXES):
        raise InputError(f"{path} is no CT. {HOW}")
    if path.stat().st_size == 0:
        raise InputError(f"{path} is an empty file; write it again or remove it.")
    return Entry(_stem(path, SUFFIXES), path)


def _stem(path: Path, suffixes: tuple[str, ...]) -> str:
    longest = max((s for s in suffixes if path.name.lower().endswith(s)), key=len)
    return path.name[: -len(longest)]


def _once(entries: list[Entry]) -> list[Entry]:
    by_name: dict[str, Path] = {}
    for entry in entries:
        if entry.name in by_name:
            raise InputError(f"{by_name[entry.name]} and {entry.path} have the same name; rename one of them.")
        by_name[entry.name] = entry.path
    return entries
