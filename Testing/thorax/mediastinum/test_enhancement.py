"""Vessels that are filled alike get one label, that which prevails along them."""

from __future__ import annotations

import numpy as np

from SyntheticLungCTLib.blueprint.labels import CONTRAST_BLOODS, Label
from SyntheticLungCTLib.thorax.mediastinum.enhancement import enhancement
from SyntheticLungCTLib.thorax.mediastinum.standard_chest import Blood
from SyntheticLungCTLib.thorax.mediastinum.tubes import Tubes
from SyntheticLungCTLib.thorax.tissues import FINE_GRID, Tissue

from .conftest import FRAME


def tubes() -> dict[Blood, Tubes]:
    """Each kind along another line through the middle."""
    along = np.linspace(50.0, 200.0, 40)
    return {
        blood: Tubes(np.column_stack([along, np.full(40, 100.0), np.full(40, 90.0 + 30 * index)]), np.full(40, 5.0))
        for index, blood in enumerate(Blood)
    }


def shares(**drawn: float) -> np.ndarray:
    found = np.zeros((len(Tissue), *FINE_GRID), np.float32)
    for name, share in drawn.items():
        found[Tissue[name]] = share
    return found


def filled(found: np.ndarray, seed: int = 0) -> dict[Blood, Label]:
    return enhancement(found, FRAME, tubes(), np.random.default_rng(seed))


def test_without_contrast_agent_all_is_blood_but_the_oesophagus() -> None:
    found = filled(shares(BLOOD=0.4))
    assert found.pop(Blood.NONE) == Label.SOFT_TISSUE
    assert set(found.values()) == {Label.BLOOD}


def test_where_blood_is_enhanced_every_great_vessel_is_and_the_azygos_vein_is_not() -> None:
    for seed in range(8):
        found = filled(shares(BLOOD=0.6, CONTRAST_BLOOD=0.3), seed)
        assert found[Blood.PLAIN] == Label.BLOOD
        assert all(found[own] in CONTRAST_BLOODS for own in (Blood.VENOUS, Blood.PULMONARY, Blood.SYSTEMIC))
        assert found[Blood.RETURNING] == found[Blood.SYSTEMIC]


def test_what_prevails_along_a_vessel_fills_it() -> None:
    drawn = shares(CONTRAST_BLOOD=0.5)
    cells = np.argmin(np.abs(FRAME.cells_mm(2, 2) - 150.0))
    drawn[Tissue.DENSE_CONTRAST_BLOOD, :, :, cells - 3 : cells + 4] = 0.9
    assert filled(drawn)[Blood.VENOUS] == Label.DENSE_CONTRAST_BLOOD


def test_in_some_people_contrast_agent_is_leaving_the_lungs() -> None:
    phases = [filled(shares(CONTRAST_BLOOD=0.5), seed)[Blood.PULMONARY] for seed in range(60)]
    assert set(phases) == {Label.CONTRAST_BLOOD, Label.FAINT_CONTRAST_BLOOD}
    assert 0.2 < phases.count(Label.FAINT_CONTRAST_BLOOD) / len(phases) < 0.5


def test_the_arteries_of_the_body_are_as_a_look_says_and_others_differ_from_them() -> None:
    drawn = shares(DENSE_CONTRAST_BLOOD=0.5)
    cells = np.argmin(np.abs(FRAME.cells_mm(2, 2) - 150.0))
    drawn[Tissue.CONTRAST_BLOOD, :, :, cells - 3 : cells + 4] = 0.9
    found = filled(drawn)
    assert found[Blood.SYSTEMIC] == found[Blood.RETURNING] == Label.CONTRAST_BLOOD
    assert found[Blood.VENOUS] == Label.FAINT_CONTRAST_BLOOD
