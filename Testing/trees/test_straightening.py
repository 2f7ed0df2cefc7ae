"""Forks lie where a tree needs the least volume, and what they join stays where it was."""

import numpy as np
import pytest

from SyntheticLungCTLib.trees.straightening import straightened
from SyntheticLungCTLib.trees.volume_filling import Branch, grow_tree


def fork(thick_mm: float, thin_mm: float) -> list[Branch]:
    """A trunk that forks far aside of its way, at (30, 40, 0), to a point straight on and to one beside it."""
    aside = np.array([30.0, 40.0, 0.0])
    trunk_mm = (thick_mm**3 + thin_mm**3) ** (1 / 3)
    return [
        Branch(np.zeros(3), aside, trunk_mm, trunk_mm),
        Branch(aside, np.array([100.0, 0.0, 0.0]), thick_mm, thick_mm, 0),
        Branch(aside, np.array([60.0, -40.0, 0.0]), thin_mm, thin_mm, 0),
    ]


def volume(branches: list[Branch]) -> float:
    return sum(branch.end_radius_mm**2 * np.linalg.norm(branch.end - branch.start) for branch in branches)


def test_a_trunk_with_a_thin_side_branch_runs_on_nearly_straight() -> None:
    trunk, thick, _ = straightened(fork(3.0, 0.6))
    into, on = trunk.end - trunk.start, thick.end - thick.start
    assert into @ on > np.cos(np.deg2rad(5)) * np.linalg.norm(into) * np.linalg.norm(on)


def test_equal_branches_part_at_murrays_angle() -> None:
    """37.5 degrees to either side (Murray, J Gen Physiol 9, 1926)."""
    trunk, one, other = straightened(
        [
            Branch(np.zeros(3), np.array([5.0, 10.0, 0.0]), 2 ** (1 / 3), 2 ** (1 / 3)),
            Branch(np.array([5.0, 10.0, 0.0]), np.array([60.0, 20.0, 0.0]), 1.0, 1.0, 0),
            Branch(np.array([5.0, 10.0, 0.0]), np.array([60.0, -20.0, 0.0]), 1.0, 1.0, 0),
        ]
    )
    for daughter in (one, other):
        way = daughter.end - daughter.start
        assert np.rad2deg(np.arctan2(abs(way[1]), way[0])) == pytest.approx(37.5, abs=1)
    assert trunk.end[1] == pytest.approx(0, abs=0.5)


def test_root_and_tips_stay_and_a_tree_needs_less() -> None:
    targets = np.random.default_rng(0).uniform(20, 80, (200, 3))
    grown = grow_tree(np.zeros(3), targets, 4.0, 0.1, rng=np.random.default_rng(1), smallest_share=0.1)
    straight = straightened(grown)
    parents = {branch.parent for branch in grown}
    assert volume(straight) < 0.95 * volume(grown)
    assert (straight[0].start == grown[0].start).all()
    for index, (before, after) in enumerate(zip(grown, straight, strict=True)):
        if index not in parents:
            assert (before.end == after.end).all()
        if after.parent >= 0:
            assert (after.start == straight[after.parent].end).all()
