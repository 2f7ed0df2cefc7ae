"""Promises of what the nodule inpainter is told."""

import warnings

import numpy as np
import pytest

from SyntheticLungCTLib.networks.nodule_inpainter import facts_of


def test_ratings_as_files_store_them_say_the_same_as_whole_numbers():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        stored = facts_of(np.array([1, 2, 3, 4, 5], np.uint8))[0]
    assert stored == pytest.approx([-1, -0.5, 0, 0.5, 1, 1])


def test_an_open_rating_is_not_known_and_no_ratings_are_no_nodule():
    facts, known = facts_of([None, 5, None, None, None])
    assert known.tolist() == [0, 1, 0, 0, 0, 1] and facts[1] == 1
    assert facts_of(None)[0][-1] == 0 and facts_of(None)[1].tolist() == [0, 0, 0, 0, 0, 1]
