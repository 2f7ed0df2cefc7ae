"""Patients are drawn so that real and synthetic ones are judged alike."""

import pytest

from SyntheticLungCTLib.evaluation.case import patients_of
from SyntheticLungCTLib.evaluation.half_samples import half_samples

from .made_cases import a_patient, renamed

REAL = [a_patient(seed) for seed in range(9)]
SYNTHETIC = [a_patient(seed) for seed in range(20, 27)]


@pytest.mark.parametrize(("synthetic", "size"), [(SYNTHETIC, 4), (SYNTHETIC[:1], 1), (REAL[2:5], 3)])
def test_floor_and_synthetic_have_the_same_sizes(synthetic, size):
    draws = half_samples(REAL, synthetic, draws=20)
    for comparison in (*draws.floor, *draws.stand_in):
        assert (len(patients_of(comparison.reference)), len(patients_of(comparison.other))) == (9 - size, size)


def test_no_patient_is_on_both_sides():
    draws = half_samples(REAL, [*SYNTHETIC, *REAL[:3]], draws=30)
    for comparison in (*draws.floor, *draws.stand_in):
        assert not set(patients_of(comparison.reference)) & set(patients_of(comparison.other))


def test_a_copy_of_the_real_set_is_compared_as_the_real_set_is():
    draws = half_samples(REAL, list(reversed(REAL)), draws=20)
    for floor, stand_in in zip(draws.floor, draws.stand_in, strict=True):
        assert patients_of(floor.reference) == patients_of(stand_in.reference)
        assert patients_of(floor.other) == patients_of(stand_in.other)


def test_all_cts_of_a_patient_stay_together():
    second = [renamed(case, f"{case.name}__again") for case in REAL]
    for comparison in half_samples([*REAL, *second], SYNTHETIC, draws=10).floor:
        assert len(comparison.reference) == 2 * len(patients_of(comparison.reference))
        assert not set(patients_of(comparison.reference)) & set(patients_of(comparison.other))


def test_the_seed_decides_and_patients_are_drawn_anew():
    one, again, other = (
        [patients_of(c.other) for c in half_samples(REAL, SYNTHETIC, draws=10, seed=seed).stand_in]
        for seed in (1, 1, 2)
    )
    assert one == again != other
    assert len({tuple(drawn) for drawn in one}) > 5
