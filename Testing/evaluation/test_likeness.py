"""MS-SSIM between patients: copies are alike, and the fewer patients are left the more."""

import numpy as np
import pytest

from SyntheticLungCTLib.evaluation.case import NotEnough
from SyntheticLungCTLib.evaluation.metrics.diversity import PictureLikeness

from .made_cases import a_patient, renamed

pytest.importorskip("monai", reason="needs MONAI: pip install 'synthetic-lung-ct[evaluation]'")

PATIENTS = [a_patient(seed) for seed in range(4)]


@pytest.fixture(scope="module")
def likeness():
    return PictureLikeness()


def test_a_set_is_as_alike_as_itself_and_copies_as_alike_as_can_be(likeness):
    assert likeness(PATIENTS, PATIENTS) == 0
    copies = [renamed(PATIENTS[0], f"copy {k}") for k in range(3)]
    assert likeness(PATIENTS, copies) == pytest.approx(1 - likeness._mean(PATIENTS), abs=1e-6)


def test_likeness_grows_with_the_copies(likeness):
    found = [likeness(PATIENTS, [renamed(PATIENTS[k % kept], f"copy {k}") for k in range(4)]) for kept in (4, 3, 2, 1)]
    assert (np.diff(found) > 0).all()


def test_two_cts_of_one_patient_are_no_pair(likeness):
    with pytest.raises(NotEnough, match="two patients"):
        likeness(PATIENTS, [PATIENTS[0], renamed(PATIENTS[0], f"{PATIENTS[0].name}__again")])


def test_a_pair_is_compared_once(likeness, monkeypatch):
    likeness(PATIENTS, PATIENTS)
    monkeypatch.setattr("monai.metrics.MultiScaleSSIMMetric", None)
    assert likeness(PATIENTS, list(reversed(PATIENTS))) == pytest.approx(0)
