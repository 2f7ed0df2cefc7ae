"""The lungs: aerated lung, its left and right half, what the pleura encloses, and gas that is not lung."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from ...errors import InputError
from . import morphology as m
from .scan import Scan

AERATED_HU = -500.0
_LEAST_LUNG_ML = 150.0
_ROLLING_MM = 9.0
#: A larger hole in a slice is the dome of the diaphragm, unless lung encloses it on all sides.
_HOLE_MM2 = 350.0
_ISLAND_ML = 10.0


@dataclass
class Lungs:
    """Bool arrays (z, y, x): each lung with all that its pleura encloses, the aerated part, and other gas."""

    left: np.ndarray
    right: np.ndarray
    aerated: np.ndarray
    gas: np.ndarray

    @property
    def both(self) -> np.ndarray:
        return self.left | self.right


def find_lungs(scan: Scan, airway: np.ndarray) -> Lungs:
    """Part the body's air into lungs and other gas, and close the lungs over vessels and nodules.

    `airway` is the lumen (z, y, x). The border lies where the smoothed HU crosses -500, halfway to soft tissue. A
    rolling ball (Armato and Sensakovic, Acad. Radiol. 11, 2004) of 9 mm takes in what touches the pleura.

    Raises:
        InputError: when no lung is found.
    """
    spacing = scan.coarse_spacing_mm
    lumen = scan.lessened(airway)
    air = (scan.coarse < AERATED_HU) & scan.lessened(scan.body) & ~m.dilated(lumen, 1.6, spacing)
    coarse, other = _lung_parts(scan.coarse, air, spacing)
    left, right = _halves(coarse, spacing)
    sides = [m.closed(side, _ROLLING_MM, spacing) for side in (left, right)]
    sides = [
        m.small_holes_filled(side, _HOLE_MM2, spacing) & ~m.dilated(lumen & ~coarse, 3.0, spacing) for side in sides
    ]
    nearer_left = m.distance_mm(left, spacing) <= m.distance_mm(right, spacing)
    air_fine = (scan.smooth < AERATED_HU) & scan.body & ~airway
    aerated = air_fine & scan.fine(m.dilated(coarse, 2.0, spacing))
    enclosed = m.opened(sides[0] | sides[1], 2.0, spacing, in_plane=True) | coarse
    whole = aerated | (scan.fine(enclosed & m.eroded(sides[0] | sides[1], 0.5, spacing, in_plane=True)) & ~airway)
    on_left = scan.fine(nearer_left)
    gas = air_fine & scan.fine(m.dilated(other, 2.5, spacing)) & ~aerated
    return Lungs(whole & on_left, whole & ~on_left, aerated, gas)


def _lung_parts(coarse: np.ndarray, air: np.ndarray, spacing: m.Spacing) -> tuple[np.ndarray, np.ndarray]:
    """Part coarse air into lung and other gas: gas in a bowel is purer and lies apart from the largest parts."""
    labels, sizes = m.components(air, spacing)
    count = len(sizes)
    index = np.arange(count)
    medians = np.zeros(count)
    some = index[sizes > 0.3]
    if some.size:
        medians[some] = ndimage.median(coarse, labels, some)
    big = (sizes > _LEAST_LUNG_ML) & (medians > -965) & (medians < AERATED_HU)
    if not big.any():
        raise InputError(
            f"No lung was found: the largest air space within the body is {sizes.max():.0f} ml. "
            "Check that this is a chest CT in Hounsfield units with the lungs in the field of view."
        )
    lung = big[labels]
    near = np.unique(labels[m.dilated(lung, 3.5, spacing) & air])
    small = np.zeros(count, bool)
    small[near] = True
    small &= (medians > -930) & (medians < 0) & (sizes < _ISLAND_ML) & ~big
    return lung | small[labels], (~(big | small))[labels] & air


def _halves(lung: np.ndarray, spacing: m.Spacing) -> tuple[np.ndarray, np.ndarray]:
    """Left and right lung (coarse, bool): by component, or by the deepest erosion that severs them.

    The severed cores are grown back by nearest distance, as a watershed on the distance map would.
    """
    inside = -m.distance_mm(lung, spacing, in_plane=True)
    for radius_mm in (0.0, 1.5, 3.0, 4.5, 6.5, 9.0, 12.0, 16.0):
        labels, sizes = m.components(inside > radius_mm, spacing)
        order = np.argsort(sizes)[::-1]
        if len(order) > 2 and sizes[order[1]] > 0.15 * sizes[order[0]]:
            first, second = labels == order[0], labels == order[1]
            if _centre_x(first) < _centre_x(second):
                first, second = second, first
            nearer_first = m.distance_mm(first, spacing) <= m.distance_mm(second, spacing)
            return lung & nearer_first, lung & ~nearer_first
    middle = np.zeros(lung.shape, bool)
    middle[:, :, lung.shape[2] // 2 :] = True
    return lung & middle, lung & ~middle


def _centre_x(mask: np.ndarray) -> float:
    profile = mask.sum(axis=(0, 1))
    return float((profile * np.arange(len(profile))).sum() / max(1, profile.sum()))
