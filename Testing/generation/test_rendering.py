"""The plain rendering follows the look."""

import numpy as np
import pytest

from SyntheticLungCTLib.blueprint.label_info import LABELS
from SyntheticLungCTLib.blueprint.labels import Label
from SyntheticLungCTLib.generation.rendering import rendered_hu
from SyntheticLungCTLib.scanner.look import Look


def rendered(label, look):
    return rendered_hu(np.full((1, 9, 9), label, np.uint8), look)[0, 4, 4]


@pytest.mark.parametrize("label", set(Label) - {Label.METAL})
def test_every_tissue_is_drawn_within_its_usual_range(label):
    low, high = LABELS[label].typical_hu
    contrast = Look(blood_hu=220)
    assert low <= rendered(label, contrast) <= high


def test_lung_and_blood_follow_the_look():
    assert rendered(Label.LUNG_LEFT, Look(lung_hu=-790)) == pytest.approx(-790)
    assert rendered(Label.BLOOD, Look(blood_hu=35)) == pytest.approx(35)
    bloods = [rendered(Label[f"{how}CONTRAST_BLOOD"], Look(blood_hu=300)) for how in ("FAINT_", "", "DENSE_")]
    assert bloods == sorted(bloods) and bloods[1] == pytest.approx(300)


def test_what_was_measured_of_a_tissue_goes_before_what_is_usual():
    look = Look(blood_hu=300, tissue_hu={"ORGAN": 112, "FAINT_CONTRAST_BLOOD": 140})
    assert rendered(Label.ORGAN, look) == pytest.approx(112)
    assert rendered(Label.FAINT_CONTRAST_BLOOD, look) == pytest.approx(140)
