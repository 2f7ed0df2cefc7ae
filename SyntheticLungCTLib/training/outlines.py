"""Readers' outlines of nodules as label masks on the CT's grid: DICOM SEG, and the XML of LIDC-IDRI."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import numpy as np
from skimage.draw import polygon

from ..blueprint.labels import Label
from ..errors import InputError
from ..volume import CTVolume

#: Readers who must include a voxel.
LEAST_READERS = 2


def outlined_nodules(folder: Path, name: str, ct: CTVolume) -> np.ndarray | None:
    """A uint8 mask (z, y, x) of nodule `Label` values, 0 elsewhere; None where a patient has no outlines.

    Reads `<folder>/<name>.seg.dcm` or `<folder>/<name>.lidc.xml`.

    Raises:
        InputError: when outlines lie on another grid than the CT's axial slices.
    """
    if (file := folder / f"{name}.seg.dcm").is_file():
        return _of_dicom_seg(file, ct)
    if (file := folder / f"{name}.lidc.xml").is_file():
        return _of_lidc_xml(file, ct)
    return None


def _of_dicom_seg(file: Path, ct: CTVolume) -> np.ndarray:
    """Frames are matched to slices by their position; a segmentation says nothing of texture, so it counts as solid."""
    import pydicom

    seg = pydicom.dcmread(file)
    if (seg.Rows, seg.Columns) != ct.hu.shape[1:]:
        raise InputError(
            f"{file}: frames of {seg.Rows} x {seg.Columns}, the CT has {ct.hu.shape[1]} x {ct.hu.shape[2]}."
        )
    mask = np.zeros(ct.hu.shape, np.uint8)
    for frame, groups in zip(seg.pixel_array, seg.PerFrameFunctionalGroupsSequence, strict=True):
        position_mm = [float(v) for v in groups.PlanePositionSequence[0].ImagePositionPatient]
        if np.abs(np.subtract(position_mm[:2], ct.geometry.origin_mm[:2])).max() > 0.1:
            raise InputError(f"{file}: a frame lies at {position_mm} mm, beside the CT's slices.")
        if (z := _slice_at(position_mm[2], ct)) is not None:
            mask[z][frame > 0] = Label.NODULE_SOLID
    return mask


def _of_lidc_xml(file: Path, ct: CTVolume) -> np.ndarray:
    """Voxels that two readers or more include; their mean rating of texture (1 to 5) gives the class."""
    votes, texture = np.zeros(ct.hu.shape, np.uint8), np.zeros(ct.hu.shape, np.float32)
    spaces = {"lidc": "http://www.nih.gov"}
    for nodule in ElementTree.parse(file).iterfind(".//lidc:unblindedReadNodule", spaces):
        rating = nodule.findtext("lidc:characteristics/lidc:texture", None, spaces)
        for region in nodule.iterfind("lidc:roi", spaces) if rating else ():
            z = _slice_at(float(region.findtext("lidc:imageZposition", "nan", spaces)), ct)
            if z is None or region.findtext("lidc:inclusion", "TRUE", spaces) != "TRUE":
                continue
            edges = region.iterfind("lidc:edgeMap", spaces)
            points = [[int(edge.findtext(f"lidc:{axis}Coord", "0", spaces)) for axis in "yx"] for edge in edges]
            inside = polygon(*np.transpose(points), shape=ct.hu.shape[1:])
            votes[z][inside] += 1
            texture[z][inside] += float(rating)
    agreed, mean = votes >= LEAST_READERS, texture / np.maximum(votes, 1)
    classes = np.where(
        mean < 2.5, Label.NODULE_NON_SOLID, np.where(mean > 3.5, Label.NODULE_SOLID, Label.NODULE_PART_SOLID)
    )
    return np.where(agreed, classes, 0).astype(np.uint8)


def _slice_at(z_mm: float, ct: CTVolume) -> int | None:
    """The slice within a quarter of the spacing of a height in the patient."""
    index = (z_mm - ct.geometry.origin_mm[2]) / ct.geometry.spacing_mm[2]
    nearest = round(index)
    return nearest if abs(index - nearest) < 0.25 and 0 <= nearest < len(ct.hu) else None
