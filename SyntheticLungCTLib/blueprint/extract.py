"""Name the tissues of a real CT: the map a synthetic CT is drawn from."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import SimpleITK as sitk

from ..geometry import Geometry
from ..volume import CTVolume
from .blueprint import Blueprint
from .extraction.naming import name_tissues
from .extraction.nodules import nodules_of_mask
from .labels import NODULES, Label

Progress = Callable[[float, str], None]


def extract_blueprint(
    ct: CTVolume, *, progress: Progress | None = None, nodule_mask: np.ndarray | None = None
) -> Blueprint:
    """Every voxel's tissue by HU, shape and place, with the scan's look.

    Args:
        ct: a chest CT; its axes may be flipped or permuted, they are oriented within.
        progress: called with a share from 0 to 1 and a word on the current step.
        nodule_mask: uint8 (z, y, x) of nodule `Label` values, painted last; other values are ignored.

    Raises:
        InputError: when no lung is found.
    """
    from ..scanner.measure_look import measure_look

    labels = extract_labels(ct, progress)
    nodules = []
    if nodule_mask is not None:
        painted = np.isin(nodule_mask, [int(label) for label in NODULES]) & (labels != Label.OUTSIDE)
        labels[painted] = nodule_mask[painted]
        nodules = nodules_of_mask(np.where(painted, nodule_mask, 0), ct.geometry)
    if progress is not None:
        progress(0.95, "Measuring noise and contrast")
    return Blueprint(labels, ct.geometry, nodules, measure_look(ct.hu, labels))


def extract_labels(ct: CTVolume, progress: Progress | None = None) -> np.ndarray:
    """The label volume alone, uint8 (z, y, x) on the CT's grid, without nodules and look.

    Raises:
        InputError: when no lung is found.
    """
    image = sitk.DICOMOrient(ct.geometry.apply_to(sitk.GetImageFromArray(ct.hu)), "LPS")
    spacing_mm = tuple(float(v) for v in image.GetSpacing()[::-1])
    labels = name_tissues(sitk.GetArrayFromImage(image), spacing_mm, progress or (lambda share, step: None))
    oriented = Geometry.of_image(image).apply_to(sitk.GetImageFromArray(labels))
    code = sitk.DICOMOrientImageFilter.GetOrientationFromDirectionCosines(ct.geometry.direction)
    return sitk.GetArrayFromImage(sitk.DICOMOrient(oriented, code))
