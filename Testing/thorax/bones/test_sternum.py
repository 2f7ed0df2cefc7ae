"""A sternum is a flat plate in place of what was drawn of it, between lungs and skin."""

from __future__ import annotations

import numpy as np
import pytest

from SyntheticLungCTLib.blueprint.labels import BLOODS, Label
from SyntheticLungCTLib.thorax.bones.sternum import Sternum
from SyntheticLungCTLib.thorax.cage import Cage
from SyntheticLungCTLib.thorax.tissues import FINE_GRID, PARTS, Tissue
from Testing.thorax.drums import FRAME, organs_of_drums

HEIGHTS_MM = np.arange(0.0, 250.0, 2.0)
X_MM = FRAME.size_mm[2] / 2


def drawn(low_mm: float = 60.0, high_mm: float = 220.0, back_mm: float = 0.0) -> np.ndarray:
    """Shares (tissues, *FINE_GRID) that show a lump of 25 mm before the lungs, and skin 30 mm before them."""
    shares = np.zeros((len(Tissue), *FINE_GRID), np.float32)
    z_mm, y_mm, x_mm = (FRAME.cells_mm(axis, PARTS) for axis in range(3))
    front_mm = 0.55 * FRAME.size_mm[1] - 90
    lump = np.hypot(y_mm[:, None] - front_mm + 8 - back_mm, x_mm - X_MM) < 12.5
    shares[Tissue.BONE, (z_mm > low_mm) & (z_mm < high_mm)] = lump
    shares[Tissue.OUTSIDE, :, y_mm < front_mm - 30] = 1
    return shares


def laid(cage: Cage, shares: np.ndarray, filled: Label = Label.SOFT_TISSUE) -> np.ndarray:
    """Bone (z, 150 y, 260 x) laid into `filled`, pixels of 1 mm."""
    sternum = Sternum.along(shares, organs_of_drums(), cage, FRAME, (1.0, 1.0))
    assert sternum is not None
    labels = np.full((len(HEIGHTS_MM), 150, 260), filled, np.uint8)
    for plane, height_mm in zip(labels, HEIGHTS_MM, strict=True):
        sternum.lay(plane, height_mm)
    return labels == Label.SPONGY_BONE


@pytest.fixture(scope="module")
def bone(cage: Cage) -> np.ndarray:
    return laid(cage, drawn())


def test_it_is_a_flat_plate_as_long_as_what_was_drawn(bone: np.ndarray) -> None:
    shown = HEIGHTS_MM[bone.any(axis=(1, 2))]
    assert 55 < shown[0] < 75 and 205 < shown[-1] < 225
    middle = bone[(HEIGHTS_MM > 90) & (HEIGHTS_MM < 200)]
    widths, thicknesses = middle.any(axis=1).sum(axis=1), middle.any(axis=2).sum(axis=1)
    assert widths.min() >= 26 and widths.max() <= 52
    assert thicknesses.min() >= 8 and thicknesses.max() <= 17


def test_it_runs_on_where_nothing_is_drawn_for_a_stretch(cage: Cage, bone: np.ndarray) -> None:
    shares, z_mm = drawn(), FRAME.cells_mm(0, PARTS)
    shares[Tissue.BONE, (z_mm > 120) & (z_mm < 160)] = 0
    assert (laid(cage, shares) == bone).mean() > 0.999


def test_the_manubrium_is_wide_and_the_xiphoid_narrow(bone: np.ndarray) -> None:
    widths = bone.any(axis=1).sum(axis=1)
    at = [float(widths[np.abs(HEIGHTS_MM - height_mm).argmin()]) for height_mm in (200, 165, 105, 66)]
    assert at[0] > at[1] < at[2] > at[3]


def test_it_leaves_room_for_lungs_behind_and_skin_before_it(cage: Cage) -> None:
    front_mm = 0.55 * FRAME.size_mm[1] - 90
    rows = np.flatnonzero(laid(cage, drawn(back_mm=12.0)).any(axis=(0, 2)))
    assert rows.max() < front_mm + 3
    assert rows.min() > front_mm - 30


@pytest.mark.parametrize("kept", [Label.OUTSIDE, Label.LUNG_LEFT, Label.GAS, Label.ORGAN, *BLOODS])
def test_it_takes_the_place_of_fat_and_soft_tissue_alone(cage: Cage, kept: Label) -> None:
    assert not laid(cage, drawn(), kept).any()


def test_crumbs_beside_it_give_way_and_what_goes_on_beyond_stays(cage: Cage) -> None:
    sternum = Sternum.along(drawn(), organs_of_drums(), cage, FRAME, (1.0, 1.0))
    assert sternum is not None
    labels = np.full((150, 260), Label.SOFT_TISSUE, np.uint8)
    y, x = round(sternum.middles_mm[:, 0].mean()), round(X_MM)
    crumb, clavicle = (slice(y - 4, y + 4), slice(x + 30, x + 38)), (slice(y - 4, y + 4), slice(x - 70, x - 30))
    labels[crumb] = labels[clavicle] = Label.SPONGY_BONE
    sternum.lay(labels, 130.0)
    assert (labels[crumb] == Label.SOFT_TISSUE).all()
    assert (labels[clavicle] == Label.SPONGY_BONE).all()


def test_where_none_is_drawn_there_is_none(cage: Cage) -> None:
    for shares in (drawn(100, 100), drawn(100, 120)):
        assert Sternum.along(shares, organs_of_drums(), cage, FRAME, (1.0, 1.0)) is None
