"""What is compared of drawn slices: radiomics of each HU interval and of the full range, where there is much lung."""

from __future__ import annotations

from functools import partial

import numpy as np

from ...blueprint.labels import WITHIN_LUNGS
from ...evaluation.feature_space import FeatureSpace
from ...evaluation.hu_interval_spaces import INTERVAL_SPACES, interval_features
from ...evaluation.planes import slices_of
from ...training.preparation import PreparedPatient
from .arms import FULL_RANGE

FULL_RANGE_SPACE = FeatureSpace("full range", partial(interval_features, FULL_RANGE.bounds_hu[0]), "fastrad")
SPACES = (FULL_RANGE_SPACE, *INTERVAL_SPACES)


def evaluated_slices(patient: PreparedPatient) -> np.ndarray:
    """Indices of the slices that are reconstructed and drawn: the ones that the features are taken of."""
    return slices_of(np.isin(patient.labels, WITHIN_LUNGS), axis=0)


def features(patient: PreparedPatient, picks: np.ndarray, slices_hu: np.ndarray) -> dict[str, np.ndarray]:
    """Features (slices, 9) by the name of the space.

    Args:
        picks: indices (n,) of the slices that take the place of the patient's own.
        slices_hu: (n, y, x).
    """
    hu, labels = np.array(patient.hu), np.asarray(patient.labels)
    hu[picks] = np.rint(slices_hu).astype(np.int16)
    return {space.name: space.of(hu, labels, patient.spacing_zyx_mm) for space in SPACES}
