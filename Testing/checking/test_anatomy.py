"""Rules of anatomy: a sound thorax keeps them all, and each fault breaks the rule that is meant for it."""

from dataclasses import replace

import numpy as np
import pytest

from SyntheticLungCTLib.blueprint.blueprint import Blueprint
from SyntheticLungCTLib.blueprint.labels import BONES, NODULES, Label
from SyntheticLungCTLib.checking.anatomy import check_anatomy

from ..phantom import thorax_phantom


@pytest.fixture(scope="module")
def sound() -> Blueprint:
    return thorax_phantom((60, 150, 180), (4.5, 2.4, 2.4), seed=0)


def broken(blueprint: Blueprint, one_lung: str | None = None) -> list[str]:
    return [finding.rule for finding in check_anatomy(blueprint, one_lung) if not finding.kept]


def changed(blueprint: Blueprint, where: np.ndarray, label: Label) -> Blueprint:
    return Blueprint(np.where(where, label, blueprint.labels), blueprint.geometry)


def test_a_sound_thorax_keeps_every_rule(sound):
    assert broken(sound) == []


def test_a_missing_lung_needs_a_reason(sound):
    one = changed(sound, sound.mask(Label.LUNG_LEFT), Label.FAT)
    assert "lungs present" in broken(one)
    assert "lungs present" not in broken(one, one_lung="left pneumonectomy")


def test_millimetres_given_as_metres_break_the_volume_of_the_lungs(sound):
    metres = replace(sound.geometry, spacing_mm=tuple(1e-3 * side for side in sound.geometry.spacing_mm))
    assert "lungs together, l" in broken(Blueprint(sound.labels, metres))


def test_a_cut_trachea_is_found(sound):
    airway = sound.mask(Label.AIRWAY_LUMEN, Label.AIRWAY_WALL)
    middle = np.flatnonzero(airway.any(axis=(1, 2)))[-12]
    cut = np.zeros_like(airway)
    cut[middle : middle + 2] = True
    assert "airways in one piece, share" in broken(changed(sound, airway & cut, Label.SOFT_TISSUE))


def test_a_hole_in_the_chest_wall_is_found(sound):
    hole = np.zeros(sound.labels.shape, bool)
    hole[24:40, 60:90, :90] = True
    holed = changed(sound, hole & ~sound.mask(Label.LUNG_RIGHT, Label.PULMONARY_VESSEL), Label.OUTSIDE)
    assert "lung open to the outside, share" in broken(holed)


def test_a_gap_in_the_spine_is_found(sound):
    gap = np.zeros(sound.labels.shape, bool)
    gap[30:40] = True
    assert "slices with bone, share" in broken(changed(sound, gap & sound.mask(*BONES), Label.SOFT_TISSUE))


def test_vessels_outside_the_lungs_are_found(sound):
    leaked = changed(sound, sound.mask(Label.BLOOD, Label.CONTRAST_BLOOD), Label.PULMONARY_VESSEL)
    assert "pulmonary vessels away from lung, share" in broken(leaked)


def test_a_nodule_in_muscle_is_found(sound):
    assert sound.mask(*NODULES).any()
    z, y, x = np.argwhere(sound.mask(Label.SOFT_TISSUE))[len(sound.labels)]
    where = np.zeros(sound.labels.shape, bool)
    where[z : z + 2, y : y + 3, x : x + 3] = True
    found = broken(changed(sound, where, Label.NODULE_SOLID))
    assert any(rule.startswith("nodule") for rule in found)
