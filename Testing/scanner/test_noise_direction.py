"""Noise runs along the longer way through the body, by as much as in patients, and is no louder for it."""

from __future__ import annotations

import numpy as np
import pytest

from SyntheticLungCTLib.blueprint.labels import Label
from SyntheticLungCTLib.scanner.look import Look
from SyntheticLungCTLib.scanner.noise import ScannerNoise
from SyntheticLungCTLib.scanner.noise_direction import direction_amplitude, longer_from_side_to_side_cm

FREQUENCIES = np.fft.fftfreq(256)[:, None], np.fft.fftfreq(256)[None, :]


def slab(height: int, width: int) -> np.ndarray:
    """A slice (y, x) of 256 x 256 pixels that shows a block of muscle."""
    labels = np.full((256, 256), Label.OUTSIDE, np.uint8)
    labels[128 - height // 2 : 128 + height // 2, 128 - width // 2 : 128 + width // 2] = Label.SOFT_TISSUE
    return labels


def wedge_ratio(power: np.ndarray) -> float:
    """Logarithm of power at frequencies from front to back over that from side to side."""
    fy, fx = (np.abs(axis) for axis in FREQUENCIES)
    away = np.hypot(fy, fx) > 0.1
    return float(np.log(power[(fy > 1.5 * fx) & away].sum() / power[(fx > 1.5 * fy) & away].sum()))


def test_the_longer_way_is_told_in_cm_of_water() -> None:
    assert longer_from_side_to_side_cm(slab(100, 200), (1.0, 1.0)) == pytest.approx(10)
    assert longer_from_side_to_side_cm(slab(200, 100), (1.0, 1.0)) == pytest.approx(-10)
    assert longer_from_side_to_side_cm(slab(100, 100), (0.5, 1.0)) == pytest.approx(5)
    lungs = slab(100, 200)
    lungs[78:178, 48:208] = Label.LUNG_LEFT
    assert longer_from_side_to_side_cm(lungs, (1.0, 1.0)) < longer_from_side_to_side_cm(slab(100, 200), (1.0, 1.0))


@pytest.mark.parametrize("longer_cm", [-8.0, 0.0, 15.0])
def test_power_goes_with_the_longer_way_as_in_patients_and_stays_in_all(longer_cm: float) -> None:
    power = direction_amplitude(*FREQUENCIES, longer_cm) ** 2
    assert wedge_ratio(power) == pytest.approx(0.057 * longer_cm, abs=0.06)
    assert power.mean() == pytest.approx(1, abs=0.02)


def test_noise_of_wide_shoulders_is_streaked_from_side_to_side() -> None:
    scanner = ScannerNoise(Look(), (2.0, 2.0), seed=0)
    wide, round_ = (
        np.mean([np.abs(np.fft.fft2(scanner.of_slice(labels, index))) ** 2 for index in range(6)], axis=0)
        for labels in (slab(110, 230), slab(160, 160))
    )
    assert wedge_ratio(wide) - wedge_ratio(round_) > 0.8
