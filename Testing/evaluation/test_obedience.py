"""Whether a CT shows its blueprint: known overlaps and distances, and what the figures say of them."""

import numpy as np
import pytest

from SyntheticLungCTLib.blueprint.labels import Label
from SyntheticLungCTLib.evaluation.case import Case
from SyntheticLungCTLib.evaluation.obedience import obedience, obedience_figures, surface_distance_mm

from .drawn_chest import SPACING_MM, drawn_chest

BOX_MM = (2.0, 1.0, 1.0)


def a_box(shift=0):
    mask = np.zeros((12, 24, 24), bool)
    mask[3:9, 6:18, 6 + shift : 18 + shift] = True
    return mask


def obeying(dice, names=("a", "b", "c")):
    """Cases whose lungs overlap by `dice`."""
    return [Case(name, name, SPACING_MM, {"Dice lung": np.asarray(dice)}) for name in names]


def figure_of(cases):
    return next(figure for figure in obedience_figures(cases) if figure.name.endswith("again, lung"))


def test_a_blueprint_obeys_itself():
    _, labels = drawn_chest()
    found = obedience(labels, labels, SPACING_MM)
    assert all(value == 1 for name, value in found.items() if name.startswith("Dice"))
    assert all(value == 0 for name, value in found.items() if name.startswith("surface"))


def test_overlap_falls_the_farther_a_tissue_is_moved_and_only_its_own():
    _, labels = drawn_chest()
    found = []
    for shift in (0, 2, 5, 9):
        moved = labels.copy()
        moved[moved == Label.SPONGY_BONE] = Label.SOFT_TISSUE
        moved[np.roll(labels == Label.SPONGY_BONE, shift, axis=2)] = Label.SPONGY_BONE
        found.append(obedience(labels, moved, SPACING_MM))
    assert (np.diff([f["Dice bone"] for f in found]) < -0.05).all()
    assert all(f["Dice lung"] == 1 and f["Dice fat"] == 1 for f in found)


def test_another_patients_blueprint_is_not_obeyed():
    (_, own), (_, other) = drawn_chest(0), drawn_chest(1)
    found = obedience(own, other, SPACING_MM)
    assert found["Dice vessel"] < 0.5 and found["Dice lung"] < 0.97


def test_the_more_patients_are_swapped_the_less_they_obey():
    labels = [drawn_chest(seed)[1] for seed in range(4)]
    found = []
    for swapped in (0, 2, 3, 4):
        asked = [*np.roll(np.arange(swapped), 1), *range(swapped, 4)]
        found.append([obedience(labels[i], labels[k], SPACING_MM)["Dice lung"] for k, i in enumerate(asked)])
    assert (np.diff(np.mean(found, axis=1)) < 0).all()


def test_a_tissue_that_neither_has_is_not_counted():
    labels = np.full((4, 8, 8), Label.LUNG_LEFT, np.uint8)
    found = obedience(labels, labels, BOX_MM)
    assert found["Dice lung"] == 1 and np.isnan(found["Dice organ"])


def test_the_surface_distance_of_boxes_and_monais_dice():
    metrics = pytest.importorskip("monai.metrics", reason="needs MONAI: the extra 'evaluation'")
    import torch

    found = [surface_distance_mm(a_box(), a_box(shift), BOX_MM) for shift in (0, 1, 2, 4)]
    assert found[0] == 0 and (np.diff(found) > 0).all() and found[3] < 4
    assert np.isnan(surface_distance_mm(a_box(), np.zeros_like(a_box()), BOX_MM))
    _, labels = drawn_chest()
    bone = labels == Label.SPONGY_BONE
    moved = np.roll(bone, 3, axis=2)
    again = np.where(moved, Label.SPONGY_BONE, Label.FAT).astype(np.uint8)
    expected = float(metrics.compute_dice(*(torch.from_numpy(mask)[None, None].float() for mask in (bone, moved))))
    assert obedience(labels, again, SPACING_MM)["Dice bone"] == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(("dice", "expected"), [(0.98, "inside"), (0.94, "near"), (0.6, "outside")])
def test_the_verdict_is_that_of_the_checks_bound(dice, expected):
    assert figure_of(obeying(dice)).verdict == expected


def test_every_patient_counts_once_and_the_interval_is_theirs():
    cases = [*obeying(0.9, ("a__1", "a__2", "a__3")), *obeying(1.0, ("b",))]
    found = figure_of(cases).synthetic
    assert found.mean == pytest.approx(0.95)
    assert (found.low, found.high) == pytest.approx((0.9, 1.0))


def test_without_masks_it_is_refused_with_the_reason():
    assert "could be measured in none" in figure_of([Case("a", "a", SPACING_MM, {})]).remark
