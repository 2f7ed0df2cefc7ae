"""A look in a few words: how noisy, which kernel, how bright the blood, how deep the breath."""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from .look import SPECTRUM_BINS, Look


class Kernel(StrEnum):
    """The reconstruction kernel, by what it does to the noise."""

    SMOOTH = "smooth"
    STANDARD = "standard"
    SHARP = "sharp"


#: By how much the kernel tilts the routine's noise power per radial band: exp(tilt * band). Gives a sharpness (see
#: `Look.sharpness`) near 0.2 for smooth and above 0.6 for sharp.
TILT = {Kernel.SMOOTH: -0.3, Kernel.STANDARD: 0.0, Kernel.SHARP: 0.35}
SPECTRA = ("soft_noise_power_hu2", "lung_noise_power_hu2", "blood_noise_power_hu2")


def chosen_look(noise_hu: float, kernel: Kernel | str, lung_hu: float, blood_hu: float) -> Look:
    """The look of a routine scan, but for what is chosen.

    Args:
        noise_hu: standard deviation of the noise in soft tissue; lung and deep tissue follow in the routine's ratio.
        lung_hu: median of aerated lung; -860 at full breath, higher the less air is in it.
        blood_hu: median of the blood; 40 without contrast agent.

    Raises:
        ValueError: when a value is out of reach (pydantic's ValidationError) or there is no such kernel.
    """
    routine = Look()
    tilt = np.exp(TILT[Kernel(kernel)] * np.arange(SPECTRUM_BINS))
    powers = {}
    for name in SPECTRA:
        usual = np.array(getattr(routine, name))
        tilted = usual * tilt
        powers[name] = tuple((tilted * usual.sum() / tilted.sum() * (noise_hu / routine.noise_hu) ** 2).tolist())
    return Look(lung_hu=lung_hu, blood_hu=blood_hu, **powers)
