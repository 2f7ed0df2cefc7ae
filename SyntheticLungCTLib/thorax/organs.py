"""The organs of a coarse thorax: what is left of the taxonomy at 5 mm."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from scipy import ndimage
from skimage.morphology import ball

from ..blueprint.labels import BLOODS, BONES, LUNGS, ORGANS, WITHIN_LUNGS, Label
from .canal import canal_mask

_AIRWAY = (Label.AIRWAY_LUMEN, Label.AIRWAY_WALL)
#: Thinner airways are grown, not painted; half of the least width that counts as trachea or main bronchus.
CENTRAL_AIRWAY_RADIUS_MM = 4.5


class Organ(IntEnum):
    """Channels of the coarse thorax; what is body and none of the others is soft tissue."""

    BODY = 0
    LUNG_LEFT = 1
    LUNG_RIGHT = 2
    AIRWAY = 3
    BLOOD = 4
    BONE = 5
    ABDOMINAL = 6
    FAT = 7
    CANAL = 8


#: The labels that belong to each organ; a lung takes in what lies in it, and the bones tell where the canal is.
MEMBERS: dict[Organ, tuple[Label, ...]] = {
    Organ.BODY: tuple(label for label in Label if label != Label.OUTSIDE),
    Organ.LUNG_LEFT: (Label.LUNG_LEFT,),
    Organ.LUNG_RIGHT: (Label.LUNG_RIGHT,),
    Organ.AIRWAY: _AIRWAY,
    Organ.BLOOD: BLOODS,
    Organ.BONE: BONES,
    Organ.ABDOMINAL: (*ORGANS, Label.GAS),
    Organ.FAT: (Label.FAT,),
}


def organ_masks(labels: np.ndarray, spacing_zyx_mm: tuple[float, float, float]) -> dict[Organ, np.ndarray]:
    """Each organ as a bool array, from `Label` values (z, y, x).

    Vessels, nodules and small airways within the lungs are lung; of the airways, trachea and main bronchi are left.
    """
    masks = {organ: np.isin(labels, members) for organ, members in MEMBERS.items()}
    masks[Organ.AIRWAY] = central_airway(masks[Organ.AIRWAY], spacing_zyx_mm)
    masks[Organ.LUNG_LEFT], masks[Organ.LUNG_RIGHT] = whole_lungs(labels, masks[Organ.AIRWAY])
    masks[Organ.CANAL] = canal_mask(masks[Organ.BONE], spacing_zyx_mm)
    return masks


def central_airway(airway: np.ndarray, spacing_zyx_mm: tuple[float, float, float]) -> np.ndarray:
    """Trachea and main bronchi, walls included: the airway opened by a ball, as distances tell it."""
    if not airway.any():
        return airway
    depth_mm = ndimage.distance_transform_edt(np.pad(airway, 1), spacing_zyx_mm)[1:-1, 1:-1, 1:-1]
    core = depth_mm > CENTRAL_AIRWAY_RADIUS_MM
    if not core.any():
        return airway
    return airway & (ndimage.distance_transform_edt(~core, spacing_zyx_mm) < CENTRAL_AIRWAY_RADIUS_MM + 0.5)


def whole_lungs(labels: np.ndarray, central: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Left and right lung with all that lies in them, each voxel with the nearer lung's own."""
    named = [labels == lung for lung in LUNGS]
    within = np.isin(labels, WITHIN_LUNGS)
    small = np.isin(labels, _AIRWAY) & ~central
    if small.any():
        within |= small & ndimage.binary_closing(within, ball(2))
    if not all(mask.any() for mask in named) or (within == named[0] | named[1]).all():
        return tuple(within & ~other if mask.any() else mask for mask, other in zip(named, named[::-1], strict=True))
    to_left, to_right = (ndimage.distance_transform_cdt(~mask, "taxicab") for mask in named)
    return within & (to_left <= to_right), within & (to_left > to_right)
