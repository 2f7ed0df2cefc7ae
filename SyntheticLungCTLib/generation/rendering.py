"""A plain rendering of a blueprint, every tissue at its usual HU: the generator draws what it lacks."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from ..blueprint.label_info import LABELS
from ..blueprint.labels import CONTRAST_BLOODS, NODULES, ORGANS, Label
from ..scanner.look import Look

#: In-plane blur that stands for the scanner's point spread and partial volume, in pixels.
BLUR_PIXELS = 0.6
#: Means of the training patients' medians, as the generator saw them in training; of vessels without the noisiest scan.
#: Airway walls and vessels are mostly partial volume.
USUAL_HU = {
    Label.AIRWAY_LUMEN: -967,
    Label.AIRWAY_WALL: -276,
    Label.PULMONARY_VESSEL: -560,
    Label.FAT: -96,
    Label.SOFT_TISSUE: 31,
    Label.SPONGY_BONE: 181,
    Label.CORTICAL_BONE: 478,
    Label.EMPHYSEMA: -957,
    Label.ORGAN: 78,
}
#: The heart's muscle in a CT with contrast agent: what is hardly enhanced has upper quartiles of 76 to 101 in training
#: patients, and lower values where fat takes part.
ENHANCED_MUSCLE_HU = 85.0
#: Blood and organs that are faint or dense, as a share of the rest.
FAINT_AND_DENSE_BLOOD, FAINT_AND_DENSE_ORGAN = (0.72, 1.35), (0.55, 1.5)


def rendered_hu(labels: np.ndarray, look: Look) -> np.ndarray:
    """Float32 HU (z, y, x) from `Label` values (z, y, x); tissues take the look's HU where it tells it."""
    palette = np.array([sum(LABELS[label].typical_hu) / 2 for label in Label], np.float32)
    for label, hu in USUAL_HU.items():
        palette[label] = hu
    palette[[Label.LUNG_LEFT, Label.LUNG_RIGHT]] = look.lung_hu
    if look.has_contrast:
        palette[Label.BLOOD] = ENHANCED_MUSCLE_HU
        palette[list(CONTRAST_BLOODS)] = np.multiply(look.blood_hu, (1.0, *FAINT_AND_DENSE_BLOOD))
    else:
        palette[Label.BLOOD] = look.blood_hu
    palette[list(NODULES)] = (-600, -250, 20)
    palette[list(ORGANS)] = np.multiply(palette[Label.ORGAN], (1.0, *FAINT_AND_DENSE_ORGAN))
    for name, hu in look.tissue_hu.items():
        palette[Label[name]] = hu
    return ndimage.gaussian_filter(palette[labels], (0, BLUR_PIXELS, BLUR_PIXELS), truncate=3)
