"""A thorax on the coarse grid."""

import numpy as np
import pytest

from SyntheticLungCTLib.blueprint.labels import LUNGS, Label
from SyntheticLungCTLib.errors import InputError
from SyntheticLungCTLib.thorax.anchors import frame_of_organs
from SyntheticLungCTLib.thorax.distance_maps import REACH_MM, distance_maps
from SyntheticLungCTLib.thorax.frame import AVERAGE_MM, BEFORE, CELL_MM, GRID, LUNGS_CELLS, Frame
from SyntheticLungCTLib.thorax.organs import Organ

from .conftest import SPACING


def test_vessels_and_nodules_are_lung_and_sides_stay_apart(labels, masks):
    left, right = masks[Organ.LUNG_LEFT], masks[Organ.LUNG_RIGHT]
    assert not (left & right).any()
    assert not (left & (labels == Label.LUNG_RIGHT)).any()
    assert (left | right)[np.isin(labels, (*LUNGS, Label.PULMONARY_VESSEL, Label.NODULE_SOLID))].all()


def test_of_the_airways_the_wide_ones_are_left(labels, masks):
    airway = np.isin(labels, (Label.AIRWAY_LUMEN, Label.AIRWAY_WALL))
    assert masks[Organ.AIRWAY].any() and masks[Organ.AIRWAY].sum() < airway.sum()
    assert not (masks[Organ.AIRWAY] & ~airway).any()


def test_lungs_fill_the_same_cells_whatever_their_size(masks, frame):
    lungs = np.minimum(*distance_maps(masks, SPACING, frame)[[Organ.LUNG_LEFT, Organ.LUNG_RIGHT]]) < 0
    for axis in range(3):
        where = np.flatnonzero(lungs.any(axis=tuple({0, 1, 2} - {axis})))
        assert where[0] == pytest.approx(BEFORE[axis], abs=1.5)
        assert where[-1] + 1 == pytest.approx(BEFORE[axis] + LUNGS_CELLS[axis], abs=1.5)


def test_distances_are_millimetres_negative_inside():
    ball = np.sum((np.indices((60, 60, 60)) - 29.5) ** 2, axis=0) < 20**2
    frame = Frame((-80.0, -60.0, -100.0), tuple(AVERAGE_MM))
    maps = distance_maps({Organ.BLOOD: ball}, (1.0, 1.0, 1.0), frame)
    cells = np.stack(np.meshgrid(*map(np.arange, GRID), indexing="ij"), axis=-1) * CELL_MM + frame.origin_mm
    true_mm = np.linalg.norm(cells - 29.5, axis=-1) - 20
    near = np.abs(true_mm) < REACH_MM - CELL_MM
    assert np.abs(maps[Organ.BLOOD] * REACH_MM - true_mm)[near].mean() < 0.7
    assert (maps[Organ.BONE] == 1).all()


@pytest.mark.parametrize("given", [(Organ.LUNG_LEFT, Organ.LUNG_RIGHT), (Organ.LUNG_LEFT,), (Organ.BODY,)])
def test_the_frame_is_found_from_few_organs(masks, frame, given):
    found = frame_of_organs({organ: masks[organ] for organ in given}, SPACING)
    least = 0.97 if len(given) == 2 else 0.75
    assert np.divide(found.size_mm, frame.size_mm) == pytest.approx(1, rel=1 - least)


def test_lungs_that_the_volume_cuts_do_not_squeeze_the_thorax(masks, frame):
    cut = {organ: masks[organ][20:] for organ in (Organ.LUNG_LEFT, Organ.LUNG_RIGHT)}
    found = frame_of_organs(cut, SPACING)
    assert found.size_mm[0] == pytest.approx(frame.size_mm[0], rel=0.2)
    top_mm = frame.low_mm[0] + frame.size_mm[0] - 20 * SPACING[0]
    assert found.low_mm[0] + found.size_mm[0] == pytest.approx(top_mm, abs=8)


@pytest.mark.parametrize("factor", [1e-3, 10.0])
def test_other_units_than_mm_are_told(masks, factor):
    given = {organ: masks[organ] for organ in (Organ.LUNG_LEFT, Organ.LUNG_RIGHT)}
    with pytest.raises(InputError, match="mm"):
        frame_of_organs(given, tuple(factor * mm for mm in SPACING))


def test_no_lungs_have_no_frame():
    with pytest.raises(InputError, match="too little"):
        Frame.of_lungs(np.zeros((4, 4, 4), bool), SPACING)
