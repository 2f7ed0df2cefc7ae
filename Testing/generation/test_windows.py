"""Windows and how they are blended."""

from itertools import pairwise

import numpy as np
import pytest

from SyntheticLungCTLib.generation.windows import WindowSize, blend_weight, plane_windows, spans


@pytest.mark.parametrize("length", [1, 11, 12, 13, 60, 61, 240])
def test_spans_cover_everything_with_the_asked_overlap(length):
    found = spans(length, 12, 3)
    covered = np.zeros(length, int)
    for span in found:
        covered[span] += 1
    assert covered.min() >= 1
    assert all(a.stop - b.start >= 3 for a, b in pairwise(found))
    assert all(span.stop - span.start <= 12 for span in found)


def test_windows_of_a_plane_cover_it():
    covered = np.zeros((200, 90), int)
    for rows, columns in plane_windows((200, 90), WindowSize((8, 64, 64), (2, 8, 8))):
        covered[rows, columns] += 1
    assert covered.min() >= 1


def test_a_new_window_counts_fully_where_nothing_was_drawn_and_fades_into_the_old():
    drawn = np.zeros((8, 4, 4), bool)
    drawn[:3] = True
    weight = blend_weight(drawn)[:, 0, 0]
    assert weight[3:].tolist() == [1, 1, 1, 1, 1]
    assert weight[:3].tolist() == pytest.approx([0.25, 0.5, 0.75])
