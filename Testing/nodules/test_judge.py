"""The scores of a drawn nodule move with what they are scores of."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from SyntheticLungCTLib.blueprint.nodule import Nodule
from SyntheticLungCTLib.nodules.crop import Crop
from SyntheticLungCTLib.nodules.judge import failures_of_removal, judged, seam_steepness
from SyntheticLungCTLib.nodules.surroundings import Surroundings
from SyntheticLungCTLib.weights import NoduleNetworks

SIDE = 40
BALL = sum((g - SIDE // 2) ** 2 for g in np.ogrid[:SIDE, :SIDE, :SIDE])


class Threshold(torch.nn.Module):
    """A segmenter that needs no training: all that is denser than -500 HU."""

    device = torch.device("cpu")

    def forward(self, hu):
        return hu + 500.0


class Darkness(torch.nn.Module):
    """A discriminator that takes what is darker for more real."""

    class config:  # noqa: N801 - as diffusers calls it
        least = 0.0

    def forward(self, hu, region, share):
        return -(hu * region).sum() / region.sum()


@pytest.fixture
def networks():
    return NoduleNetworks(None, Threshold(), Darkness())


def a_place(noise_hu=20.0):
    hu = np.random.default_rng(0).normal(-850, noise_hu, (SIDE,) * 3).astype(np.float32)
    return Surroundings(Crop((0.0,) * 3, (SIDE,) * 3, (1.0,) * 3), hu, (BALL <= 36).astype(np.float32), BALL <= 81)


def scored(networks, drawn_hu, place, texture=5):
    nodule = Nodule(center_lps_mm=(0.0, 0.0, 0.0), diameter_mm=12.0, texture=texture)
    return judged(networks, drawn_hu, place, nodule)


def test_a_solid_ball_passes(networks):
    place = a_place()
    found = scored(networks, np.where(BALL <= 36, np.float32(0), place.hu), place)
    assert found.failures == ()
    assert found.found_share == 1 and found.found_diameter_mm == pytest.approx(12, rel=0.05)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda hu: hu, "the segmenter finds 0%"),
        (lambda hu: np.where(BALL <= 81, np.float32(0), hu), "mm wide"),
        (lambda hu: np.where(BALL <= 36, np.float32(2000), hu), "realism"),
        (lambda hu: np.where(BALL <= 36, np.float32(700), hu), "its core has 700 HU"),
        (lambda hu: np.where(BALL <= 36, np.float32(0), hu - 150 * (BALL <= 81)), "seam"),
    ],
)
def test_each_failure_is_told(networks, change, words):
    place = a_place()
    assert any(words in failure for failure in scored(networks, change(place.hu).astype(np.float32), place).failures)


def test_a_dense_core_is_wrong_in_ground_glass_only(networks):
    place = a_place()
    drawn = np.where(BALL <= 36, np.float32(0), place.hu)
    assert any("core" in failure for failure in scored(networks, drawn, place, texture=1).failures)


def test_a_nodule_that_fills_no_cell_by_half_is_judged_as_any_other(networks):
    place = replace(a_place(), share=(0.4 * (BALL <= 4)).astype(np.float32))
    nodule = Nodule(center_lps_mm=(0.0, 0.0, 0.0), diameter_mm=4.0, texture=5)
    assert any("finds 0%" in failure for failure in judged(networks, place.hu, place, nodule).failures)
    assert failures_of_removal(networks, np.where(BALL <= 4, np.float32(0), place.hu), place)


@pytest.mark.parametrize(("diameter_mm", "passes"), [(3.95, True), (3.8, False)])
def test_a_small_nodule_may_look_as_much_off_as_tells_nothing_and_no_more(networks, diameter_mm, passes):
    """Both are over a third off, by 1.4 and 1.6 mm."""
    place = replace(a_place(), share=(BALL <= 6).astype(np.float32))
    nodule = Nodule(center_lps_mm=(0.0, 0.0, 0.0), diameter_mm=diameter_mm, texture=5)
    found = judged(networks, np.where(BALL <= 6, np.float32(0), place.hu), place, nodule)
    assert found.found_diameter_mm == pytest.approx(5.37, abs=0.01)
    assert any("mm wide" in failure for failure in found.failures) is not passes


def test_how_wide_it_looks_is_told_by_half_its_density_not_by_all_that_the_segmenter_finds(networks):
    place = a_place()
    drawn = np.where(BALL <= 36, np.float32(0), np.where(BALL <= 64, np.float32(-480), place.hu))
    assert scored(networks, drawn, place).found_diameter_mm == pytest.approx(12, rel=0.05)


@pytest.mark.parametrize(("margin", "passes"), [(1, True), (5, False)])
def test_a_core_that_a_blurred_margin_reaches_may_be_lighter(networks, margin, passes):
    place = replace(a_place(), share=(BALL <= 6).astype(np.float32))
    drawn = np.where(BALL <= 6, np.float32(-600), place.hu)
    nodule = Nodule(center_lps_mm=(0.0, 0.0, 0.0), diameter_mm=5.0, margin=margin, texture=5)
    failures = judged(networks, drawn, place, nodule).failures
    assert any("core" in failure for failure in failures) is not passes


@pytest.mark.parametrize(("ball", "filled", "passes"), [(BALL <= 2, 0.7, True), (BALL <= 36, 1.0, False)])
def test_a_core_through_which_lung_shines_may_be_lighter(networks, ball, filled, passes):
    place = replace(a_place(), share=(filled * ball).astype(np.float32))
    drawn = np.where(ball, np.float32(-650), place.hu)
    assert any("core" in failure for failure in scored(networks, drawn, place).failures) is not passes


def test_the_seam_grows_with_the_step_and_is_one_where_there_is_none():
    place = a_place()
    steps = [seam_steepness(place.hu + step * (BALL <= 81), place.region) for step in (0, 20, 60, 150)]
    assert steps[0] == pytest.approx(1, abs=0.1) and steps == sorted(steps) and steps[3] > 3


def test_a_nodule_that_is_still_there_was_not_taken_out(networks):
    place = a_place()
    there = np.where(BALL <= 36, np.float32(0), place.hu)
    (reason,) = failures_of_removal(networks, there, place)
    assert reason == "the segmenter still finds 100% of a nodule, not at most 50%"
    assert failures_of_removal(networks, place.hu, place) == ()


def test_lung_that_ends_in_a_seam_is_no_removal(networks):
    place = a_place()
    (reason,) = failures_of_removal(networks, np.where(place.region, place.hu + 100, place.hu), place)
    assert "seam" in reason
