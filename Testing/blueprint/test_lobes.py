"""Lobes and fissures as planes in a lung's box."""

import numpy as np
import pytest

from SyntheticLungCTLib.blueprint.labels import Label
from SyntheticLungCTLib.blueprint.lobes import Lobe, LungBox

SPACING = (2.0, 1.0, 1.0)


@pytest.fixture(scope="module")
def labels():
    labels = np.zeros((100, 120, 140), np.uint8)
    labels[5:95, 10:110, 5:65] = Label.LUNG_RIGHT
    labels[5:95, 10:110, 75:135] = Label.LUNG_LEFT
    return labels


def test_the_right_lung_has_three_lobes_and_the_left_two(labels):
    right, left = (LungBox.of(labels, side) for side in (Label.LUNG_RIGHT, Label.LUNG_LEFT))
    assert set(right.lobes(np.argwhere(labels == Label.LUNG_RIGHT))) == {1, 2, 3}
    assert set(left.lobes(np.argwhere(labels == Label.LUNG_LEFT))) == {4, 5}


@pytest.mark.parametrize(
    ("point", "lobe"),
    [
        ((90, 60, 30), Lobe.RIGHT_UPPER),
        ((45, 15, 30), Lobe.RIGHT_MIDDLE),
        ((15, 100, 30), Lobe.RIGHT_LOWER),
        ((45, 15, 100), Lobe.LEFT_UPPER),
        ((45, 105, 100), Lobe.LEFT_LOWER),
    ],
)
def test_lobes_lie_where_they_do_in_patients(labels, point, lobe):
    box = LungBox.of(labels, Label(int(labels[point])))
    assert box.lobes(np.array([point]))[0] == lobe


def test_the_distance_to_a_fissure_is_to_where_the_lobe_changes(labels):
    for side in (Label.LUNG_RIGHT, Label.LUNG_LEFT):
        box, points = LungBox.of(labels, side), np.argwhere(labels == side)
        lobes, distance_mm = box.lobes(points), box.fissure_mm(points, SPACING)
        volume = np.zeros(labels.shape, int)
        volume[tuple(points.T)] = lobes
        change = np.zeros(labels.shape, bool)
        change[1:] = (volume[1:] != volume[:-1]) & (volume[1:] > 0) & (volume[:-1] > 0)
        at_change = change[tuple(points.T)]
        assert distance_mm[at_change].max() <= 2 * SPACING[0]
        from scipy import ndimage

        true_mm = ndimage.distance_transform_edt(~change, SPACING)[tuple(points.T)]
        inner = (points[:, 0] > 15) & (points[:, 0] < 85)
        assert np.median(np.abs(true_mm - distance_mm)[inner]) < 2.5


def test_no_lung_has_no_box():
    assert LungBox.of(np.zeros((4, 4, 4), np.uint8), Label.LUNG_LEFT) is None
