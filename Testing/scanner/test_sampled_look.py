"""Looks that are drawn differ from each other as scans do."""

from __future__ import annotations

import numpy as np
import pytest

from SyntheticLungCTLib.blueprint.labels import Label
from SyntheticLungCTLib.scanner.look import Look
from SyntheticLungCTLib.scanner.sampled_look import FARTHEST, TISSUE_HU, sampled_look


def looks(contrast: bool, count: int = 300) -> list[Look]:
    return [sampled_look(contrast, np.random.default_rng(seed)) for seed in range(count)]


def test_the_seed_decides() -> None:
    first, again, other = (sampled_look(True, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert first == again and first != other


def test_contrast_agent_is_in_blood_and_organs() -> None:
    with_agent, without = looks(True), looks(False)
    assert all(look.has_contrast for look in with_agent) and not any(look.has_contrast for look in without)
    organs = [np.mean([look.tissue_hu["ORGAN"] for look in some]) for some in (with_agent, without)]
    assert organs[0] > organs[1] + 20


def test_noise_and_kernel_cover_what_scanners_have() -> None:
    some = looks(True)
    noise, sharpness = [look.noise_hu for look in some], [look.sharpness for look in some]
    assert np.median(noise) == pytest.approx(12, abs=2)
    assert np.percentile(noise, 5) < 7 and np.percentile(noise, 95) > 20
    assert np.percentile(sharpness, 95) - np.percentile(sharpness, 5) > 0.2


def test_each_tissue_keeps_near_its_usual_hu() -> None:
    for look in looks(False, 50):
        for label, (mean, deviation) in TISSUE_HU.items():
            assert abs(look.tissue_hu[label.name] - mean) <= FARTHEST * deviation + 0.1
        organs = [look.tissue_hu[label.name] for label in (Label.FAINT_ORGAN, Label.ORGAN, Label.DENSE_ORGAN)]
        assert organs == sorted(organs)
