"""Nodules as samples: each that is outlined, at any spacing; and whether they are found again."""

import numpy as np
import pytest

from SyntheticLungCTLib.blueprint.labels import Label
from SyntheticLungCTLib.evaluation.case import Case
from SyntheticLungCTLib.evaluation.found_again import nodules_found
from SyntheticLungCTLib.evaluation.nodule_figures import nodule_figures
from SyntheticLungCTLib.evaluation.nodule_spaces import NODULE_SPACES, encoded_nodules, nodule_crops, nodule_radiomics

SPACING_MM = (2.0, 1.0, 1.0)
CENTERS = ((15, 40, 40), (30, 60, 70))


def lung_with_nodules(noise_hu=20.0, radius_mm=6.0, drawn=True):
    """HU and labels of lung with two balls; `drawn` puts them into the HU as well."""
    labels = np.full((45, 100, 110), Label.LUNG_LEFT, np.uint8)
    z, y, x = np.indices(labels.shape)
    for at in CENTERS:
        away = [(grid - center) * side for grid, center, side in zip((z, y, x), at, SPACING_MM, strict=True)]
        labels[sum(part**2 for part in away) <= radius_mm**2] = Label.NODULE_SOLID
    hu = np.where((labels == Label.NODULE_SOLID) & drawn, 30, -850)
    return (hu + np.random.default_rng(0).normal(0, noise_hu, hu.shape)).astype(np.int16), labels


def test_every_nodule_is_cropped_on_cells_of_one_millimetre():
    crops = list(nodule_crops(*lung_with_nodules(), SPACING_MM))
    assert len(crops) == 2
    for hu, mask in crops:
        assert mask.sum() == pytest.approx(4 / 3 * np.pi * 6**3, rel=0.1)
        assert hu[mask].mean() > -100 and hu[~mask].mean() < -800


def test_a_speck_is_no_nodule():
    hu, labels = lung_with_nodules(radius_mm=1.0)
    assert list(nodule_crops(hu, labels, SPACING_MM)) == []
    assert np.isnan(nodules_found(hu, labels, SPACING_MM)["nodules found"])


def test_nodules_have_radiomics_that_see_their_density_and_their_texture():
    pytest.importorskip("fastrad", reason="needs fastrad: pip install 'synthetic-lung-ct[evaluation]'")
    plain, loud = (nodule_radiomics(*lung_with_nodules(noise), SPACING_MM) for noise in (10, 60))
    assert plain.shape == (2, 18)
    assert np.allclose(plain[:, 1], 30, atol=20) and (loud[:, 4] > plain[:, 4] + 0.3).all()


def test_the_encoder_sees_three_slices_of_each_nodule():
    pytest.importorskip("monai", reason="needs MONAI: pip install 'synthetic-lung-ct[evaluation]'")
    found = [encoded_nodules(*lung_with_nodules(noise), SPACING_MM) for noise in (10, 30, 60)]
    assert found[0].shape == (6, 32)
    assert np.abs(found[2] - found[0]).mean() > np.abs(found[1] - found[0]).mean() > 0


def test_without_outlines_it_says_what_to_give():
    assert all("--real-masks" in space.why_lacking for space in NODULE_SPACES if space.is_available)


def test_nodules_that_were_drawn_are_found_and_others_are_not():
    drawn = nodules_found(*lung_with_nodules(), SPACING_MM)
    assert drawn["nodules found"] == 1 and drawn["Dice nodule"] > 0.7
    assert nodules_found(*lung_with_nodules(drawn=False), SPACING_MM)["nodules found"] == 0


def test_they_overlap_the_less_the_farther_they_are_from_where_they_were_asked_for():
    hu, labels = lung_with_nodules()
    found = [nodules_found(np.roll(hu, away, axis=2), labels, SPACING_MM)["Dice nodule"] for away in (0, 4, 8)]
    assert (np.diff(found) < -0.2).all()


def cases(share, prefix):
    measures = {"nodules found": np.asarray(share), "Dice nodule": np.asarray(share)}
    return [Case(f"{prefix}{k}", "", SPACING_MM, measures) for k in range(4)]


@pytest.mark.parametrize(("share", "expected"), [(0.9, "inside"), (0.8, "inside"), (0.3, "outside")])
def test_they_are_judged_by_how_well_real_ones_are_found(share, expected):
    assert [figure.verdict for figure in nodule_figures(cases(0.8, "real"), cases(share, "drawn"))] == [expected] * 2


def test_without_real_outlines_there_is_a_figure_and_no_verdict():
    found = nodule_figures([Case("a", "", SPACING_MM, {})], cases(0.9, "drawn"))[0]
    assert found.synthetic.mean == pytest.approx(0.9) and found.verdict is None and "--real-masks" in found.remark
