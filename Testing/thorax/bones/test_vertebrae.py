"""Vertebrae of a vertebra's size lie around the canal, with discs between the bodies and gaps behind them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from SyntheticLungCTLib.blueprint.labels import BONES, Label
from SyntheticLungCTLib.thorax.bones.vertebrae import CANAL_MM, Vertebrae, vertebra_borders_mm
from SyntheticLungCTLib.thorax.bones.vertebral_bodies import DISC_MM
from SyntheticLungCTLib.thorax.frame import AVERAGE_MM, GRID, Frame
from SyntheticLungCTLib.thorax.organs import Organ

FRAME = Frame((0.0, 0.0, 0.0), tuple(AVERAGE_MM))
#: Where the canal runs (y, x), in mm.
CANAL_YX_MM = (120.0, 130.0)


def canal_distances(lean: float = 0.0) -> np.ndarray:
    """Distances (organs, *GRID) to a canal alone, which goes back by `lean` mm per mm upwards."""
    organs = np.ones((len(Organ), *GRID), np.float32)
    y_mm, x_mm = FRAME.cells_mm(1), FRAME.cells_mm(2)
    for plane, height_mm in zip(organs[Organ.CANAL], FRAME.cells_mm(0), strict=True):
        off = np.hypot(y_mm[:, None] - CANAL_YX_MM[0] - lean * height_mm, x_mm - CANAL_YX_MM[1])
        plane[off < 9] = -1
    return organs


def laid(lean: float = 0.0, seed: int = 0, filled: Label = Label.SOFT_TISSUE) -> np.ndarray:
    """Labels (240 z, 260 y, 260 x) of 1 mm, of `filled`, with vertebrae."""
    borders_mm = vertebra_borders_mm(240.0, FRAME, np.random.default_rng(seed))
    spine = Vertebrae.along(canal_distances(lean), FRAME, borders_mm, (1.0, 1.0))
    assert spine is not None
    labels = np.full((240, 260, 260), filled, np.uint8)
    for height_mm, plane in enumerate(labels):
        spine.clear(plane, float(height_mm))
        spine.lay(plane, float(height_mm))
    return labels


@pytest.fixture(scope="module")
def bone() -> np.ndarray:
    return np.isin(laid(), BONES)


def test_discs_lie_a_vertebra_apart_and_have_its_thickness(bone: np.ndarray) -> None:
    along = ~bone[:, 100, 130]
    parts, count = ndimage.label(along)
    middles = np.array(ndimage.center_of_mass(along, parts, np.arange(1, count + 1)))[:, 0]
    assert 7 <= count <= 12
    assert np.all((np.diff(middles)[1:-1] > 20) & (np.diff(middles)[1:-1] < 29))
    assert np.diff(middles)[1] > np.diff(middles)[-2]
    assert along.sum() / count == pytest.approx(2 * DISC_MM, abs=1)


def test_endplates_beside_discs_are_compact_and_the_middle_of_a_body_is_not() -> None:
    along = laid()[:, 100, 130]
    beside = np.isin(along, BONES) & ndimage.binary_dilation(~np.isin(along, BONES))
    assert (along[beside] == Label.CORTICAL_BONE).all()
    assert 0.03 < (along == Label.CORTICAL_BONE).mean() < 0.2


def test_bodies_are_wider_below_and_both_sides_are_alike(bone: np.ndarray) -> None:
    widths_mm = bone[:, 100].sum(axis=1)
    assert 22 < np.median(widths_mm[200:][widths_mm[200:] > 0]) < np.median(widths_mm[:40][widths_mm[:40] > 0]) < 42
    assert np.array_equal(bone[:, :, 131:150], bone[:, :, 111:130][:, :, ::-1])


def test_the_canal_stays_open_and_an_arch_closes_it_behind(bone: np.ndarray) -> None:
    y_mm, x_mm = np.arange(260) - CANAL_YX_MM[0], np.arange(260) - CANAL_YX_MM[1]
    canal = np.hypot(y_mm[:, None], x_mm) < CANAL_MM - 1
    assert not bone[:, canal].any()
    assert bone[:, 130:134, 130].any(axis=1).mean() > 0.9
    assert bone[:, 124, 150:160].any(axis=1).mean() > 0.2


def test_every_slice_shows_bone_close_behind_the_canal_and_many_a_closed_ring(bone: np.ndarray) -> None:
    behind = bone[:, 126:137, 126:135].any(axis=(1, 2))
    assert behind.all()
    filled = [ndimage.binary_fill_holes(plane)[120, 130] for plane in bone]
    assert 0.3 < np.mean(filled) < 0.8


def test_spinous_processes_slope_down_amid_the_chest_and_are_short(bone: np.ndarray) -> None:
    near, far = (bone[80:180, row, 130] for row in (136, 142))
    alike = [float((near[shift:] == far[: 100 - shift]).mean()) for shift in range(20)]
    assert 6 < int(np.argmax(alike)) < 16
    assert bone[:, 144, 130].any() and not bone[:, 156:, 130].any()


def test_discs_stand_across_a_canal_that_leans() -> None:
    bone = np.isin(laid(lean=0.3), BONES)
    tops = []
    for before in (15, 30):
        rows = np.round(CANAL_YX_MM[0] + 0.3 * np.arange(240)).astype(int) - before
        tops.append(~bone[np.arange(240), rows, 130][60:180])
    shifts = [int((tops[0][: 120 - shift] & tops[1][shift:]).sum()) for shift in range(15)]
    assert int(np.argmax(shifts)) == pytest.approx(0.3 * 15, abs=2)


def test_what_was_drawn_of_bone_gives_way_near_the_canal_alone(bone: np.ndarray) -> None:
    found = laid(filled=Label.SPONGY_BONE) != Label.SOFT_TISSUE
    assert np.array_equal(found[:, 90:160, 100:160], bone[:, 90:160, 100:160])
    assert found[:, :54].all() and found[:, :, :90].all()


@pytest.mark.parametrize("kept", [Label.LUNG_LEFT, Label.GAS, Label.OUTSIDE, Label.AIRWAY_LUMEN])
def test_they_take_the_place_of_solid_tissue_alone(kept: Label) -> None:
    assert (laid(filled=kept) == kept).all()


def test_lungs_of_a_few_slices_have_a_spine_too() -> None:
    flat = Frame((0.0, 0.0, 0.0), (12.0, *AVERAGE_MM[1:]))
    organs = np.ones((len(Organ), *GRID), np.float32)
    organs[Organ.CANAL, 30:32, 40:44, 40:44] = -1
    assert Vertebrae.along(organs, flat, vertebra_borders_mm(12.0, flat, np.random.default_rng(0)), (1.0, 1.0))


def test_without_a_canal_there_are_none() -> None:
    borders_mm = vertebra_borders_mm(240.0, FRAME, np.random.default_rng(0))
    assert Vertebrae.along(np.ones((len(Organ), *GRID), np.float32), FRAME, borders_mm, (1.0, 1.0)) is None


def test_the_seed_decides_where_the_first_one_ends(bone: np.ndarray) -> None:
    assert np.array_equal(np.isin(laid(seed=0), BONES), bone)
    assert not np.array_equal(np.isin(laid(seed=2), BONES), bone)
