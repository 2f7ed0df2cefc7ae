"""A tree fills a volume and tapers as blood vessels do."""

import numpy as np
import pytest

from SyntheticLungCTLib.trees.volume_filling import grow_tree


def test_a_tree_reaches_its_targets_and_obeys_murrays_law():
    targets = np.random.default_rng(0).uniform(20, 60, (64, 3))
    branches = grow_tree(np.zeros(3), targets, radius_mm=4.0, thinnest_mm=0.1)
    ends = np.array([branch.end for branch in branches])
    assert np.linalg.norm(targets[:, None] - ends[None], axis=2).min(axis=1).max() < 8
    daughters = {}
    for branch in branches:
        daughters.setdefault(tuple(branch.start), []).append(branch.end_radius_mm)
    for branch in branches:
        if tuple(branch.end) in daughters:
            assert sum(r**3 for r in daughters[tuple(branch.end)]) == pytest.approx(branch.end_radius_mm**3)
