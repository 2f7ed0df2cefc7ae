"""Where lung or gas ends between two slices both show some of the other; all else stays."""

from __future__ import annotations

import numpy as np

from SyntheticLungCTLib.blueprint.labels import Label
from SyntheticLungCTLib.generation.slice_thickness import blur_between_slices


def drawn(below: Label, above: Label = Label.LUNG_LEFT) -> tuple[np.ndarray, np.ndarray]:
    """HU and labels (z, y, x) of lung, or something else, above another tissue, each even."""
    labels = np.full((8, 12, 12), above, np.uint8)
    labels[:4] = below
    hu = np.where(labels == below, 40, -860).astype(np.int16)
    blur_between_slices(hu, labels)
    return hu, labels


def test_solid_tissue_below_air_is_darker_and_air_above_it_brighter() -> None:
    for air in (Label.LUNG_LEFT, Label.GAS):
        hu, _ = drawn(Label.SOFT_TISSUE, air)
        assert (hu[[0, 1, 2]] == 40).all()
        assert (hu[[5, 6, 7]] == -860).all()
        assert -80 < hu[3].mean() < -20
        assert -800 < hu[4].mean() < -740


def test_vessels_and_airways_in_a_lung_stay() -> None:
    for label in (Label.PULMONARY_VESSEL, Label.AIRWAY_LUMEN):
        hu, labels = drawn(label)
        assert np.array_equal(hu, np.where(labels == label, 40, -860))
