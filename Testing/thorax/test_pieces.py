"""An airway that was invented in pieces."""

import numpy as np
import pytest
from scipy import ndimage

from SyntheticLungCTLib.thorax.pieces import drop_what_floats, join_airway
from SyntheticLungCTLib.thorax.tissues import Tissue

SHAPE = (40, 40, 40)


@pytest.fixture
def shares():
    """Soft tissue with a windpipe from the top, and a bronchus that a gap of five cells keeps from it."""
    shares = np.zeros((len(Tissue), *SHAPE), np.float32)
    shares[Tissue.AIRWAY, 18:, 18:22, 18:22] = 1.0
    shares[Tissue.AIRWAY, 8:13, 18:22, 10:22] = 1.0
    shares[Tissue.SOFT_TISSUE] = 1 - shares[Tissue.AIRWAY]
    return shares


def pieces(shares):
    return ndimage.label(shares.argmax(axis=0) == Tissue.AIRWAY, np.ones((3, 3, 3)))[1]


def test_a_gap_is_bridged_and_every_cell_stays_full(shares):
    before = shares.argmax(axis=0) == Tissue.AIRWAY
    assert pieces(shares) == 2
    join_airway(shares, 1.0)
    assert pieces(shares) == 1
    assert (shares.argmax(axis=0) == Tissue.AIRWAY)[before].all()
    assert np.allclose(shares.sum(axis=0), 1, atol=1e-5)


def test_the_bridge_follows_what_looks_like_airway(shares):
    faint = np.zeros(SHAPE, bool)
    faint[8:20, 18:22, 24:27] = faint[18:20, 18:22, 20:27] = faint[8:11, 18:22, 20:27] = True
    shares[Tissue.AIRWAY][faint] = np.maximum(shares[Tissue.AIRWAY][faint], 0.45)
    shares[Tissue.SOFT_TISSUE][faint] = 1 - shares[Tissue.AIRWAY][faint]
    join_airway(shares, 1.0)
    assert shares[Tissue.AIRWAY, 13:18, 18:22, 24:27].max(axis=(1, 2)).min() > 0.9


@pytest.mark.parametrize("wall", [Tissue.BONE, Tissue.LUNG_LEFT])
def test_no_bridge_leads_through_bone_or_lung(shares, wall):
    shares[:, 14:17] = 0.0
    shares[wall, 14:17] = 1.0
    join_airway(shares, 1.0)
    assert pieces(shares) == 1
    assert (shares[wall, 14:17] == 1).all()
    assert not shares[Tissue.AIRWAY, 8:13].any(), "what cannot be joined is left out"


def test_a_crumb_far_away_is_left_out(shares):
    shares[Tissue.AIRWAY, 2, 2, 2], shares[Tissue.SOFT_TISSUE, 2, 2, 2] = 1.0, 0.0
    join_airway(shares, 1.0)
    assert shares[Tissue.SOFT_TISSUE, 2, 2, 2] == 1.0


def test_without_airway_nothing_changes(shares):
    shares[Tissue.AIRWAY] = 0.0
    before = shares.copy()
    join_airway(shares, 1.0)
    assert np.array_equal(shares, before)


def test_what_floats_beside_the_body_is_outside(shares):
    shares[:, :, :6] = 0.0
    shares[Tissue.OUTSIDE, :, :6] = 1.0
    shares[Tissue.OUTSIDE, 5:8, 1:3, 5:9], shares[Tissue.FAT, 5:8, 1:3, 5:9] = 0.0, 1.0
    drop_what_floats(shares)
    assert (shares[Tissue.OUTSIDE, :, :6] == 1).all() and not shares[Tissue.FAT].any()
    assert not shares[Tissue.OUTSIDE, :, 7:].any()
