"""A nodule found again in a CT: the segmenter says where it is, half the density between lung and core where it ends.

The network has learned from readers' contours, which go around spicules; the half level brings them back. It also
follows vessels, which are no part of a nodule's form, so only the body of what it finds counts: on the training
nodules the mean Dice with the readers' masks is .63 so, .60 without. Region growing (`resegment`), which judges
evaluations because it has learned nothing, does not keep a nodule's form.
"""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from ...networks.nodule_segmenter import NoduleSegmenter
from ..distance import distance_mm
from ..segmenting import SMALLEST_MM, segmented, touching
from .form import opened
from .lines import BODY_SHARE
from .region import inside_mm

#: How far beyond the body of what the segmenter finds the nodule may go.
REACH_MM = 2.0
#: Lung is looked for in this shell around it, in mm; it is lighter than so many HU.
SHELL_MM, LUNG_BELOW_HU = (3.0, 8.0), -500.0
#: Percentile of the HU within that stands for the core.
CORE_PERCENTILE = 60


def found_again(
    segmenter: NoduleSegmenter, hu: np.ndarray, near: np.ndarray, diameter_mm: float = SMALLEST_MM
) -> np.ndarray:
    """Cells, bool (z, y, x), of the nodule that touches others; none when nothing is found.

    Args:
        hu: (z, y, x) in HU on cells of 1 mm; sides are multiples of 4.
        near: bool (z, y, x), where it is looked for.
        diameter_mm: of what is looked for; only of a very small one it makes a difference.
    """
    return to_half_level(hu, without_vessels(segmented(segmenter, hu, near, diameter_mm), near), near)


def without_vessels(found: np.ndarray, near: np.ndarray) -> np.ndarray:
    """The body of what is found (z, y, x); what is narrow and near to it comes back with the half level."""
    if not (found & near).any():
        return found
    widest_mm = float(inside_mm(found)[near].max())
    body = touching(found & opened(found, BODY_SHARE * widest_mm), near)
    return body if body.any() else found


def to_half_level(hu: np.ndarray, found: np.ndarray, near: np.ndarray) -> np.ndarray:
    """What is found (z, y, x), ended where the density is half between lung and core; see `found_again`."""
    away_mm = distance_mm(found, SHELL_MM[1])
    lung = (away_mm > SHELL_MM[0]) & (away_mm < SHELL_MM[1]) & (hu < LUNG_BELOW_HU)
    if not found.any() or not lung.any():
        return found
    deep = ndimage.binary_erosion(found)
    core_hu = np.percentile(hu[deep if deep.any() else found], CORE_PERCENTILE)
    return touching((away_mm <= REACH_MM) & (hu > (core_hu + np.median(hu[lung])) / 2), near & found)
