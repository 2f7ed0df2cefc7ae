"""What is measured of one CT: known answers on a drawn chest, and each fault moves its own measures alone."""

import numpy as np
import pytest
from scipy import ndimage

from SyntheticLungCTLib.blueprint.labels import Label
from SyntheticLungCTLib.evaluation.measures.coherence import coherence
from SyntheticLungCTLib.evaluation.measures.edge_spread import EDGES, edge_spread_mm
from SyntheticLungCTLib.evaluation.measures.lung_measures import lung_measures
from SyntheticLungCTLib.evaluation.measures.noise_spectrum import FREQUENCIES_PER_MM, noise_spectrum_db
from SyntheticLungCTLib.evaluation.measures.pictures import PIXEL_MM, pictures
from SyntheticLungCTLib.evaluation.measures.seam_energy import seam_energy_hu

from .drawn_chest import SPACING_MM, drawn_chest

LUNGS = (Label.LUNG_LEFT, Label.LUNG_RIGHT)


@pytest.mark.parametrize("name", list(EDGES))
@pytest.mark.parametrize("sigma_mm", [2.0, 2.6, 3.2])
def test_the_edge_spread_is_that_of_the_blur(name, sigma_mm):
    hu, labels = drawn_chest(blur_mm=sigma_mm)
    assert edge_spread_mm(hu, labels, SPACING_MM, EDGES[name]) == pytest.approx(2.563 * sigma_mm, rel=0.08)


def test_noise_does_not_move_the_edge_spread():
    quiet, loud = (drawn_chest(blur_mm=2.5, noise_hu=noise) for noise in (2, 50))
    spreads = [edge_spread_mm(*chest, SPACING_MM, EDGES["lung to chest wall"]) for chest in (quiet, loud)]
    assert spreads[1] == pytest.approx(spreads[0], rel=0.08)


def test_a_ct_without_the_border_has_no_edge_spread():
    hu, labels = drawn_chest()
    assert np.isnan(edge_spread_mm(hu, np.full_like(labels, Label.FAT), SPACING_MM, EDGES["air to skin"]))


def test_white_noise_of_twice_the_strength_has_six_decibel_more_at_every_frequency():
    noise = np.random.default_rng(0).normal(0, 10, (8, 96, 96))
    mask = np.ones(noise.shape, bool)
    once, twice = (noise_spectrum_db(noise * factor, mask, 0.8) for factor in (1, 2))
    assert np.allclose(twice - once, 20 * np.log10(2))


def test_white_noise_has_the_same_power_at_every_frequency_its_variance_times_the_pixel():
    noise = np.random.default_rng(0).normal(0, 10, (8, 96, 96))
    power = 10 ** (noise_spectrum_db(noise, np.ones(noise.shape, bool), 0.8) / 10)
    assert np.allclose(power[1:], 10**2 * 0.8**2, rtol=0.15)  # the lowest band lacks the mean that was taken away


def test_the_spectrum_is_told_per_millimetre_whatever_the_pixel():
    fine = ndimage.gaussian_filter(np.random.default_rng(0).normal(0, 100, (4, 400, 400)), (0, 1.2, 1.2))
    mask = np.ones(fine.shape, bool)
    spectra = [noise_spectrum_db(fine[:, ::n, ::n], mask[:, ::n, ::n], 0.4 * n) for n in (1, 2)]
    assert np.allclose(spectra[0][3:], spectra[1][3:], atol=1.5)


def test_frequencies_that_the_pixels_cannot_show_are_not_told():
    hu, labels = drawn_chest()
    spectrum = noise_spectrum_db(hu, np.isin(labels, LUNGS), SPACING_MM[2])
    assert (
        np.isfinite(spectrum[FREQUENCIES_PER_MM < 0.27]).all() and np.isnan(spectrum[FREQUENCIES_PER_MM > 0.28]).all()
    )


def test_lung_measures_of_known_lungs():
    labels = np.full((2, 10, 10), Label.LUNG_LEFT, np.uint8)
    hu = np.full(labels.shape, -800)
    hu[0, :1] = -960
    labels[1, :2] = Label.PULMONARY_VESSEL
    found = lung_measures(hu, labels)
    assert found["LAA-950"] == pytest.approx(100 * 10 / 180)
    assert found["vessel share"] == pytest.approx(10)
    assert found["Perc15"] == -800


def test_coherence_of_slices_that_drift_apart():
    z = np.arange(40)[:, None, None]
    walk = np.random.default_rng(0).normal(size=(400, 64, 64))
    hu = np.stack([walk[k : k + 20].sum(axis=0) for k in z.ravel()])
    body = np.ones(hu.shape, bool)
    assert coherence(hu, body, 5.0) == pytest.approx(1 - 1 / 20, abs=0.02)
    assert coherence(hu, body, 2.5) == pytest.approx(1 - 2 / 20, abs=0.02)
    assert coherence(hu, body, 2.0) == pytest.approx(1 - 2.5 / 20, abs=0.02)


def test_coherence_falls_the_more_slices_are_permuted():
    hu, labels = drawn_chest(noise_hu=2)
    hu = hu + np.linspace(0, 300, len(hu)).astype(np.int16)[:, None, None] * (np.indices(hu.shape)[2] > 96)
    rng, found = np.random.default_rng(0), []
    for permuted in (0, 4, 8, 16):
        order = np.arange(16)
        order[:permuted] = rng.permutation(permuted)
        found.append(coherence(hu[order], labels[order] != Label.OUTSIDE, SPACING_MM[0]))
    assert (np.diff(found) < 0).all()


def test_pictures_show_the_patient_in_the_middle_at_life_size_head_up():
    hu, labels = drawn_chest(noise_hu=0)
    labels[12:], hu[12:] = Label.OUTSIDE, -1000  # the head's end is cut off
    axial, coronal = pictures(hu, labels, SPACING_MM)
    width_mm = np.ptp(np.flatnonzero((axial > 100).any(axis=0))) * PIXEL_MM
    assert width_mm == pytest.approx(np.ptp(np.flatnonzero((labels != 0).any(axis=(0, 1)))) * SPACING_MM[2], abs=6)
    rows = np.flatnonzero((coronal > 100).any(axis=1))
    assert np.ptp(rows) * PIXEL_MM == pytest.approx(11 * SPACING_MM[0], abs=8)


def test_noise_has_hardly_any_seam_energy_and_a_step_that_of_its_height():
    labels = np.full((8, 120, 120), Label.FAT, np.uint8)
    noise = np.random.default_rng(0).normal(-100, 1, labels.shape)
    assert seam_energy_hu(10 * noise, labels, SPACING_MM) < 1.2
    # A step counts once in its own line and by half in both beside it, in two slabs, among the places on all lines.
    share = 2 * (1 + 2 / 4) * 20 / (5 * 600 + 2 * 2 * 117 * 20)
    for step_hu in (10, 20, 40):
        hu = noise + step_hu * (np.arange(120) >= 60)
        assert seam_energy_hu(hu, labels, SPACING_MM) == pytest.approx(step_hu * np.sqrt(share), rel=0.05)


def test_steps_up_and_down_along_a_line_do_not_cancel_out():
    labels = np.full((8, 128, 128), Label.FAT, np.uint8)
    y, x = np.indices((128, 128)) // 64
    assert seam_energy_hu(np.full(labels.shape, -100) + 20 * ((y + x) % 2), labels, SPACING_MM) > 1


def test_density_that_rises_slowly_is_no_seam():
    labels = np.full((8, 120, 120), Label.FAT, np.uint8)
    slope = np.indices(labels.shape).sum(axis=0) * 2.0
    assert seam_energy_hu(slope, labels, SPACING_MM) == pytest.approx(0, abs=1e-3)
    assert np.isnan(seam_energy_hu(slope, np.zeros_like(labels), SPACING_MM))
