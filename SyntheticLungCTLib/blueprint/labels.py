"""The blueprint's taxonomy: which tissues a CT is drawn from.

Each label is one texture and one range of HU. What differs in texture is parted (contrast blood from bone), what does
not is kept together (all muscles). Values are stable: files and trained weights depend on them.
"""

from __future__ import annotations

from enum import IntEnum


class Label(IntEnum):
    """Label values as stored in a blueprint's label volume."""

    OUTSIDE = 0
    LUNG_LEFT = 1
    LUNG_RIGHT = 2
    AIRWAY_LUMEN = 3
    AIRWAY_WALL = 4
    PULMONARY_VESSEL = 5
    FAT = 6
    SOFT_TISSUE = 7
    BLOOD = 8
    CONTRAST_BLOOD = 9
    SPONGY_BONE = 10
    CORTICAL_BONE = 11
    NODULE_NON_SOLID = 12
    NODULE_PART_SOLID = 13
    NODULE_SOLID = 14
    EMPHYSEMA = 15
    LUNG_OPACITY = 16
    ORGAN = 17
    GAS = 18
    METAL = 19
    FAINT_CONTRAST_BLOOD = 20
    DENSE_CONTRAST_BLOOD = 21
    FAINT_ORGAN = 22
    DENSE_ORGAN = 23


LUNGS = (Label.LUNG_LEFT, Label.LUNG_RIGHT)
NODULES = (Label.NODULE_NON_SOLID, Label.NODULE_PART_SOLID, Label.NODULE_SOLID)
BONES = (Label.SPONGY_BONE, Label.CORTICAL_BONE)
CONTRAST_BLOODS = (Label.CONTRAST_BLOOD, Label.FAINT_CONTRAST_BLOOD, Label.DENSE_CONTRAST_BLOOD)
BLOODS = (Label.BLOOD, *CONTRAST_BLOODS)
ORGANS = (Label.ORGAN, Label.FAINT_ORGAN, Label.DENSE_ORGAN)
#: Everything inside the pleura; a nodule lies in or touches this region.
WITHIN_LUNGS = (*LUNGS, Label.EMPHYSEMA, Label.LUNG_OPACITY, Label.PULMONARY_VESSEL, *NODULES)
