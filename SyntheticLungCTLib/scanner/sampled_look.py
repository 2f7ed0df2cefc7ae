"""A look drawn from the population of scans, for a chest that nobody has: two of them do not look alike.

All figures are means and standard deviations of the ten training patients, of vessels without the noisiest scan, whose
median is far off. Of the logarithm of the noise's power in its three tissues, two principal components hold 97 % of the
variance: how strong it is, and how sharp the kernel.
"""

from __future__ import annotations

import numpy as np

from ..blueprint.labels import Label
from .look import SPECTRUM_BINS, Look

#: Geometric mean of the noise power in HU^2 of each radial band; its two components, each a standard deviation long.
NOISE_HU2 = {
    "soft_noise_power_hu2": (0.6, 10.1, 24.0, 24.9, 24.5, 29.7, 17.0, 17.5),
    "lung_noise_power_hu2": (1.7, 31.5, 70.6, 56.0, 37.9, 33.3, 14.7, 15.4),
    "blood_noise_power_hu2": (0.5, 8.1, 20.1, 23.1, 25.3, 34.3, 20.3, 22.9),
}
STRENGTH = {
    "soft_noise_power_hu2": (0.87, 0.84, 0.89, 0.98, 1.11, 1.25, 1.38, 1.45),
    "lung_noise_power_hu2": (0.41, 0.40, 0.50, 0.65, 0.85, 1.07, 1.24, 1.30),
    "blood_noise_power_hu2": (0.88, 0.86, 0.94, 1.06, 1.19, 1.33, 1.47, 1.61),
}
SHARPNESS = {
    "soft_noise_power_hu2": (-0.20, -0.22, -0.24, -0.21, -0.13, 0.01, 0.22, 0.50),
    "lung_noise_power_hu2": (-0.10, -0.10, -0.09, -0.06, 0.01, 0.11, 0.23, 0.32),
    "blood_noise_power_hu2": (-0.28, -0.29, -0.32, -0.30, -0.23, -0.10, 0.09, 0.39),
}
LUNG_HU = (-862.0, 26.0)
#: Without and with contrast agent, which organs take up, too. In patients it spreads by 75 HU in blood; less keeps all
#: above 100 HU.
BLOOD_HU = {False: (37.0, 5.0), True: (221.0, 60.0)}
ORGAN_HU = {False: (55.0, 8.0), True: (84.0, 16.0)}
FAINT_ORGAN, DENSE_ORGAN = 0.55, 1.56
TISSUE_HU = {
    Label.AIRWAY_LUMEN: (-967.0, 13.0),
    Label.AIRWAY_WALL: (-276.0, 38.0),
    Label.PULMONARY_VESSEL: (-560.0, 60.0),
    Label.FAT: (-96.0, 9.0),
    Label.SOFT_TISSUE: (31.0, 5.0),
    Label.SPONGY_BONE: (181.0, 13.0),
    Label.CORTICAL_BONE: (478.0, 33.0),
    Label.EMPHYSEMA: (-957.0, 12.0),
}
#: Nothing is drawn further from its mean, in standard deviations.
FARTHEST = 1.8


def sampled_look(contrast: bool, rng: np.random.Generator) -> Look:
    """A look as scans have it, with or without contrast agent in the blood."""

    def drawn(mean: float, deviation: float) -> float:
        return round(mean + deviation * _deviate(rng), 1)

    strength, sharpness = _deviate(rng), _deviate(rng)
    powers = {
        name: tuple(
            float(usual[band] * np.exp(strength * STRENGTH[name][band] + sharpness * SHARPNESS[name][band]))
            for band in range(SPECTRUM_BINS)
        )
        for name, usual in NOISE_HU2.items()
    }
    organ_hu = drawn(*ORGAN_HU[contrast])
    tissue_hu = {label.name: drawn(*usual) for label, usual in TISSUE_HU.items()}
    tissue_hu |= {
        Label.ORGAN.name: organ_hu,
        Label.FAINT_ORGAN.name: round(FAINT_ORGAN * organ_hu, 1),
        Label.DENSE_ORGAN.name: round(DENSE_ORGAN * organ_hu, 1),
    }
    return Look(lung_hu=drawn(*LUNG_HU), blood_hu=drawn(*BLOOD_HU[contrast]), tissue_hu=tissue_hu, **powers)


def _deviate(rng: np.random.Generator) -> float:
    """A standard normal value that is not extreme."""
    return float(np.clip(rng.standard_normal(), -FARTHEST, FARTHEST))
