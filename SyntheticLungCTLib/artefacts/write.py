"""What was found in a CT, written beside it: a list for programs, a volume that Slicer lays over the CT."""

from __future__ import annotations

import json
from pathlib import Path

import SimpleITK as sitk

from ..errors import InputError
from ..geometry import Geometry, orientation_code, reoriented
from ..volume import write_image
from .find import Findings

LIST, HEAT = "artefacts.json", "artefacts.nrrd"


def write_findings(findings: Findings, geometry: Geometry, folder: Path, like: Geometry) -> list[Path]:
    """`artefacts.json`, and `artefacts.nrrd`: 1 where the strongest kind reaches its bound. Returns both paths.

    Args:
        geometry: of the findings' grid.
        like: the CT's own, whose order of axes the volume gets.

    Raises:
        InputError: when the folder cannot be written to.
    """
    heat, geometry = reoriented(findings.heat, geometry, orientation_code(like))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        temporary = folder / f".{LIST}.tmp"
        text = json.dumps({"flags": [flag.model_dump() for flag in findings.flags]}, indent=2)
        temporary.write_text(text + "\n", encoding="utf-8")
        temporary.replace(folder / LIST)
    except OSError as error:
        raise InputError(f"{folder} could not be written to: {error.strerror}.") from error
    return [folder / LIST, write_image(geometry.apply_to(sitk.GetImageFromArray(heat)), folder / HEAT)]
