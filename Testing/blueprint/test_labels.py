"""The taxonomy is complete, stable and says what it means."""

import pytest

from SyntheticLungCTLib.blueprint.label_info import LABELS
from SyntheticLungCTLib.blueprint.labels import BONES, LUNGS, NODULES, WITHIN_LUNGS, Label
from SyntheticLungCTLib.blueprint.nodule import Nodule


def test_values_never_change_because_files_and_weights_depend_on_them():
    assert [label.name for label in sorted(Label)][:12] == [
        "OUTSIDE",
        "LUNG_LEFT",
        "LUNG_RIGHT",
        "AIRWAY_LUMEN",
        "AIRWAY_WALL",
        "PULMONARY_VESSEL",
        "FAT",
        "SOFT_TISSUE",
        "BLOOD",
        "CONTRAST_BLOOD",
        "SPONGY_BONE",
        "CORTICAL_BONE",
    ]
    assert [int(label) for label in sorted(Label)] == list(range(len(Label)))


def test_every_label_is_described_with_a_name_of_its_own():
    assert set(LABELS) == set(Label)
    assert len({info.name for info in LABELS.values()}) == len(Label)


@pytest.mark.parametrize("label", Label)
def test_every_label_has_a_range_of_hu_and_a_colour(label):
    low, high = LABELS[label].typical_hu
    assert -1024 <= low <= high <= 3071
    assert all(0 <= channel <= 1 for channel in LABELS[label].color)


def test_groups_hold_what_their_names_say():
    assert set(LUNGS) | set(NODULES) <= set(WITHIN_LUNGS)
    assert not set(BONES) & set(WITHIN_LUNGS)


@pytest.mark.parametrize(
    ("texture", "label"),
    [
        (None, Label.NODULE_SOLID),
        (1, Label.NODULE_NON_SOLID),
        (2, Label.NODULE_NON_SOLID),
        (3, Label.NODULE_PART_SOLID),
        (4, Label.NODULE_SOLID),
        (5, Label.NODULE_SOLID),
    ],
)
def test_a_nodule_is_drawn_by_the_texture_readers_gave_it(texture, label):
    assert Nodule(center_lps_mm=(0, 0, 0), diameter_mm=6, texture=texture).label is label


@pytest.mark.parametrize("wrong", [{"diameter_mm": 0}, {"texture": 6}, {"margin": 0}, {"colour": 1}])
def test_a_nodule_that_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Nodule(**({"center_lps_mm": (0, 0, 0), "diameter_mm": 6} | wrong))
