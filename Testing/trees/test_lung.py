"""The three trees of a lung keep apart, run smoothly and taper as Murray and Weibel measured."""

import numpy as np
import pytest
from scipy.spatial import KDTree

from SyntheticLungCTLib.blueprint.labels import Label
from SyntheticLungCTLib.trees import radii
from SyntheticLungCTLib.trees.clearance import Clearance
from SyntheticLungCTLib.trees.hilum import find_hilum
from SyntheticLungCTLib.trees.lung import grow_in_lung
from SyntheticLungCTLib.trees.surroundings import Surroundings

from .chest import SPACING_MM, an_empty_chest


@pytest.fixture(scope="module")
def lung():
    around = Surroundings.of(an_empty_chest(), np.array(SPACING_MM))
    clearance = Clearance(around, Label.LUNG_RIGHT)
    hilum = find_hilum(around, Label.LUNG_RIGHT, clearance)
    clearance.root_mm = hilum.bronchus_mm
    return clearance, hilum, grow_in_lung(clearance, hilum, 0.3, np.random.default_rng(0))


def overlapping(curves, others, outer_of_others):
    """Share of the curves' points that lie in the tubes of others."""
    points = np.concatenate([curve.points_mm for curve in curves])
    tree = KDTree(np.concatenate([curve.points_mm for curve in others]))
    widths = np.concatenate([outer_of_others(curve.radii_mm) for curve in others])
    distance, nearest = tree.query(points)
    return (distance < widths[nearest]).mean()


def test_arteries_and_veins_run_outside_of_airways(lung):
    _, _, trees = lung
    for vessels in (trees.arteries, *trees.veins):
        assert overlapping(vessels, trees.airways, radii.with_wall_mm) < 0.02


def test_veins_run_between_the_arteries(lung):
    _, _, trees = lung
    veins = [curve for tree in trees.veins for curve in tree]
    assert overlapping(veins, trees.arteries, lambda widths: widths) < 0.03


def test_an_artery_accompanies_every_airway(lung):
    _, _, trees = lung
    arteries = KDTree(np.concatenate([curve.points_mm for curve in trees.arteries]))
    for airway in trees.airways:
        outer = radii.with_wall_mm(airway.radii_mm)
        assert arteries.query(airway.points_mm)[0].max() < 4 * outer.max() + 3


def test_curves_join_without_gaps_and_bend_without_kinks(lung):
    _, _, trees = lung
    for tree in (trees.arteries, *trees.veins):
        ends = KDTree(np.array([curve.points_mm[-1] for curve in tree]))
        starts = np.array([curve.points_mm[0] for curve in tree[1:]])
        assert ends.query(starts)[0].max() < 1e-6
        steps = [np.diff(curve.points_mm, axis=0) for curve in tree if len(curve.points_mm) > 2]
        turns = [
            (a * b).sum(1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)
            for a, b in ((way[:-1], way[1:]) for way in steps)
        ]
        assert np.mean(np.concatenate(turns) > np.cos(np.deg2rad(45))) > 0.99


def test_vessels_stay_in_the_lung_and_out_of_nodules(lung):
    clearance, _, trees = lung
    for tree in (trees.arteries, *trees.veins):
        assert np.mean(clearance.at(np.concatenate([curve.points_mm for curve in tree])) > -1) > 0.97


def test_airways_with_their_walls_stay_in_the_lung_and_out_of_nodules(lung):
    clearance, hilum, trees = lung
    points = np.concatenate([curve.points_mm for curve in trees.airways])
    outer = np.concatenate([radii.with_wall_mm(curve.radii_mm) for curve in trees.airways])
    inner = np.linalg.norm(points - hilum.bronchus_mm, axis=1) > 20
    assert np.mean(clearance.at(points) > outer - 1.5, where=inner) > 0.97


def test_airways_follow_weibel_where_their_arteries_part_in_halves():
    half = 0.5 ** (1 / radii.VESSEL_EXPONENT)
    for forks, weibel_mm in ((2, 2.8), (4, 1.75)):  # his generations 3 and 5
        assert radii.airway_at_mm(half**forks, 1.0, 6.1) == pytest.approx(weibel_mm, rel=0.15)
    assert radii.at_root_mm(6.0, 8 * radii.LUNG_ML) == pytest.approx(12.0)


def test_vessels_taper_to_the_periphery(lung):
    clearance, hilum, trees = lung
    points = np.concatenate([curve.points_mm for curve in trees.arteries])
    widths = np.concatenate([curve.radii_mm for curve in trees.arteries])
    far = np.linalg.norm(points - hilum.bronchus_mm, axis=1)
    assert widths[far < 20].mean() > 2 * widths[far > 60].mean()
    assert widths[(clearance.at(points) < 5) & (far > 60)].max() < 0.4 * widths.max()
