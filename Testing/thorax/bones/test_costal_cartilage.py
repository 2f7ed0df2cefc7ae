"""Cartilage leads from the ribs' front ends to the sternum."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from SyntheticLungCTLib.blueprint.labels import Label
from SyntheticLungCTLib.thorax.bones.costal_cartilage import CostalCartilage
from SyntheticLungCTLib.thorax.bones.ribs import Ribs
from SyntheticLungCTLib.thorax.bones.sternum import Sternum
from SyntheticLungCTLib.thorax.cage import Cage

from .test_sternum import HEIGHTS_MM, X_MM


def test_bars_of_a_cm_lead_to_the_sternum_through_what_is_soft(cage: Cage) -> None:
    sternum = Sternum(np.array([60.0, 220.0]), np.array([[8.0, X_MM]] * 2), 1.0, (1.0, 1.0))
    rng, pixels_mm = np.random.default_rng(0), (np.arange(150.0), np.arange(260.0))
    ribs = Ribs.on(cage, np.arange(-200, 320, 25.0), rng)
    cartilage = CostalCartilage.between(ribs, sternum, Label.DENSE_ORGAN, pixels_mm, rng)
    labels = np.full((len(HEIGHTS_MM), 150, 260), Label.SOFT_TISSUE, np.uint8)
    labels[:, :, 135:] = Label.LUNG_LEFT
    for plane, height_mm in zip(labels, HEIGHTS_MM, strict=True):
        cartilage.lay(plane, height_mm)
    parts, _ = ndimage.label(np.isin(labels[:, :, 90], (Label.DENSE_ORGAN, Label.SPONGY_BONE)))
    areas_mm2 = np.bincount(parts.ravel())[1:] * 2
    assert len(areas_mm2) >= 5 and 80 < np.median(areas_mm2) < 200
    assert Label.DENSE_ORGAN not in labels[:, 75:] and (labels[:, :, 135:] == Label.LUNG_LEFT).all()
