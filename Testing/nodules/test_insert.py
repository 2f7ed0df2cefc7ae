"""A nodule put into a CT and taken out again, by a network that has learned nothing: what must hold all the same."""

import json

import numpy as np
import pytest
from scipy import ndimage

from SyntheticLungCTLib.errors import InputError, QualityError
from SyntheticLungCTLib.geometry import Geometry
from SyntheticLungCTLib.nodules import gate, judge
from SyntheticLungCTLib.nodules.host_noise import host_noise
from SyntheticLungCTLib.nodules.insert import insert_nodule
from SyntheticLungCTLib.nodules.remove import remove_nodule
from SyntheticLungCTLib.nodules.spicules import REACH_MM
from SyntheticLungCTLib.nodules.surroundings import MARGIN_MM
from SyntheticLungCTLib.population.specification import NoduleSpecification
from SyntheticLungCTLib.volume import CTVolume

#: Beyond the margin, what a cell of 1 mm and half a voxel reach.
BEYOND_MARGIN_MM = 1.0
SPACINGS = [(0.7, 0.7, 0.5), (0.7, 0.7, 2.5), (0.9, 0.8, 5.0)]


pytestmark = pytest.mark.usefixtures("untrained_networks")


def a_lung(spacing_mm, side_mm=90.0):
    shape = tuple(int(side_mm / mm) for mm in spacing_mm[::-1])
    hu = np.random.default_rng(0).normal(-850, 40, shape)
    hu[:, : shape[1] // 4] = 40
    return CTVolume(hu, Geometry(spacing_mm, (-30.0, -40.0, 100.0)))


def a_ball(ct, diameter_mm, middle=(0.5, 0.6, 0.5)):
    grids = np.ogrid[tuple(slice(0, n) for n in ct.hu.shape)]
    center = np.array(middle) * ct.hu.shape
    squared = sum(((g - c) * mm) ** 2 for g, c, mm in zip(grids, center, ct.geometry.spacing_zyx_mm, strict=True))
    return squared <= (diameter_mm / 2) ** 2


@pytest.mark.parametrize("spacing_mm", SPACINGS)
@pytest.mark.parametrize("diameter_mm", [6.0, 30.0])
def test_beyond_the_margin_every_voxel_stays(spacing_mm, diameter_mm):
    ct = a_lung(spacing_mm)
    mask = a_ball(ct, diameter_mm)
    inserted = insert_nodule(ct, mask, NoduleSpecification(spiculation=1), seed=1)
    away_mm = ndimage.distance_transform_edt(~mask, ct.geometry.spacing_zyx_mm)
    # A cell that the mask touches lies up to a voxel beyond it, and a change reaches half a voxel further.
    far = away_mm > MARGIN_MM + BEYOND_MARGIN_MM + 1.5 * np.linalg.norm(np.maximum(ct.geometry.spacing_zyx_mm, 1.0))
    assert far.any() and np.array_equal(inserted.ct.hu[far], ct.hu[far])
    assert not np.array_equal(inserted.ct.hu[mask], ct.hu[mask])


@pytest.mark.parametrize("spacing_mm", SPACINGS)
def test_only_spicules_go_beyond_the_margin_thin_and_not_far(spacing_mm):
    ct = a_lung(spacing_mm)
    mask = a_ball(ct, 12.0)
    wish = NoduleSpecification(spiculation=5, texture=5)
    change = insert_nodule(ct, mask, wish, seed=1, keep_failed=True).ct.hu - ct.hu
    away_mm = ndimage.distance_transform_edt(~mask, ct.geometry.spacing_zyx_mm)
    spread_mm = BEYOND_MARGIN_MM + 1.5 * np.linalg.norm(np.maximum(ct.geometry.spacing_zyx_mm, 1.0))
    beyond = change[away_mm > MARGIN_MM + spread_mm]
    assert (beyond >= 0).all() and (beyond > 50).mean() < 0.01
    assert beyond.any() or spread_mm > REACH_MM[-1] - MARGIN_MM
    assert not change[away_mm > REACH_MM[-1] + 1 + spread_mm].any()


@pytest.mark.parametrize("level_hu", [10.0, 40.0])
def test_the_noise_that_is_added_is_as_strong_as_around_and_ends_with_the_region(level_hu):
    rng, (z, y, x) = np.random.default_rng(0), np.indices((40, 40, 40))
    region = (z - 20) ** 2 + (y - 20) ** 2 + (x - 20) ** 2 <= 144
    grain = ndimage.gaussian_filter(rng.standard_normal(region.shape), 0.5)
    hu = np.where(region, 40.0, -850 + level_hu * grain / grain.std())
    hu[:, :4] = 60.0
    noise = host_noise(hu, region, rng)
    assert not noise[~region].any()
    assert noise[region].std() == pytest.approx(level_hu, rel=0.1)


def test_the_source_stays_and_the_seed_decides():
    ct = a_lung(SPACINGS[0])
    before, mask = ct.hu.copy(), a_ball(ct, 10.0)
    one, same, other = (insert_nodule(ct, mask, seed=seed).ct.hu for seed in (3, 3, 4))
    assert np.array_equal(ct.hu, before)
    assert np.array_equal(one, same) and not np.array_equal(one, other)


def test_a_solid_nodule_is_denser_than_a_non_solid_one():
    ct = a_lung(SPACINGS[0])
    mask = a_ball(ct, 16.0)
    means = [
        insert_nodule(ct, mask, NoduleSpecification(texture=texture), seed=0).ct.hu[mask].mean() for texture in (1, 5)
    ]
    assert means[0] < means[1] - 200


def test_the_file_tells_what_was_done():
    ct = a_lung(SPACINGS[0])
    mask = a_ball(ct, 10.0)
    inserted = insert_nodule(ct, mask, NoduleSpecification(texture=5, spiculation=4), seed=7)
    removed = remove_nodule(inserted.ct, mask)
    notes = [json.loads(removed.provenance[f"SyntheticLungCT.NoduleChange{n}"]) for n in (0, 1)]
    assert notes[0]["Nodule"]["spiculation"] == 4 and notes[0]["Seed"] == 7
    assert notes[0]["Quality"]["realism"] == inserted.quality.realism and notes[0]["Draws"] == 1
    assert notes[1]["Removed"] is True
    assert inserted.nodule.diameter_mm == pytest.approx(10.0, rel=0.05)


@pytest.mark.parametrize("middle", [(0.02, 0.6, 0.5), (0.5, 0.26, 0.02), (0.98, 0.98, 0.98)])
def test_at_the_pleura_and_at_the_border_of_the_volume(middle):
    ct = a_lung(SPACINGS[1])
    mask = a_ball(ct, 8.0, middle)
    inserted = insert_nodule(ct, mask, seed=0)
    assert inserted.ct.hu.shape == ct.hu.shape and not np.array_equal(inserted.ct.hu, ct.hu)


@pytest.mark.parametrize("spacing_mm", SPACINGS)
@pytest.mark.parametrize("diameter_mm", [3.0, 30.0])
def test_the_smallest_and_the_largest_solid_nodules_are_denser_than_lung_whatever_the_slices(spacing_mm, diameter_mm):
    ct = a_lung(spacing_mm)
    mask = a_ball(ct, diameter_mm)
    inserted = insert_nodule(ct, mask, NoduleSpecification(texture=5, margin=5), seed=0)
    assert (inserted.ct.hu - ct.hu)[mask].mean() > 100


def test_a_nodule_over_a_vessel_leaves_the_vessel_beyond_its_margin():
    ct = a_lung(SPACINGS[1])
    middle = [int(share * n) for share, n in zip((0.5, 0.6, 0.5), ct.hu.shape, strict=True)]
    vessel = (slice(middle[0] - 1, middle[0] + 1), slice(middle[1] - 3, middle[1] + 3))
    ct.hu[vessel] = 40
    mask = a_ball(ct, 8.0)
    away_mm = ndimage.distance_transform_edt(~mask, ct.geometry.spacing_zyx_mm)[vessel]
    inserted = insert_nodule(ct, mask, NoduleSpecification(texture=5, spiculation=1), seed=0)
    far = away_mm > MARGIN_MM + BEYOND_MARGIN_MM + 1.5 * np.linalg.norm(ct.geometry.spacing_zyx_mm)
    assert far.any() and (inserted.ct.hu[vessel][far] == 40).all()


@pytest.mark.parametrize(
    ("mask", "words"), [(np.zeros((2, 2, 2), bool), "grid"), (None, "0.0 mm"), (np.ones((180, 128, 128), bool), "mm")]
)
def test_what_is_no_nodule_is_told(mask, words):
    ct = a_lung(SPACINGS[0])
    with pytest.raises(InputError, match=words):
        insert_nodule(ct, np.zeros(ct.hu.shape, bool) if mask is None else mask)


def test_what_stays_below_the_bounds_is_an_error_and_kept_only_on_request(monkeypatch):
    monkeypatch.setattr(judge, "STEEPEST_SEAM", 0.0)
    ct = a_lung(SPACINGS[1])
    mask = a_ball(ct, 10.0)
    with pytest.raises(QualityError, match="seam"):
        insert_nodule(ct, mask)
    kept = insert_nodule(ct, mask, keep_failed=True)
    assert kept.draws == gate.TRIES and "seam" in kept.quality.failures[0]
    assert "seam" in json.loads(kept.ct.provenance["SyntheticLungCT.NoduleChange0"])["Quality"]["failures"][0]


def test_a_removal_that_leaves_a_nodule_is_an_error_and_kept_only_on_request(monkeypatch):
    monkeypatch.setattr(judge, "STEEPEST_SEAM", 0.0)
    ct = a_lung(SPACINGS[1])
    mask = a_ball(ct, 10.0)
    with pytest.raises(QualityError, match=r"seam.*covers the whole nodule"):
        remove_nodule(ct, mask)
    noted = json.loads(remove_nodule(ct, mask, keep_failed=True).provenance["SyntheticLungCT.NoduleChange0"])
    assert noted["Draws"] == gate.TRIES and "seam" in noted["Failures"][0]
