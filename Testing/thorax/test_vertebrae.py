"""A column of bone becomes vertebrae of a vertebra's height, with discs before the canal and gaps behind it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from SyntheticLungCTLib.blueprint.labels import BONES, Label
from SyntheticLungCTLib.thorax.frame import AVERAGE_MM, GRID, Frame
from SyntheticLungCTLib.thorax.vertebrae import DISC_MM, part_vertebrae

SPACING = (1.0, 1.0, 1.0)
FRAME = Frame((0.0, 0.0, 0.0), tuple(AVERAGE_MM))
#: Where the canal runs (y, x), in mm.
CANAL_MM = (120.0, 130.0)


def column(lean: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Labels (z, y, x) of a column before and behind a canal, and distances (*GRID) to that; it leans backwards."""
    labels = np.full((240, 200, 200), Label.SOFT_TISSUE, np.uint8)
    canal = np.ones(GRID, np.float32)
    for height_mm, plane in enumerate(labels):
        middle = round(CANAL_MM[0] + lean * height_mm)
        plane[middle - 40 : middle - 9, 115:145] = Label.SPONGY_BONE
        plane[middle + 9 : middle + 30, 126:134] = Label.SPONGY_BONE
    for cell, plane in enumerate(canal):
        height_mm, back_mm, left_mm = FRAME.origin_mm
        row = (CANAL_MM[0] + lean * (height_mm + cell * FRAME.cell_mm[0]) - back_mm) / FRAME.cell_mm[1]
        column = (CANAL_MM[1] - left_mm) / FRAME.cell_mm[2]
        plane[round(row) - 1 : round(row) + 2, round(column) - 1 : round(column) + 2] = -1
    return labels, canal


def parted(lean: float = 0.0, seed: int = 0) -> np.ndarray:
    labels, canal = column(lean)
    part_vertebrae(labels, canal, FRAME, SPACING, np.random.default_rng(seed))
    return labels


def test_discs_lie_a_vertebra_apart_and_have_its_thickness() -> None:
    along = parted()[:, 100, 130] == Label.SOFT_TISSUE
    parts, count = ndimage.label(along)
    middles = np.array(ndimage.center_of_mass(along, parts, np.arange(1, count + 1)))[:, 0]
    assert 7 <= count <= 12
    assert np.all((np.diff(middles)[1:-1] > 20) & (np.diff(middles)[1:-1] < 29))
    assert np.diff(middles)[0] > np.diff(middles)[-2]
    assert along.sum() / count == pytest.approx(2 * DISC_MM, abs=1)


def test_each_disc_lies_between_plates_of_compact_bone() -> None:
    along = parted()[:, 100, 130]
    above = np.flatnonzero((along[:-1] == Label.SOFT_TISSUE) & (along[1:] != Label.SOFT_TISSUE)) + 1
    assert (along[above] == Label.CORTICAL_BONE).mean() > 0.7


def test_spinous_processes_part_too_and_slope_down() -> None:
    labels = parted()
    gaps = [np.flatnonzero(labels[60:180, row, 130] == Label.SOFT_TISSUE) for row in (132, 144)]
    assert len(gaps[0]) and len(gaps[1])
    first, later = (np.zeros(120, bool) for _ in gaps)
    first[gaps[0]], later[gaps[1]] = True, True
    sunk = [int((first[shift:] & later[: 120 - shift]).sum()) for shift in range(15)]
    assert int(np.argmax(sunk)) == pytest.approx(10, abs=2)


def test_discs_stand_across_a_canal_that_leans() -> None:
    labels = parted(lean=0.3)
    tops = []
    for before in (15, 35):
        rows = np.round(CANAL_MM[0] + 0.3 * np.arange(240)).astype(int) - before
        along = labels[np.arange(240), rows, 130] == Label.SOFT_TISSUE
        tops.append(along[60:180])
    shifts = [int((tops[0][: 120 - shift] & tops[1][shift:]).sum()) for shift in range(15)]
    assert int(np.argmax(shifts)) == pytest.approx(0.3 * 20, abs=2)


def test_ribs_and_what_is_no_bone_stay() -> None:
    labels, canal = column()
    labels[:, 60:70] = Label.SPONGY_BONE
    labels[:, 100, 160:180] = Label.SPONGY_BONE
    before = labels.copy()
    part_vertebrae(labels, canal, FRAME, SPACING, np.random.default_rng(0))
    assert np.isin(before[labels != before], BONES).all()
    assert np.array_equal(labels[:, :75], before[:, :75]) and np.array_equal(labels[:, 100, 155:], before[:, 100, 155:])


def test_nothing_is_parted_where_no_canal_is_known() -> None:
    labels, canal = column()
    before = labels.copy()
    part_vertebrae(labels, np.ones_like(canal), FRAME, SPACING, np.random.default_rng(0))
    assert np.array_equal(labels, before)


def test_a_single_slice_stays() -> None:
    labels, canal = column()
    one = labels[100:101].copy()
    part_vertebrae(one, canal, FRAME, SPACING, np.random.default_rng(0))
    assert np.array_equal(one, labels[100:101])


def test_the_seed_decides_where_the_first_one_ends() -> None:
    assert np.array_equal(parted(seed=1), parted(seed=1))
    assert not np.array_equal(parted(seed=1), parted(seed=2))
