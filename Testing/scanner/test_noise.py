"""Noise power, the look, noise injection and denoising."""

import numpy as np
import pytest
from scipy import ndimage

from SyntheticLungCTLib.blueprint.labels import Label
from SyntheticLungCTLib.scanner.denoise import denoise_slice
from SyntheticLungCTLib.scanner.look import Look
from SyntheticLungCTLib.scanner.measure_look import measure_look
from SyntheticLungCTLib.scanner.noise import ScannerNoise
from SyntheticLungCTLib.scanner.noise_power import noise_power_hu2, share_above_half_nyquist


def noise(sigma_pixels=0.0, sd_hu=20.0, shape=(12, 128, 128)):
    white = np.random.default_rng(0).standard_normal(shape)
    smooth = ndimage.gaussian_filter(white, (0, sigma_pixels, sigma_pixels)) if sigma_pixels else white
    return smooth * sd_hu / smooth.std()


def test_the_bands_add_up_to_the_variance_of_white_noise():
    power = noise_power_hu2(noise(), np.ones((12, 128, 128), bool))
    assert sum(power) == pytest.approx(400, rel=0.12)


def test_white_noise_has_four_fifths_of_its_power_above_half_nyquist():
    power = noise_power_hu2(noise(), np.ones((12, 128, 128), bool))
    assert share_above_half_nyquist(power) == pytest.approx(1 - np.pi / 16, abs=0.03)


def test_a_smoother_kernel_has_less_power_above_half_nyquist():
    mask = np.ones((12, 128, 128), bool)
    shares = [share_above_half_nyquist(noise_power_hu2(noise(sigma), mask)) for sigma in (0.0, 0.6, 1.0, 1.5)]
    assert shares == sorted(shares, reverse=True)
    assert shares[-1] < 0.05


def test_too_small_a_tissue_has_no_spectrum():
    assert noise_power_hu2(noise(), np.zeros((12, 128, 128), bool)) is None


def body_of_two_tissues():
    labels = np.full((12, 128, 128), Label.SOFT_TISSUE, np.uint8)
    labels[:, :, 64:] = Label.LUNG_LEFT
    labels[:, :4] = Label.OUTSIDE
    return labels


def test_injected_noise_has_the_power_that_was_measured():
    labels = body_of_two_tissues()
    mean = np.where(labels == Label.SOFT_TISSUE, 50.0, -850.0)
    real = mean + np.where(labels == Label.SOFT_TISSUE, noise(0.6, 15), noise(1.0, 30))
    look = measure_look(real, labels)
    assert 10 < look.noise_hu < 15.5  # the coarsest of the noise stays in what the networks learn
    scanner = ScannerNoise(look, (0.7, 0.7), seed=1)
    made = np.stack([scanner.of_slice(labels[z], z) for z in range(12)])
    soft, lung = (noise_power_hu2(made, labels == label) for label in (Label.SOFT_TISSUE, Label.LUNG_LEFT))
    assert sum(soft) == pytest.approx(look.noise_hu**2, rel=0.15)
    assert share_above_half_nyquist(soft) == pytest.approx(look.sharpness, rel=0.15)
    assert sum(lung) == pytest.approx(sum(look.lung_noise_power_hu2), rel=0.2)


def test_fine_vessels_are_not_measured_as_noise():
    labels = body_of_two_tissues()
    even = np.where(labels == Label.SOFT_TISSUE, 50.0, -850.0) + noise(0.6, 20)
    streaked = even.copy()
    streaked[:, 8::24, 70:] += 250
    powers = [sum(measure_look(hu, labels).lung_noise_power_hu2) for hu in (even, streaked)]
    assert powers[1] < 1.3 * powers[0]
    assert sum(noise_power_hu2(streaked, labels == Label.LUNG_LEFT)) > 3 * powers[0]


def test_noise_is_reproducible_differs_by_seed_and_stays_in_the_body():
    labels = body_of_two_tissues()
    first, same, other = (ScannerNoise(Look(), (0.7, 0.7), s).of_slice(labels[0], 0) for s in (1, 1, 2))
    assert np.array_equal(first, same)
    assert np.abs(first - other).mean() > 5
    assert not first[:4].any()


def test_denoising_takes_noise_away_and_keeps_a_vessel():
    clean = np.full((96, 96), -860.0, np.float32)
    clean[40:43, :] = -100
    denoised = denoise_slice(clean + noise(0.6, 25, (1, 96, 96))[0])
    assert denoised[60:].std() < 10
    assert np.abs(denoised[41, 10:-10] + 100).mean() < 40


def test_a_look_that_names_no_tissue_is_refused():
    with pytest.raises(ValueError, match="no such tissue: LIVER"):
        Look(tissue_hu={"LIVER": 60})
